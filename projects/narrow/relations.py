"""What an answer shows of the rows that belong to a project, and from which columns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from projects.narrow.values import Value, code_or_none, column, name, shown_text


@dataclass(frozen=True)
class Relation:
    """The rows of one field of a project."""

    model: str
    values: Callable[[str], dict[str, Value]]
    """Takes the reader's language and gives the values of a row, in their order."""
    owner: str = "project"
    """The key of the rows that names the project."""
    alone: bool = False
    """Whether the answer gives the only value of each row, without its name."""
    about: str = ""
    """The lookup of the code by which a note names the row; empty: these rows have no notes."""
    order: tuple[str, ...] = ()
    """The order of the rows of one project; empty: the model's."""

    def rows(self) -> Any:
        """Returns all rows in their order."""
        model: Any = apps.get_model(self.model)
        order = self.order or tuple(term for term in model._meta.ordering if term != self.owner)
        # Not by the manager: modeltranslation would replace and reorder the columns
        return QuerySet(model).order_by(*order)


RELATIONS: dict[str, Relation] = {}
"""By the field of the project. Other rooms add the fields that they keep."""


def _councils(reader: str) -> dict[str, Value]:
    return {"code": column("council__code"), "name": name("council__name", reader), "role": column("role")}


def _places(reader: str) -> dict[str, Value]:
    return {
        "slug": column("place__slug"),
        "name": name("place__name", reader),
        "kind": column("place__kind"),
        "country": code_or_none("place__country__code"),
    }


def _partners(reader: str) -> dict[str, Value]:
    return {
        "organisation": column("organisation__slug"),
        "name": name("organisation__name", reader),
        "role": column("role"),
    }


def _documents(reader: str) -> dict[str, Value]:
    title = shown_text("document__title", reader, "document__original_language")
    return {"slug": column("document__slug"), "title": title}


def _code(lookup: str) -> Callable[[str], dict[str, Value]]:
    return lambda _reader: {"code": column(lookup)}


RELATIONS.update(
    councils=Relation("projects.CouncilRole", _councils, about="council__code"),
    core_areas=Relation("projects.ProjectCoreArea", _code("core_area__slug"), alone=True, about="core_area__slug"),
    places=Relation("projects.ProjectPlace", _places, about="place__slug"),
    partners=Relation("projects.Partnership", _partners, about="organisation__slug"),
    follows=Relation("projects.Lineage", _code("earlier__reference"), alone=True, about="earlier__reference"),
    followed_by=Relation("projects.Lineage", _code("project__reference"), owner="earlier", alone=True),
    documents=Relation("projects.ProjectDocument", _documents, about="document__slug"),
)
