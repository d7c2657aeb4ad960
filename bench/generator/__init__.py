"""The generator of portfolios: the same rows for the same seed, of any size."""
