"""As of a change: the register as it was after that change, read by the same queries.

While a reader reads as of a change, views with the names of the records' tables stand before the tables
(``views.py``). Each gives the rows of its table as the history knows them. So every query of the ORM and every SQL by
hand answers as of that change, and nothing below the request takes an argument. ``point.py``: the change as of which
is read, ``asked.py``: the day, moment or number that a reader names, ``reading.py``: puts the views there and takes
them away.

Not part of it are rows that are no records: accounts, sessions, drafts, comments, tasks, followings and letters.
"""
