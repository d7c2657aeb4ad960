"""The question of a figure: which rows of money it adds up, and in which groups."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import django_filters
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.choices import Measure, PostMeasure, StatedMeasure
from budgets.entries.filtersets import EntryFilterSet
from budgets.entries.measured import KINDS
from budgets.entries.measures import money_rows, moved_rows
from budgets.filtersets import AllocationFilterSet, TotalsForm
from budgets.grouping.groups import Group
from budgets.models import Allocation, BudgetPost
from budgets.why.records import beside_stated, in_every_portfolio, unknown
from projects.fields import ISO_DAY
from projects.filtersets import EVERY_PORTFOLIO, ProjectFilterSet
from projects.models import Project
from projects.strict import error_lists

OF_ENTRIES = ("entry_kind", "entry", "contract", "since", "until")
"""Filters of entries. What is granted adds up allocations, which have none of these."""

OF_POSTS = ("measure", "on", "portfolio", "post", "post_stated")
"""Filters that a question about what budget posts have takes."""


class WhyFilterSet(EntryFilterSet):
    """Chooses the rows of money that a figure adds up: the allocations of what is granted, the entries of any other
    measure.

    It takes every filter of the lists of allocations and of entries, so the question of a figure is the address of the
    list behind it, with the name of the measure. Of what budget posts have, the rows are the posts.
    """

    # The question judges them, with those that only a tree names
    of_records = ()

    measure = django_filters.ChoiceFilter(
        choices=[*Measure.choices, *PostMeasure.choices, *StatedMeasure.choices],
        method="keep",
        label=gettext_lazy("Measure"),
    )
    project = django_filters.CharFilter(method="keep", label=gettext_lazy("Project"))
    entry = django_filters.CharFilter(method="keep", label=gettext_lazy("Ledger entry"))
    part = django_filters.CharFilter(method="keep", label=gettext_lazy("Part alone"))
    after = django_filters.DateFilter(method="keep", **ISO_DAY, label=gettext_lazy("Less the figure of the day"))

    @property
    def errors(self) -> Any:
        """Returns the errors of the form, and of filters that do not go together with the measure."""
        found = super().errors
        if not found:
            for name, sentence in self._beside_the_measure():
                found[name] = self.form.error_class([sentence])
        if not found and self.after_day and self.chosen_day and self.chosen_day < self.after_day:
            found["after"] = self.form.error_class([_("The end lies before the start.")])
        return found

    def _beside_the_measure(self) -> Iterator[tuple[str, str]]:
        """Yields a filter that does not go together with the measure, with the sentence about it."""
        if self.chosen_measure == Measure.GRANTED:
            words = _("What is granted has no entries. Choose another measure, or leave this filter out.")
            yield from ((name, words) for name in OF_ENTRIES if self.form.cleaned_data[name])
        if self.of_posts:
            yield from self._beside_posts()
        else:
            yield from beside_stated(self.chosen_measure, self.chosen())

    def _beside_posts(self) -> Iterator[tuple[str, str]]:
        """Yields a filter that chooses no posts with the sentence about it. A post is of no portfolio, and what is
        decided on it is of any: a question of some portfolios would mix the two.
        """
        for name, values in self.chosen().items():
            if name not in OF_POSTS or (name == "post_stated" and values != ["true"]):
                yield name, _("This filter chooses no budget posts.")
        if self.form.cleaned_data["portfolio"] != [EVERY_PORTFOLIO]:
            yield "portfolio", _("A budget post belongs to no portfolio. Choose every portfolio.")

    @property
    def of_posts(self) -> bool:
        """Whether the figure is what budget posts have."""
        return self.chosen_measure in PostMeasure.values

    @property
    def of_stated(self) -> bool:
        """Whether the figure is what contracts and co-financing state."""
        return self.chosen_measure in StatedMeasure.values

    @property
    def chosen_measure(self) -> str:
        """Returns the name of the measure; without one in the address, what is granted."""
        return self.form.cleaned_data["measure"] or Measure.GRANTED.value

    @property
    def chosen_day(self) -> date | None:
        """Returns the day of the figure; None: whatever the register says, of any day."""
        day: date | None = self.form.cleaned_data["on"]
        return day

    @property
    def after_day(self) -> date | None:
        """Returns the day from which on the figure moved, if the question is what moved it; None: its whole amount."""
        day: date | None = self.form.cleaned_data["after"]
        return day

    @property
    def money(self) -> Any:
        """Returns the rows that the measure adds up on the day, before any filter."""
        if self.of_posts:
            return BudgetPost.objects.all()
        if self.of_stated:
            return Allocation.objects.none()
        asked = self.chosen_measure, self.chosen_day
        return moved_rows(*asked, self.after_day) if self.after_day else money_rows(*asked)

    def counting(self, entries: Any) -> Any:
        """Returns the entries that count on the day. An entry that ended after ``after`` is a row of what moved."""
        if not self.after_day:
            return super().counting(entries)
        return entries.in_force() if "true" in self.form.cleaned_data["in_force"] else entries

    def filter_queryset(self, queryset: Any) -> Any:
        """Returns the rows of the measure that the filters choose. ``queryset`` are the rows of ``money``."""
        asked = self.form.cleaned_data
        if self.of_posts:
            return queryset.filter(code__in=asked["post"]) if asked["post"] else queryset
        if self.chosen_measure == Measure.GRANTED:
            rows = AllocationFilterSet.filter_queryset(self, queryset)
            lookups = {"project": "project__reference"}
        else:
            rows = super().filter_queryset(queryset)
            lookups = {"project": "allocation__project__reference", "entry": "reference"}
        return rows.filter(**{lookup: asked[name] for name, lookup in lookups.items() if asked[name]})

    def _of_groups(self, rows: Any, groups: list[Group]) -> Any:
        granted = self.chosen_measure == Measure.GRANTED
        return (AllocationFilterSet if granted else EntryFilterSet)._of_groups(self, rows, groups)


@dataclass(frozen=True)
class WhyQuestion:
    """The filters of a figure, and how its projects are grouped.

    A question that names a project, a grant, a contract or an entry counts every portfolio, unless it names portfolios.
    """

    filterset: WhyFilterSet
    layout: TotalsForm

    @classmethod
    def of(cls, data: QueryDict, *, searching: bool = True) -> "WhyQuestion":
        """Returns the question of a query string. ``searching``: for a page with the form of the filters."""
        data = in_every_portfolio(data)
        layout, rows = TotalsForm(data), Allocation.objects.all()
        filterset = WhyFilterSet(data, rows, other_parameters=layout.parameters, searching=searching)
        if filterset.form.is_valid():
            filterset.queryset = filterset.money
        return cls(filterset, layout)

    def is_valid(self) -> bool:
        return not self.errors

    @cached_property
    def errors(self) -> dict[str, Any]:
        """Returns the sentences of each wrong parameter. Runs a query for each filter of records."""
        found = {**self.filterset.errors, **self.layout.errors}
        if not found and self.group_by and (self._beside_projects() or self.of_posts or self.of_stated):
            found["group_by"] = [_("Only filters of projects go together with groups.")]
        return found or unknown(self.filterset.form.cleaned_data)

    def error_lists(self) -> dict[str, list[str]]:
        """Returns the errors in the shape of the API's answers."""
        return error_lists(self.errors)  # type: ignore[arg-type]

    @property
    def measure(self) -> str:
        return self.filterset.chosen_measure

    @property
    def on(self) -> date | None:
        return self.filterset.chosen_day

    @property
    def after(self) -> date | None:
        return self.filterset.after_day

    @property
    def of_posts(self) -> bool:
        """Whether the rows are budget posts, of which ``budgets/why/posts.py`` makes the tree."""
        return self.filterset.of_posts

    @property
    def of_stated(self) -> bool:
        """Whether the rows are what contracts and co-financing state, of which ``budgets/why/stated.py`` makes the
        tree.
        """
        return self.filterset.of_stated

    @property
    def of_entries(self) -> bool:
        """Whether the rows are entries instead of allocations."""
        return self.measure != Measure.GRANTED

    @property
    def kinds(self) -> list[str]:
        """Returns the kinds of entries of which the measure is made; none of what is granted."""
        return KINDS.get(self.measure, [])

    @property
    def rows(self) -> Any:
        """Returns the rows, each with ``moved``: what it adds to the figure in DKK, None if it has no rate."""
        return self.filterset.qs.order_by()

    @property
    def project_of_row(self) -> str:
        """Returns the path from a row to its project."""
        return "allocation__project" if self.of_entries else "project"

    @property
    def group_by(self) -> list[str]:
        names: list[str] = self.layout.cleaned_data.get("group_by", [])
        return names

    @property
    def mode(self) -> Any:
        return self.layout.cleaned_data["mode"]

    def chosen(self) -> dict[str, list[str]]:
        """Returns the filters in force, as written in the address, without those of the measure."""
        chosen = self.filterset.chosen()
        return {name: values for name, values in chosen.items() if name not in ("measure", "on", "ordering")}

    def of_projects(self) -> ProjectFilterSet:
        """Returns the filters of projects alone, for the totals of the groups."""
        data = QueryDict(mutable=True)
        for name, values in self.chosen().items():
            if name in ProjectFilterSet.base_filters:
                data.setlist(name, values)
        return ProjectFilterSet(data, Project.objects.all())

    def _beside_projects(self) -> set[str]:
        return {*self.chosen()} - {*ProjectFilterSet.base_filters}
