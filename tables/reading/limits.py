"""The bounds of a table that is sent, all in one place."""

MOST_BYTES = 32 * 1024 * 1024
"""Bytes of the largest file."""

MOST_UNPACKED = 400 * 1024 * 1024
"""Bytes of a packed file (Excel, OpenDocument) after unpacking. It is read piece by piece and never kept whole."""

MOST_PARTS = 2000
"""Files inside a packed file."""

MOST_ROWS = 100_000
"""Rows that are not empty."""

MOST_COLUMNS = 200
"""Columns that are not empty."""

MOST_CELLS = 3_000_000
"""Cells of a sheet that are not empty. Each takes about a hundred bytes."""

MOST_TEXTS = 2_000_000
"""Texts that the cells of an Excel file share."""

MOST_NAMES = 10_000
"""Different names of elements and attributes in a packed file. Tables of programs have some hundreds."""

MOST_FORMATS = 100_000
"""Formats of cells, sheets and references of a workbook, of each kind. Excel allows 65,490 formats."""

MOST_MERGED = 1_000_000
"""Cells that are filled from merged ones. Merged areas of programs never overlap."""

LAST_LINE = 1_048_576
"""The last line of a sheet in Excel and LibreOffice."""

LONGEST_CELL = 32_767
"""Letters of a cell (the limit of Excel)."""

MOST_LETTERS = 96 * 1024 * 1024
"""Letters of all cells together."""

MOST_SHEETS = 30
"""Sheets that are searched for the table."""

MOST_SECONDS = 60
"""Seconds that the reading of a file may take."""

MOST_NAMED = 12
"""Cells, rows or sheets that a note about the file names; it gives the number of the rest."""
