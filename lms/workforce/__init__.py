"""HR's views over units: where the gaps are, and why."""
