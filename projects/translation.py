"""The translated fields of each model. Histories are registered here too, since they have to come after the
translations."""

from modeltranslation.translator import TranslationOptions, register

from projects import models
from projects.history import keep_history


@register((models.Council, models.Place))
class NameOptions(TranslationOptions):
    fields = ("name",)


@register(models.Organisation)
class NameAndNoteOptions(TranslationOptions):
    fields = ("name", "note")


@register((models.CoreArea, models.Portfolio))
class NameAndDescriptionOptions(TranslationOptions):
    fields = ("name", "description")


@register(models.Document)
class TitleAndNoteOptions(TranslationOptions):
    fields = ("title", "note")


@register(models.Source)
class HeadingOptions(TranslationOptions):
    fields = ("heading",)


@register(
    (
        models.CouncilAlias,
        models.CouncilRole,
        models.Lineage,
        models.Partnership,
        models.ProjectCoreArea,
        models.ProjectDocument,
        models.ProjectPlace,
    )
)
class NoteOptions(TranslationOptions):
    fields = ("note",)


@register(models.ProjectNote)
class TextOptions(TranslationOptions):
    fields = ("text",)


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
    models.DocumentFile,
    models.DocumentParty,
    models.Lineage,
    models.Organisation,
    models.OrganisationDistinction,
    models.OrganisationName,
    models.OrganisationNumber,
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
