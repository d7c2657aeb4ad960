"""Presentation: turns a table into a page, a document or a file."""
