"""The pages of this room, by who opens them: those who take tests, and those who rate answers."""
