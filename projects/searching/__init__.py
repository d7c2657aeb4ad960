"""Indexes of three letters each, with which the database finds words inside of texts."""
