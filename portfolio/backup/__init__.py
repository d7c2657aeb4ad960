"""Backups: the whole register in one file that both databases can read.

``parts.py``: the tables and columns that a backup holds. ``values.py``: how a value is written. ``archive.py``: the
file, its checksums and its check. ``taking.py`` writes a backup. ``restoring.py`` reads it into a database, by
``loading.py`` (rows) and ``around.py`` (triggers, indexes and keys that wait meanwhile); ``earlier.py`` takes the
register back to an earlier change. ``content.py``: what two databases with the same content have alike. ``moving.py``
moves a register to another database and compares both. ``release.py``: the name of the program that made a backup.
"""
