"""The dimensions by which totals can be grouped. One dimension is one line of ``DIMENSIONS``.

A dimension gives the group of a project and of an allocation as one key per row. If a project can have several
values, the key is the set of them (``"1+4"``), so that groups add up to the total. The database keeps these keys in
columns of the project.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, CharField, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Substr
from django.utils.translation import gettext_lazy as _

from budgets.choices import Scope, SignatoryRole, Stage
from budgets.grouping.members import Key, Member, Vocabulary, combined, not_stated, of_choices, of_rows, of_years
from projects import choices
from projects.kept.declared import Kept, Source
from projects.models import CouncilRole, Partnership, ProjectCoreArea, ProjectPlace
from projects.querysets import Combination, combination_key

NOTHING = Value("")
"""The key of "not stated"."""


@dataclass(frozen=True)
class Dimension:
    name: str
    label: Any
    project: Callable[[], Any]
    """Returns an expression on Project: the key of the group to which a project belongs."""
    allocation: Callable[[], Any]
    """Returns an expression on Allocation: the key of the group to which an allocation belongs."""
    vocabulary: Vocabulary
    own_key: Callable[[], Any] | None = None
    """Returns an expression on Allocation: the allocation's own key. Without it, or if it is NULL, the allocation
    belongs where its project does.
    """
    parameter: str = ""
    """The filter of projects that picks exactly the projects of a row. Without one, the filter ``group`` does."""
    on_day: Callable[[Any], Any] | None = None
    """Takes a day and returns an expression on Allocation, where the key of an allocation depends on the day."""
    several: bool = False
    """Whether a project can have several values. Only then do the modes differ."""
    kept: Kept | None = None
    """The column of a project that holds its key, if the database keeps one."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Remembered answers name their dimensions
        return _named, (self.name,)

    def allocation_on(self, day: Any) -> Any:
        """Returns an expression on Allocation: its key on a day, or today (None)."""
        return self.on_day(day) if self.on_day else self.allocation()

    def parts(self, key: Key) -> list[Key]:
        """Returns the single values that make up a key."""
        return key.split("+") if self.several and key else [key]

    def members(self, keys: Iterable[Key]) -> dict[Key, Member]:
        """Returns the members of these keys, in at most one query."""
        keys = set(keys)
        single = self.vocabulary.members({part for key in keys for part in self.parts(key) if part})
        return {key: combined([single[part] for part in self.parts(key)]) if key else not_stated() for key in keys}

    def key_of(self, value: str) -> Key:
        """Returns the key of a member's value. Raises KeyError with the unknown part."""
        if value == choices.NOT_STATED:
            return ""
        # In an address a plus means a space, and people type a plus
        codes = value.replace("+", " ").split() if self.several else [value]
        if not codes:
            raise KeyError(value)
        keys = [self.vocabulary.key(code) for code in codes]
        return combination_key({int(key) for key in keys}) if self.several else keys[0]


def _named(name: str) -> Dimension:
    return DIMENSIONS[name]


def of_project(name: str, label: Any, field: str, vocabulary: Vocabulary, parameter: str) -> Dimension:
    """Returns the dimension of a field with exactly one value per project and a filter that picks it."""
    return Dimension(
        name, label, lambda: text_of(field), lambda: text_of(f"project__{field}"), vocabulary, parameter=parameter
    )


def of_allocation(
    name: str, label: Any, allocation: Any, vocabulary: Vocabulary, project: Any = NOTHING, own: Any = None
) -> Dimension:
    """Returns the dimension of an allocation's field. ``project`` gives the key of a project without allocations, and
    of allocations without a key in ``own``, if that is given.
    """
    return Dimension(
        name,
        label,
        lambda: text_of(project),
        lambda: text_of(allocation),
        vocabulary,
        own_key=lambda: text_of(allocation) if own is None else own,
    )


def set_of(
    name: str,
    label: Any,
    through: type[models.Model],
    key: Any,
    vocabulary: Vocabulary,
    *more: Source,
    reads: str = "",
    own: str = "",
) -> Dimension:
    """Returns the dimension of a set that a project has through the rows of ``through``.

    The database keeps the key of a project's set in its column ``<name>_key``. ``reads`` is the column of ``through``
    that an expression ``key`` reads, and ``more`` are the other tables. An allocation's ``own`` value takes
    precedence over the set.
    """
    column = f"{name}_key"
    rows = Source(through._meta.label, ("project_id", reads or key), "SELECT {row}.project_id")

    def combination() -> Any:
        return text_of(Combination(through._default_manager.filter(project=OuterRef("pk")), key))

    def of_an_allocation() -> Any:
        of_the_project = text_of(f"project__{column}")
        return Coalesce(Cast(own, CharField()), of_the_project) if own else of_the_project

    return Dimension(
        name,
        label,
        lambda: F(column),
        of_an_allocation,
        vocabulary,
        own_key=(lambda: Cast(own, CharField())) if own else None,
        several=True,
        kept=Kept("projects.Project", column, combination, sources=(rows, *more)),
    )


def _recipient() -> Dimension:
    """Returns the dimension of the organisations that signed a contract for the recipient: of a contract of the
    grant, or else of any contract of the project.
    """

    def own() -> Case:
        return recipients("contract_allocations__allocation", "pk")

    return Dimension(
        "recipient",
        _("Recipient"),
        lambda: text_of(recipients("project", "pk")),
        lambda: Coalesce(own(), recipients("project", "project_id"), NOTHING),
        of_rows("projects.Organisation"),
        own_key=own,
        several=True,
    )


def recipients(contracts: str, column: str) -> Case:
    """Returns the organisations that signed for the recipient: of the contracts whose field equals the column."""
    signatures = _signatures()
    field = f"contract__{contracts}"
    found = Combination(signatures.filter(**{field: OuterRef(column)}), "organisation_id")
    # Most rows have no contract. The database lists those with one once, where it would ask for each row
    signed = signatures.filter(**{f"{field}__isnull": False}).order_by().values(field)
    return Case(When(**{f"{column}__in": signed}, then=found), output_field=CharField())


def signed_for() -> Case:
    """Returns 1 for a project if anybody signed for the recipient of its money, else 0.

    Without such a signature, all its money is "not stated".
    """
    of_grants = "contract__contract_allocations__allocation__project"
    signed = [_signatures().order_by().values(field) for field in ("contract__project", of_grants)]
    found = Q(pk__in=signed[0]) | Q(pk__in=signed[1].filter(**{f"{of_grants}__isnull": False}))
    return Case(When(found, then=1), default=0)


def _signatures() -> Any:
    return apps.get_model("budgets.Signature")._default_manager.filter(role=SignatoryRole.RECIPIENT)


def _stage() -> Dimension:
    """Returns the dimension of the stage of a grant. A project without a grant has none."""

    def on_day(day: Any) -> Any:
        # The entries are read by a module that needs the totals
        from budgets.entries.measures import stage_on

        return stage_on(day)

    return Dimension(
        "stage",
        _("Stage"),
        lambda: text_of(NOTHING),
        lambda: on_day(None),
        of_choices(Stage),
        own_key=lambda: on_day(None),
        on_day=on_day,
    )


def text_of(expression: Any) -> Coalesce:
    """Returns the expression as a key: a text, empty for "not stated"."""
    return Coalesce(Cast(expression, CharField()), NOTHING, output_field=CharField())


def year_of(starts: str) -> Substr:
    """Returns the year of a partial date."""
    return Substr(starts, 1, 4, output_field=CharField())


COUNCILS = of_rows("projects.Council", "code", rank="code", known_as="known_as")
CORE_AREAS = of_rows("projects.CoreArea", rank="number")
COUNTRIES = of_rows("projects.Place", "code", kind=choices.PlaceKind.COUNTRY)

COUNTRY_OF_A_PLACE = Coalesce(
    "place__spans__pk", "place__country_id", Case(When(place__kind=choices.PlaceKind.COUNTRY, then=F("place_id")))
)
"""The countries that a region spans, the country in which a place lies, or the country itself."""

ROLE = Case(*(When(role=role, then=rank) for rank, role in enumerate(choices.PartnerRole.values)))
"""A role as its position in the list: sets hold whole numbers, which every database sorts alike."""

PLACES = Source(
    "projects.Place",
    ("country_id", "kind"),
    "SELECT project_id FROM projects_projectplace WHERE place_id = {row}.id",
)
SPANS = Source(
    "projects.Place_spans",
    ("from_place_id", "to_place_id"),
    "SELECT project_id FROM projects_projectplace WHERE place_id = {row}.from_place_id",
)

OWN_YEAR = Coalesce(Cast("year", CharField()), year_of("granted"))
"""The allocation's own year: the year of its grant, if only that is stated."""

YEAR_OF_AN_ALLOCATION = Coalesce(OWN_YEAR, year_of("project__starts"))
"""The allocation's own year, or else the year in which its project starts."""

DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        of_project("status", _("Status"), "status", of_choices(choices.Status), "status"),
        of_project("kind", _("Kind"), "kind", of_choices(choices.Kind), "kind"),
        set_of(
            "council",
            _("Council of ministers"),
            CouncilRole,
            "council_id",
            COUNCILS,
            own="council_id",
        ),
        set_of(
            "core_area",
            _("Core area"),
            ProjectCoreArea,
            "core_area_id",
            CORE_AREAS,
        ),
        set_of("country", _("Country"), ProjectPlace, COUNTRY_OF_A_PLACE, COUNTRIES, PLACES, SPANS, reads="place_id"),
        set_of("place", _("Place"), ProjectPlace, "place_id", of_rows("projects.Place")),
        set_of("partner", _("Partner"), Partnership, "organisation_id", of_rows("projects.Organisation")),
        set_of(
            "role",
            _("Role of the partner"),
            Partnership,
            ROLE,
            of_choices(choices.PartnerRole, ranked=True),
            reads="role",
        ),
        of_allocation("fund", _("Fund"), "fund_id", of_rows("budgets.Fund")),
        of_allocation("year", _("Year"), YEAR_OF_AN_ALLOCATION, of_years(), year_of("starts"), OWN_YEAR),
        of_allocation("scope", _("Scope"), "scope", of_choices(Scope)),
        of_allocation("post", _("Budget post"), "post_id", of_rows("budgets.BudgetPost", "code")),
        _recipient(),
        _stage(),
        of_project("portfolio", _("Portfolio"), "portfolio_id", of_rows("projects.Portfolio"), "portfolio"),
    )
}
