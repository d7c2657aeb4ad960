"""Writes events as text for a calendar file. The feed reads plain values and makes no model objects."""
