"""The bounds of the calendar's work, in one place."""

MOST_BYTES = 2 * 1024 * 1024
"""The largest calendar file that is read."""

MOST_EVENTS = 500
"""Events of one file."""

MOST_LINES = 100_000
"""Lines of one file, after folded lines are joined."""

LONGEST_VALUE = 20_000
"""Letters of a property of a file that is no text. Texts are cut to their column instead."""

LONGEST_TEXT = 100_000
"""Letters of a text of a file that are looked at."""

MOST_OF_FILE = 10_000
"""Occurrences of all events of one file together."""

MOST_OF_ORGANISATION = 20_000
"""Occurrences of all events that one organisation organises alone. Each takes some rows of the clash check's index."""

MOST_CHECKED = 100
"""New and changed events of a file that are put to the clash check in the preview."""

MOST_SPANS_CHECKED = 1_000
"""Occurrences of these events together."""
