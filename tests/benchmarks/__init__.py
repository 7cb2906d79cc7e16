"""Figures beside a comparator in the same run; each module prints its own: `python -m tests.benchmarks.pages`."""
