"""Erasing a person: a contact or an account, with everything that the database says about them.

``subjects.py``: what belongs to the person, and what stays under a pseudonym. ``terms.py``: the names and addresses to
look for. ``sweep.py``: takes them out of every text of every table. ``erase.py``: all of it in one transaction, and
the row that says afterwards that it was done.
"""
