"""Checks the rows of a table against the register: what is wrong, what is new, what changes, what stays the same."""
