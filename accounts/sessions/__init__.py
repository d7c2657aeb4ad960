"""Sessions of browsers. They end without use, and after a longest time. People see and end their own.

``keeping.py`` begins, sees and ends sessions, ``middleware.py`` does so for requests, ``agents.py`` names browsers,
``views.py`` shows the list.
"""
