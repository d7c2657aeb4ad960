"""Registers the history of shared content. No text here is translated."""

from accounts import models
from projects.history import keep_history

# No history of Preference and Pin: records of each change of a language or a dashboard would be personal data that
# nobody uses
keep_history(models.SavedView, models.RoleLimit, of_records=False)
