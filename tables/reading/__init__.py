"""Reads a file into rows, in bounded time and memory. Nothing here knows what the rows mean."""
