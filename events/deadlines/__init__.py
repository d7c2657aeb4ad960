"""Deadlines of grants beside the events of the calendar.

``chosen.py``: which deadlines the filters of the calendar choose, and who may see them. ``lines.py``: deadlines in
calendar files. ``api_views.py``: their list in the API. They are worked out elsewhere (``projects/deadlines/``).
"""
