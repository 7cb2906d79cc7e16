"""Frameworks, standards per post, typed evidence, the attained level and the gap."""
