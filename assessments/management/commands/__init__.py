"""Commands of the item bank."""
