"""The presentation: a table becomes a page, a document or a file. Nothing is rendered here yet."""
