"""Reads the ledger of an accounting system: a CSV or Excel file from outside, within bounds. Reading writes nothing."""
