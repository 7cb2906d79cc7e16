"""What the platform tells a person, on the page and by e-mail."""
