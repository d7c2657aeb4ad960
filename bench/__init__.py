"""The benchmark: a generator of portfolios of any size, and the scenarios that are timed on them."""
