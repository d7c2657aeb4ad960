"""A table with planted faults, and the measurement of its check."""
