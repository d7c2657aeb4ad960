"""The bounds of a ledger file, all in one place."""

MOST_BYTES = 16 * 1024 * 1024
"""Bytes of the largest file that is read."""

MOST_UNPACKED = 96 * 1024 * 1024
"""Bytes of an Excel file after unpacking. An Excel file is packed, and a small one can unpack to any size."""

MOST_PARTS = 500
"""Files inside an Excel file."""

MOST_ROWS = 100_000
"""Rows that are not empty."""

MOST_COLUMNS = 60
"""Columns. Those further to the right are left out."""

LONGEST_CELL = 300
"""Letters of a cell. The rest is left out: no code, amount or day is longer."""

MOST_LETTERS = 24 * 1024 * 1024
"""Letters of all cells together. In an Excel file, one long text can be in many cells."""

LAST_LINE = 1_048_576
"""The last line of a sheet in Excel."""

MOST_SHEETS = 10
"""Sheets that are searched for the ledger."""
