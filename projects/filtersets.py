"""The filters of the register. The same filtersets serve the pages and the API."""

from functools import reduce
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from projects import choices, money
from projects.fields import PartialDateFormField
from projects.filtering.chips import in_words
from projects.filtering.council_groups import CouncilGroup, CouncilsField
from projects.filtering.filters import (
    ChoicesFilter,
    CodesFilter,
    EachFilter,
    OrderingFilter,
    RelatedFilter,
    amount_field,
    any_of,
    as_listed,
    year_field,
)
from projects.language.sorting import sort_key
from projects.language.texts import readers_language
from projects.models import CoreArea, Document, Organisation, Partnership, Place, Portfolio, Project, ProjectDocument
from projects.partial_date import PartialDate
from projects.querysets import source_documents
from projects.strict import StrictFilterSet

EVERY_PORTFOLIO = "all"


def names_of(model: Any, code: str = "slug", **only: Any) -> Any:
    """Returns a function that lists (code, name) of the model's rows, for the options of a filter."""
    return lambda: list(model._default_manager.filter(**only).values_list(code, "name"))


def titles_of(model: Any) -> Any:
    """Returns a function that lists (slug, title) of the model's rows, for the options of a filter."""
    return lambda: [(row.slug, str(row)) for row in model._default_manager.all()]


def _partner_names() -> list[tuple[str, str]]:
    partners = Organisation.objects.filter(pk__in=Partnership.objects.values("organisation"))
    return list(partners.values_list("slug", "name"))


def kept_codes(codes: list[str]) -> dict[str, str]:
    """Returns the codes among these of organisations that were merged, with the code of the one that is kept."""
    merged = Organisation.objects.filter(slug__in=codes).exclude(merged_into=None)
    return dict(merged.values_list("slug", "merged_into__slug"))


def _document_names() -> list[tuple[str, str]]:
    # Each list once: asked for each document, as of a day PostgreSQL reads all projects for each
    known_from = Q(pk__in=source_documents(Project.objects.all()))
    belonging = Q(pk__in=ProjectDocument.objects.order_by().values("document"))
    return [(document.slug, str(document)) for document in Document.objects.filter(known_from | belonging)]


def _fund_names() -> list[tuple[str, str]]:
    language = readers_language()
    return sorted(money.funds().values_list("slug", "name"), key=lambda option: sort_key(option[1], language))


def _portfolio_names() -> list[tuple[str, Any]]:
    return [(EVERY_PORTFOLIO, gettext_lazy("Every portfolio")), *names_of(Portfolio)()]


def _search_field() -> forms.CharField:
    return forms.CharField(max_length=200)


class GroupField(forms.CharField):
    """A group of the totals, as ``budgets/grouping/groups.py`` reads it. Groups joined by commas all have to match.

    Its value is a list of groups.
    """

    def to_python(self, value: Any) -> Any:
        try:
            return [money.allocations().group_named(part) for part in str(super().to_python(value)).split(",")]
        except ValueError as error:
            raise ValidationError(str(error), "unknown") from error

    @staticmethod
    def in_words(value: str) -> str:
        """Returns a value of the address in words; a text that names no group stays unchanged."""
        try:
            return ", ".join(money.allocations().group_named(part).in_words() for part in value.split(","))
        except ValueError:
            return value


class CouncilsFilter(django_filters.Filter):
    """Projects by their councils: those with a role in the project, and those that pay one of its allocations."""

    field_class = CouncilsField

    def filter(self, qs: Any, value: list[list[CouncilGroup]]) -> Any:
        return any_of(qs, self._all_of, value or [])

    def _all_of(self, rows: Any, groups: list[CouncilGroup]) -> Any:
        for group in groups:
            rows = rows.naming_councils(group.councils, group.exactly)
        return rows


class PortfolioFilter(CodesFilter):
    """Projects of the chosen portfolios. If none is chosen: those of the Council's own portfolios."""

    def filter(self, qs: Any, value: list[str]) -> Any:
        if not value:
            return qs.own()
        return qs if EVERY_PORTFOLIO in value else qs.filter(portfolio__slug__in=value)


class ProjectFilterSet(StrictFilterSet):
    """The filters of projects. The list, totals, dashboard, reports and exports share them."""

    always = ("portfolio",)

    search = EachFilter(_search_field(), lambda projects, text: projects.matching(text), label=gettext_lazy("Search"))
    status = ChoicesFilter("status", choices.Status, label=gettext_lazy("Status"))
    kind = ChoicesFilter("kind", choices.Kind, label=gettext_lazy("Kind"))
    council = CouncilsFilter(label=gettext_lazy("Council of ministers"))
    core_area = RelatedFilter(("core_areas__slug",), names_of(CoreArea), label=gettext_lazy("Core area"))
    country = RelatedFilter(
        ("places__code", "places__country__code", "places__spans__code"),
        names_of(Place, "code", kind=choices.PlaceKind.COUNTRY),
        label=gettext_lazy("Country"),
    )
    place = RelatedFilter(("places__slug",), names_of(Place), label=gettext_lazy("Place"))
    partner = RelatedFilter(("partners__slug",), _partner_names, moved=kept_codes, label=gettext_lazy("Partner"))
    document = RelatedFilter(
        ("source__document__slug", "documents__slug"), _document_names, label=gettext_lazy("Document")
    )
    role = ChoicesFilter("role", choices.PartnerRole, label=gettext_lazy("Role of the partner"), method="in_role")
    fund = RelatedFilter(("allocations__fund__slug",), _fund_names, label=gettext_lazy("Fund"))
    year = EachFilter(
        year_field(),
        lambda projects, year: projects.active_in(PartialDate(year)),
        label=gettext_lazy("Active in the year"),
    )
    starts_after = EachFilter(
        PartialDateFormField(),
        lambda projects, day: projects.filter(starts__on_or_after=day),
        label=gettext_lazy("Starts from"),
    )
    starts_before = EachFilter(
        PartialDateFormField(),
        lambda projects, day: projects.filter(starts__on_or_before=day),
        label=gettext_lazy("Starts until"),
    )
    ends_after = EachFilter(
        PartialDateFormField(),
        lambda projects, day: projects.filter(ends__on_or_after=day),
        label=gettext_lazy("Ends from"),
    )
    ends_before = EachFilter(
        PartialDateFormField(),
        lambda projects, day: projects.filter(ends__on_or_before=day),
        label=gettext_lazy("Ends until"),
    )
    budget_min = EachFilter(
        amount_field(),
        lambda projects, amount: projects.with_budget().filter(budget_dkk__gte=amount),
        label=gettext_lazy("Budget from (DKK)"),
    )
    budget_max = EachFilter(
        amount_field(),
        lambda projects, amount: projects.with_budget().filter(budget_dkk__lte=amount),
        label=gettext_lazy("Budget until (DKK)"),
    )
    budget_stated = CodesFilter(
        choices=[("true", gettext_lazy("Stated")), ("false", gettext_lazy("Not stated"))],
        widget=forms.CheckboxSelectMultiple,
        method="with_stated_budget",
        label=gettext_lazy("Budget"),
    )
    portfolio = PortfolioFilter(choices=_portfolio_names, label=gettext_lazy("Portfolio"))
    joint = CodesFilter(
        choices=[("true", gettext_lazy("Joint")), ("false", gettext_lazy("Not joint"))],
        widget=forms.CheckboxSelectMultiple,
        method="with_joint_financing",
        label=gettext_lazy("Financing"),
    )
    gap = CodesFilter(
        choices=choices.Gap.choices,
        widget=forms.CheckboxSelectMultiple,
        method="with_gap",
        label=gettext_lazy("What is missing"),
    )
    group = EachFilter(
        GroupField(),
        lambda projects, groups: reduce(lambda rows, group: rows.of_group(group), groups, projects),
        label=gettext_lazy("Group of the totals"),
    )
    ordering = OrderingFilter(
        {
            "reference": ("reference", gettext_lazy("Reference")),
            "title": ("title_key", gettext_lazy("Title")),
            "kind": (as_listed("kind", choices.Kind), gettext_lazy("Kind")),
            "status": (as_listed("status", choices.Status), gettext_lazy("Status")),
            "starts": ("starts", gettext_lazy("Start")),
            "ends": ("ends", gettext_lazy("End")),
            "budget_dkk": ("budget_dkk", gettext_lazy("Budget")),
        },
        label=gettext_lazy("Order"),
    )

    def in_role(self, projects: Any, _name: str, roles: list[str]) -> Any:
        """Returns projects with a partner in any of the roles. If partners are chosen, only their roles count."""
        if not roles:
            return projects
        partnerships = Partnership.objects.filter(role__in=roles)
        partners = self.form.cleaned_data.get("partner")
        if partners:
            partnerships = partnerships.filter(organisation__slug__in=partners)
        return projects.filter(pk__in=partnerships.values("project"))

    def with_stated_budget(self, projects: Any, _name: str, answers: list[str]) -> Any:
        """Returns projects whose budget is stated, or is not. Both answers together filter nothing."""
        return projects.with_stated_budget("true" in answers) if len(set(answers)) == 1 else projects

    def with_joint_financing(self, projects: Any, _name: str, answers: list[str]) -> Any:
        """Returns projects that are financed jointly, or are not. Both answers together filter nothing."""
        return projects.jointly_financed("true" in answers) if len(set(answers)) == 1 else projects

    def with_gap(self, projects: Any, _name: str, gaps: list[str]) -> Any:
        """Returns projects with any of these gaps."""
        return any_of(projects, lambda rows, gap: rows.lacking(gap), gaps)

    def filter_queryset(self, queryset: Any) -> Any:
        return super().filter_queryset(queryset.sorted_by_title_or_budget())

    def projects(self, without: str = "") -> Any:
        """Returns the projects that match all filters, or all except ``without``. For a list of allocations: their
        projects."""
        known = {*ProjectFilterSet.base_filters} - {without}
        data = QueryDict(mutable=True)
        for name, values in self.chosen().items():
            if name in known:
                data.setlist(name, values)
        return ProjectFilterSet(data, Project.objects.all()).qs

    def in_force(self) -> dict[str, list[str]]:
        """Returns the filters in force. The Council's own portfolios are included when no portfolio is chosen."""
        own = list(Portfolio.objects.filter(own=True).values_list("slug", flat=True))
        return {"portfolio": own, **self.chosen()}

    def in_force_in_words(self) -> list[tuple[str, str]]:
        """Returns the filters in force for people: the name of each filter, and its values in words."""
        values: dict[str, list[str]] = {}
        fields = self.form.fields
        for name, chosen in self.in_force().items():
            if name != "ordering":
                values[str(fields[name].label)] = [in_words(fields[name], value) for value in chosen]
        return [(label, ", ".join(words)) for label, words in values.items()]


class SearchFilterSet(StrictFilterSet):
    """The filters of lists that only have a search."""

    search = EachFilter(_search_field(), lambda rows, text: rows.matching(text), label=gettext_lazy("Search"))


class OrganisationFilterSet(SearchFilterSet):
    kind = ChoicesFilter("kind", choices.OrganisationKind, label=gettext_lazy("Kind"))
    country = RelatedFilter(
        ("country__code",), names_of(Place, "code", kind=choices.PlaceKind.COUNTRY), label=gettext_lazy("Country")
    )


class PlaceFilterSet(SearchFilterSet):
    kind = ChoicesFilter("kind", choices.PlaceKind, label=gettext_lazy("Kind"))
    country = RelatedFilter(
        ("country__code", "spans__code"),
        names_of(Place, "code", kind=choices.PlaceKind.COUNTRY),
        label=gettext_lazy("Country"),
    )


class DocumentFilterSet(SearchFilterSet):
    kind = ChoicesFilter("kind", choices.DocumentKind, label=gettext_lazy("Kind"))


class DocumentFileFilterSet(StrictFilterSet):
    document = RelatedFilter(("document__slug",), titles_of(Document), label=gettext_lazy("Document"))


class SourceFilterSet(StrictFilterSet):
    document = RelatedFilter(("document__slug",), titles_of(Document), label=gettext_lazy("Document"))
