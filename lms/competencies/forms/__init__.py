"""What is typed about frameworks and standards."""
