"""Limits the time of each database statement, and turns database failures into answers."""
