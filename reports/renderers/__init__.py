"""How a table is written in each format, one class a format. The registry is ``reports/formats.py``."""
