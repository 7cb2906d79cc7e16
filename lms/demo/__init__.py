"""The demo: two fictional agencies whose people, history and numbers are invented and the same at every load."""
