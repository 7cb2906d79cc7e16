"""The item bank, attempts, scoring, and the mathematics that turns answers into a measured level."""
