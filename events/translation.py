"""The texts that exist in several languages, and the history, which must be registered after them."""

from modeltranslation.translator import TranslationOptions, register

from events import models
from projects.history import keep_history


@register(models.Event)
class TextOptions(TranslationOptions):
    fields = ("title", "description", "note")


@register((models.EventDocument, models.EventParty, models.EventProject))
class NoteOptions(TranslationOptions):
    fields = ("note",)


keep_history(models.Event, models.EventContact, models.EventDocument, models.EventParty, models.EventProject)
keep_history(models.Contributor, of_records=False)
