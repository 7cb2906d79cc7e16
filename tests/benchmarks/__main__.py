"""Runs a benchmark by its name: `python -m tests.benchmarks adaptive`."""

from __future__ import annotations

import importlib
import os
import sys

NAMES = ("adaptive", "calibration", "attempts", "pages", "certificate", "codes", "gapmap", "matrix", "imports", "kept")


def main() -> None:
    """Run the benchmark that is named."""
    if len(sys.argv) != 2 or sys.argv[1] not in NAMES:
        sys.exit(f"Name one of: {', '.join(NAMES)}")
    # Two threads of linear algebra on two cores wait for each other; the figures are for one core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    importlib.import_module(f"tests.benchmarks.{sys.argv[1]}").main()


if __name__ == "__main__":
    main()
