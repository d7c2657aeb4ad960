"""The statistics by which the database plans its queries."""

from django.db import connection, transaction


def refresh_statistics() -> None:
    """Counts the rows of all tables anew for the planner. Takes seconds in a large register.

    For commands that have just filled the tables. PostgreSQL would do so by itself a minute later, and SQLite never.
    A table that was emptied before still counts as empty until then, and a total of sixty projects takes minutes.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The limit is for readers of pages
            cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("ANALYZE")
