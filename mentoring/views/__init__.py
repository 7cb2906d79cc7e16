"""The pages of mentoring: for participants, and for those who coordinate."""
