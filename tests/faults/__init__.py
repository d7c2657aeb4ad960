"""Breaks a running site in the middle of its work, and counts what is left: ``make faults``. See docs/deploy.md.

Too slow for ``make test``, which runs one small scenario (``test_smoke.py``).
"""
