"""Says of a file whether it is sealed, altered or unknown."""
