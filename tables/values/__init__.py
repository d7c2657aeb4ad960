"""What the cells of a table mean: each becomes a value of the API, or a sentence about what is wrong."""
