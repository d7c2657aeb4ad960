"""Which texts exist in several languages; and the history, which has to be registered after them."""

from modeltranslation.translator import TranslationOptions, register

from projects import models
from projects.history import keep_history


@register((models.Council, models.Organisation, models.Place))
class NameOptions(TranslationOptions):
    fields = ("name",)


@register((models.CoreArea, models.Portfolio))
class NameAndDescriptionOptions(TranslationOptions):
    fields = ("name", "description")


@register(models.Document)
class TitleOptions(TranslationOptions):
    fields = ("title",)


@register(models.Project)
class TitleAndSummaryOptions(TranslationOptions):
    fields = ("title", "summary")


keep_history(
    models.Contact,
    models.CoreArea,
    models.Council,
    models.CouncilAlias,
    models.CouncilRole,
    models.Document,
    models.DocumentParty,
    models.Lineage,
    models.Organisation,
    models.Partnership,
    models.Place,
    models.Portfolio,
    models.Project,
    models.ProjectCoreArea,
    models.ProjectDocument,
    models.ProjectNote,
    models.ProjectPlace,
    models.Source,
)
