"""Sealed reports: what a report said at a moment, kept, signed, chained, and recognised again."""
