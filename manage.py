#!/usr/bin/env python
"""Django's command line for Oversigt."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portfolio.settings")
    # A migration or an export by hand takes the time that it needs
    if sys.argv[1:2] not in (["runserver"], ["test"]):
        os.environ["STATEMENT_SECONDS"] = os.environ["EXPORT_SECONDS"] = "0"
    execute_from_command_line(sys.argv)
