"""Moments in Icelandic. Django has Icelandic days and times, but no format for both together."""

DATETIME_FORMAT = "j. F Y H:i"
SHORT_DATETIME_FORMAT = "j.n.Y H:i"
