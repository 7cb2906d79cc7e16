"""What can be read about the handling of people's data."""
