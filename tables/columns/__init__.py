"""What the columns of a table can hold, and which column holds what."""
