"""Mentoring: programmes, explained matching, pairs, sessions and their hours."""
