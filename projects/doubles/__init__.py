"""Organisations that may be one: the nearest known names of a name, and likely doubles.

``nearest`` answers for one name, ``likely_doubles`` for all organisations. Both read names by ``spelling.py``, with
the words of ``words.py`` and ``concepts.py``, and judge pairs by the rules of ``alike.py``.
"""
