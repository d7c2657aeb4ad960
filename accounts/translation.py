"""The history of what people share. No text here exists in several languages."""

from accounts import models
from projects.history import keep_history

# Not of Preference and Pin: a row for each time that a person changed their language or their dashboard would be
# personal data that nobody has a use for
keep_history(models.SavedView)
