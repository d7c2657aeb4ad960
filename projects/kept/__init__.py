"""Kept columns: columns whose value the database itself derives from other columns and rows, by triggers.

A column is declared once (``declared.py``) with the expression that defines it and the tables that it reads. From this
follow the triggers of both databases, the statement that fills all rows, and the check that a row agrees with its
definition. So a kept column is right after every write: a bulk write, a cascade, raw SQL, and in the middle of a
transaction. Signals and overridden ``save()`` see none of these.
"""
