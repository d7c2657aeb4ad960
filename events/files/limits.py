"""The bounds of the calendar's work, all in one place."""

MOST_BYTES = 2 * 1024 * 1024
"""Bytes of the largest calendar file that is read."""

MOST_EVENTS = 500
"""Events in one file."""

MOST_LINES = 100_000
"""Lines in one file, after folded lines are joined."""

LONGEST_VALUE = 20_000
"""Letters in a property that is not text. Texts are cut to the length of their column instead."""

LONGEST_TEXT = 100_000
"""Letters that are read of one text in a file."""

MOST_OF_FILE = 10_000
"""Occurrences of all events in one file together."""

MOST_OF_ORGANISATION = 20_000
"""Occurrences of all events that one organisation organises alone. Each takes some rows in the clash index."""

MOST_CHECKED = 100
"""New and changed events of a file that the preview checks for clashes."""

MOST_SPANS_CHECKED = 1_000
"""Occurrences of these events together."""
