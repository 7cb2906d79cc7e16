#!/usr/bin/env python3
"""Run a management command; where Django is missing, prepare the environment first."""

import os
import sys

from lms import bootstrap, supervision


def main() -> int:
    """Make sure that Django can be imported, then hand the command to it."""
    bootstrap.ensure(sys.argv)
    if (code := supervision.start_again(sys.argv)) is not None:
        return code
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", bootstrap.settings_for(sys.argv))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
