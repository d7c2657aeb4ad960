"""Which texts exist in several languages; and the history, which has to be registered after them."""

from modeltranslation.translator import TranslationOptions, register

from events import models
from projects.history import keep_history


@register(models.Event)
class TitleAndDescriptionOptions(TranslationOptions):
    fields = ("title", "description")


keep_history(
    models.Contributor, models.Event, models.EventContact, models.EventDocument, models.EventParty, models.EventProject
)
