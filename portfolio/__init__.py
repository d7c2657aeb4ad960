"""The site of Oversigt."""

__version__ = "1.0.0"
