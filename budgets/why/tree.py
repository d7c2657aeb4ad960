"""The tree of a figure: its sum, its groups, its projects, and the rows that add up to each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse

from budgets.choices import EntryKind, Scope
from budgets.dimensions import DIMENSIONS
from budgets.entries.filtersets import EntryFilterSet
from budgets.filtersets import AllocationFilterSet
from budgets.grouping.answers import totals_of
from budgets.links import address, links_to, why_rest
from budgets.models import Allocation, Entry
from budgets.totals import Added, Totals, TotalsRow, added_up
from budgets.why.question import WhyQuestion
from budgets.why.written import changes_of
from projects.models import Project, Source

ALONG = ("project", "council", "fund", "post", "source__document")
ALONG_WITH_AN_ENTRY = (
    *("allocation__project", "allocation__council", "allocation__fund", "allocation__source__document"),
    *("source__document", "contract__source__document", "counterpart", "corrects", "post"),
)


@dataclass(frozen=True)
class Leaf:
    """A row of money, with what it adds to the figure and who wrote it."""

    row: Any
    """An allocation, or an entry."""
    changes: list[Any] = field(default_factory=list)

    @property
    def is_entry(self) -> bool:
        return isinstance(self.row, Entry)

    @property
    def grant(self) -> Allocation:
        return self.row.allocation if self.is_entry else self.row

    @property
    def adds(self) -> Decimal | None:
        """What it adds to the figure in DKK, negative if it lowers it; None: not counted, because it has no rate."""
        moved: Decimal | None = self.row.moved
        return moved

    @property
    def ended(self) -> bool:
        """Whether it is taken away, because it counted on the earlier day of the question and no longer counts."""
        return bool(getattr(self.row, "ended", False))

    @property
    def kind(self) -> str:
        """The kind of the entry; "decided" for an allocation."""
        return str(self.row.kind) if self.is_entry else "decided"

    @property
    def label(self) -> str:
        """The kind in the reader's language; empty for an allocation."""
        return str(EntryKind(self.row.kind).label) if self.is_entry else ""

    @property
    def is_share(self) -> bool:
        """Whether the grant is the Council's share of a co-financed project."""
        return bool(self.grant.scope == Scope.SHARE)

    @property
    def source(self) -> Source:
        """The source of the row; of an entry without one that of its contract, or else that of its grant."""
        return self._own_source or self._source_of_contract or self.grant.source

    @property
    def source_of(self) -> str:
        """To what the source belongs: "row", "contract" or "grant"."""
        if self._own_source:
            return "row"
        return "contract" if self._source_of_contract else "grant"

    @property
    def _own_source(self) -> Source | None:
        return self.row.source

    @property
    def _source_of_contract(self) -> Source | None:
        return self.row.contract.source if self.is_entry and self.row.contract else None


@dataclass(frozen=True)
class Branch:
    """A project of the figure, with its rows."""

    project: Any
    leaves: list[Leaf]

    @property
    def amount(self) -> Decimal | None:
        """What its rows add up to in DKK; None: no row counts."""
        counted = [leaf.adds for leaf in self.leaves if leaf.adds is not None]
        return sum(counted, Decimal(0)) if counted else None


@dataclass(frozen=True)
class GroupOfTree:
    """A group of the figure, with the address of its own tree."""

    row: TotalsRow
    url: str

    @property
    def label(self) -> str:
        return " · ".join(member.label for member in self.row.members.values())


@dataclass(frozen=True)
class Tree:
    """The answer to a question, without its projects: these are read a page at a time."""

    question: WhyQuestion
    added: Added
    totals: Totals | None
    """The totals of the groups; None if the question names none."""

    @property
    def overlapping(self) -> bool:
        """Whether an amount may be in several groups, so that their sum means nothing."""
        return self.totals is not None and self.totals.overlapping

    def groups(self, why: str, absolute: Any = str) -> list[GroupOfTree]:
        """Returns the groups. ``why`` is the path of their trees."""
        if self.totals is None:
            return []
        links = links_to(self.totals, self.question.chosen(), "", "", absolute, why=why)
        return [GroupOfTree(row, links(row).why) for row in self.totals.rows]

    def why_rest(self, why: str, absolute: Any = str) -> str:
        """Returns the address of the tree of the smaller groups together; empty if there are none. ``why`` is the path
        of the trees.
        """
        found = self.totals and why_rest(self.totals, self.question.chosen(), why)
        return absolute(found) if found else ""

    @property
    def projects(self) -> Any:
        """Returns the projects of the rows in the order of the document, for pages."""
        keys = self.question.rows.values(f"{self.question.project_of_row}_id")
        return Project.objects.filter(pk__in=keys).in_document_order()

    @property
    def list_url(self) -> str:
        """Returns the address of the list of these rows; empty if no list has these filters."""
        question, filters = self.question, self.question.chosen()
        day = {"on": [question.on.isoformat()]} if question.on else {}
        if question.of_entries:
            without = {} if question.on else {"in_force": ["true"]}
            listed = {"entry_kind": question.kinds, **filters, **day, **without}
            return address(reverse("entries"), listed) if {*filters} <= {*EntryFilterSet.base_filters} else ""
        known = {*filters} <= {*AllocationFilterSet.base_filters}
        return address(reverse("allocations"), {**filters, **day}) if known else ""


def tree_of(question: WhyQuestion) -> Tree:
    """Returns the tree of a valid question: its sum, and the totals of its groups. Adds up the rows in one query."""
    found = None
    if question.group_by:
        found = totals_of(question.of_projects(), question.group_by, question.mode, question.measure, question.on)
    return Tree(question, added_up(question.rows, question.project_of_row), found)


def branches_of(question: WhyQuestion, projects: Sequence[Any]) -> list[Branch]:
    """Returns these projects with the rows of the question. Runs a query for the rows and two for their changes."""
    path, model = question.project_of_row, Entry if question.of_entries else Allocation
    rows = question.rows.filter(**{f"{path}__in": [project.pk for project in projects]})
    along = ALONG_WITH_AN_ENTRY if question.of_entries else ALONG
    order = ("day", "reference") if question.of_entries else ("reference",)
    found = list(rows.select_related(*along).order_by(*order))
    changes = changes_of(model, [row.pk for row in found])
    of_project = defaultdict(list)
    for row in found:
        leaf = Leaf(row, changes.get(row.pk, []))
        of_project[leaf.grant.project_id].append(leaf)
    return [Branch(project, of_project[project.pk]) for project in projects]


def dimensions_of(question: WhyQuestion) -> str:
    """Returns the dimensions of the groups in words: "Council of ministers, Year"."""
    return ", ".join(str(DIMENSIONS[name].label) for name in question.group_by)
