"""The parts of a record: how each value, list of rows and note is read, understood and written."""
