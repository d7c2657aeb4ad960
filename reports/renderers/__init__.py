"""Writes a table in each format: one class per format. The registry is ``reports/formats.py``."""
