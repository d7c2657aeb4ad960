"""The querysets of the register."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, Self, cast

from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf, StrIndex

from projects.choices import Gap, Language, Status
from projects.fields import MoneyField
from projects.filtering.keyrows import keys_of
from projects.gaps import any_gap, condition
from projects.kept.columns import OTHER
from projects.language.folding import fold
from projects.language.sorting import InAlphabet
from projects.language.texts import readers_language
from projects.money import allocations
from projects.partial_date import PartialDate
from projects.searching.lookups import finds
from projects.searching.newest import newest, newest_projects


def read_with(model: Any, relation: str, *along: str) -> Prefetch:
    """Prefetches a to-many relation (``relation``) and the rows it points to (``along``).

    A second prefetch for the latter would fail: on SQLite, Django names each of their ids in an OR, and SQLite
    takes a thousand at most.
    """
    rows = model._meta.get_field(relation).related_model._default_manager.select_related(*along)
    return Prefetch(relation, rows)


class SearchedQuerySet(models.QuerySet):
    """Rows that are found by the folded words of their column ``search_text``."""

    def matching(self, text: str) -> Self:
        """Returns the rows that contain every word of the text; none if the text has no word."""
        words = fold(text).split()
        rows = self if words else self.none()
        for word in words:
            rows = rows.filter(rows.having(word))
        return rows

    def newest_matching(self, text: str, most: int, *columns: str) -> list[Any]:
        """Returns the ids of the newest matching rows, ``most`` of them at most. With ``columns``: tuples of the id
        and these columns."""
        return newest(self.matching(text), most, *columns)

    def having(self, word: str) -> Q:
        """Returns the condition that the row contains a folded word."""
        return Q(search_text__contains=word)


class CouncilQuerySet(SearchedQuerySet):
    def known_as(self, *codes: str) -> Self:
        """Returns the councils with any of these codes or aliases. Letters are folded, and MR-LOV finds MR-LAG."""
        folded = [fold(code) for code in codes]
        return self.filter(
            Q(folded_code__in=folded) | Q(pk__in=self.model.objects.filter(aliases__folded_alias__in=folded))
        )

    def having(self, word: str) -> Q:
        """Returns the condition that the code, a name or an alias contains a folded word."""
        known = self.model.objects.filter(aliases__folded_alias__contains=word)
        return super().having(word) | Q(pk__in=known.values("pk"))


class OrganisationQuerySet(SearchedQuerySet):
    def current(self) -> Self:
        """Returns the organisations that stand for themselves: those that were not merged into another."""
        return self.filter(merged_into=None)

    def having(self, word: str) -> Q:
        """Returns the condition that the code, a name or another name contains a folded word."""
        return super().having(word) | Q(pk__in=self.also_called(word))

    def also_called(self, word: str) -> Any:
        """Returns a query of the ids of organisations with a folded word in one of their other names."""
        names = self.model._meta.get_field("other_names").related_model._default_manager
        return names.filter(search_text__contains=word).order_by().values("organisation")


class Combination(Subquery):
    """The set of related keys of a row as one text, ``"1+4"``, in rising order; NULL if there is none.

    ``Combination(CouncilRole.objects.filter(project=OuterRef("pk")), "council_id")``. Two rows with the same set
    have the same text. So money can be grouped by the set without a join, which would multiply it. ``key`` is a
    field or an expression of whole numbers, because both databases sort these alike.
    """

    output_field = CharField()

    def __init__(self, queryset: models.QuerySet, key: Any) -> None:
        keys = queryset.annotate(key_of_set=F(key) if isinstance(key, str) else key).exclude(key_of_set=None)
        super().__init__(keys.order_by("key_of_set").values_list("key_of_set", flat=True).distinct())

    def as_sql(self, compiler: Any, connection: Any, template: str | None = None, **context: Any) -> tuple[str, Any]:
        # The inserted text is Django's own SQL; its parameters are passed separately
        sql, params = super().as_sql(compiler, connection, template, **context)
        if connection.vendor == "postgresql":
            return f"(SELECT string_agg(g.k::text, '+' ORDER BY g.k) FROM {sql} AS g(k))", params  # noqa: S608
        # A common table expression names the column, because SQLite does not support AS g(k)
        return f"(WITH g(k) AS {sql} SELECT group_concat(k, '+') FROM g)", params  # noqa: S608


class ProjectQuerySet(models.QuerySet):
    def own(self) -> Self:
        """Returns the Council's own projects: those of the portfolios that count if no portfolio is chosen."""
        return self.filter(document_order__lt=OTHER)

    def for_list(self) -> Self:
        """Returns the projects with everything that a row or an API answer shows, in a constant number of queries."""
        return (
            self.with_budget()
            .in_document_order()
            .select_related("portfolio", "source__document")
            .prefetch_related(
                read_with(self.model, "council_roles", "council"),
                read_with(self.model, "partnerships", "organisation"),
                read_with(self.model, "project_places", "place__country"),
                read_with(self.model, "project_core_areas", "core_area"),
                read_with(self.model, "project_documents", "document"),
                read_with(self.model, "earlier_lines", "earlier"),
                read_with(self.model, "later_lines", "project"),
                "notes",
                read_with(self.model, "allocations", "council", "fund", "post", "source__document"),
            )
        )

    def for_words(self) -> Self:
        """Returns the projects with what the words of their budget are made of."""
        return self.with_budget().prefetch_related(read_with(self.model, "allocations", "council", "fund"))

    def keys_alone(self) -> Self:
        """Returns the same projects in the same order, with nothing read of them but their keys, as ``pk`` of plain
        rows, and what the query annotates."""
        return keys_of(self.select_related(None).prefetch_related(None).only("pk"))

    def in_document_order(self) -> Self:
        """Sorts as Dokument 8 does: the Council's own projects first, ongoing before closed, then by reference."""
        return self.order_by("document_order")

    def with_budget(self) -> Self:
        """Annotates ``budget_dkk`` (Decimal DKK; None if nothing counts). budgets/ defines the sum."""
        budget = Case(When(granted_counted__gt=0, then=F("granted_ore")), output_field=MoneyField())
        return self.annotate(budget_dkk=budget)

    def allocations(self) -> Any:
        """Returns the allocations of these projects."""
        return self.allocations_of(self.order_by().values("pk"))

    def allocations_of(self, projects: Any) -> Any:
        """Returns the allocations of the projects with these ids; ``projects`` may also be a query of ids."""
        return allocations().filter(project__in=projects)

    def with_stated_budget(self, stated: bool = True) -> Self:
        """Returns the projects that have an allocation (or have none): whether the source states a budget at all."""
        none = Q(granted_counted=0, granted_not_counted=0)
        return self.filter(~none if stated else none)

    def naming_councils(self, councils: frozenset[int], exactly: bool) -> Self:
        """Returns the projects in which each of these councils (ids) has a role or pays an allocation.

        ``exactly``: no other council may have a role or pay. With no councils: no council has a role or pays.
        """
        if not exactly:
            projects = self
            for council in councils:
                paid = allocations().filter(council=council).order_by()
                # The key and the number first: the database finds both in the row that it reads
                projects = projects.alias(named=_place_in("council_key", council)).filter(
                    Q(named__gt=0) | Q(granted_paid_for__gt=0, pk__in=paid.values("project"))
                )
            return projects
        same = self.filter(pk__in=self._exactly_named(councils).values("pk"))
        return same if councils else same.exclude(pk__in=allocations().exclude(council=None).values("project"))

    def of_group(self, group: Any) -> Self:
        """Returns the projects behind a group of the totals: those with an allocation in the group, and those without
        allocations that would belong to it."""
        counted = group.of_allocations(allocations())
        bare = group.of_projects(self.model._default_manager.with_stated_budget(False))
        return self.filter(Q(pk__in=counted.values("project")) | Q(pk__in=bare.values("pk")))

    def jointly_financed(self, jointly: bool = True) -> Self:
        """Returns the projects with several councils that have a role or pay, and those with a grant that is the
        Council's share."""
        paid = allocations().exclude(council=None).order_by().values("project")
        several = paid.annotate(payers=Count("council", distinct=True)).filter(payers__gt=1)
        shares = allocations().shares()
        joint = (
            Q(council_key__contains="+")
            | Q(pk__in=several.values("project"))
            | Q(pk__in=shares.order_by().values("project"))
        )
        return self.filter(joint if jointly else ~joint)

    def lacking(self, gap: str) -> Self:
        """Returns the projects with a gap; ``gap`` is one of ``projects.choices.Gap``."""
        return self.filter(condition(Gap(gap), self))

    def lacking_counts(self, *gaps: Gap) -> dict[Gap, int]:
        """Returns the number of these projects with each gap, in one query."""
        counts = {gap.name: Count("pk", filter=condition(gap, self)) for gap in gaps}
        return {Gap[name]: count for name, count in self.order_by().aggregate(**counts).items()}

    def with_a_gap(self) -> Self:
        """Returns the projects with any gap."""
        return self.filter(any_gap(self))

    def with_gaps(self) -> Self:
        """Annotates for each gap whether a project has it, as ``lacks_start``."""
        return self.annotate(**{f"lacks_{gap.name.lower()}": _truth(condition(gap, self)) for gap in Gap})

    def _exactly_named(self, councils: frozenset[int]) -> Self:
        projects: Any = self.model._default_manager.all()
        return cast(Self, projects.filter(council_key=combination_key(councils)))

    def active_in(self, year: PartialDate) -> Self:
        """Returns the projects that are active in the period.

        An ongoing project without an end continues. If only one date of a project is known, only that date counts.
        """
        runs_on = Q(ends__on_or_after=year) | Q(ends__isnull=True, status=Status.ONGOING)
        begins_in = Q(starts__on_or_after=year, ends__isnull=True)
        ends_in = Q(starts__isnull=True, ends__on_or_after=year, ends__on_or_before=year)
        return self.filter(Q(starts__on_or_before=year) & (runs_on | begins_in) | ends_in)

    def matching(self, text: str) -> Self:
        """Returns the projects that contain every word of the text in their title, summary, reference or partners'
        names.

        Two queries united, because no database can use its index for an OR across tables: the projects with all words
        in their own texts, and those that a partner's name helps to find.
        """
        if not (words := fold(text).split()):
            # No text asks nothing; a text of which nothing is left to search for finds nothing
            return self.none() if text.strip() else self
        everybody = self.everybody()
        if not any(finds(self.model._meta.get_field("search_text"), word, self.db) for word in words):
            # No index helps: every text is read, and better once
            return self.filter(pk__in=everybody._with_words_anywhere(words).values("pk"))
        own, helped = everybody._with_words(words), everybody._helped_by_partners(words)
        return self.filter(pk__in=own.values("pk").union(helped.values("pk")))

    def newest_matching(self, text: str, most: int, *columns: str) -> list[Any]:
        """Returns the ids of the newest matching projects, ``most`` of them at most. With ``columns``: tuples of the id
        and these columns."""
        return newest_projects(self, fold(text).split(), most, *columns)

    def _with_words(self, words: list[str]) -> Self:
        """Returns the projects with all folded words in their own texts."""
        return self.filter(*(Q(search_text__contains=word) for word in words))

    def _helped_by_partners(self, words: list[str]) -> Self:
        """Returns the projects with all words, at least one of them in a partner's name."""
        partnerships = self.partnerships()
        any_of = reduce(or_, (Q(organisation__in=self.organisations_with(word)) for word in words))
        projects = self.filter(pk__in=partnerships.filter(any_of).values("project"))
        return projects if len(words) == 1 else projects._with_words_anywhere(words)

    def _with_words_anywhere(self, words: list[str]) -> Self:
        """Returns the projects with each word in their own texts or in a partner's name."""
        projects = self
        for word in words:
            partners = self.partnerships().filter(
                project=OuterRef("pk"), organisation__in=self.organisations_with(word)
            )
            # Asked for each project. PostgreSQL would search a list of all projects with such a partner row by row,
            # if the list is too large for its memory of a statement
            projects = projects.filter(Q(search_text__contains=word) | Exists(partners))
        return projects

    def sorted_by_title_or_budget(self) -> Self:
        """Annotates what an order by title or by budget needs."""
        return self.with_budget().alias(title_key=InAlphabet())

    def everybody(self) -> Any:
        """Returns all projects, in no order."""
        return self.model._default_manager.order_by()

    def partnerships(self) -> Any:
        """Returns the partnerships of all projects, in no order."""
        return self.model._meta.get_field("partnerships").related_model._default_manager.order_by()

    def organisations_with(self, word: str) -> Any:
        """Returns a query of the ids of the organisations with a folded word in their name."""
        organisations = self.model._meta.get_field("partners").related_model._default_manager
        by_name = organisations.filter(search_text__contains=word).order_by().values("pk")
        # Two queries united: no database can use its index for an OR across tables
        return by_name.union(organisations.also_called(word))

    def with_title(self) -> Self:
        """Annotates ``title_shown``: the title in the reader's language, else in the original one. ``title_key`` sorts
        by it."""
        return self.annotate(title_shown=shown_text("title")).alias(title_key=InAlphabet())


def source_documents(rows: Any) -> Any:
    """Returns a query of the ids of the documents from which these projects, allocations or events are known."""
    # Each source once: joining all rows with their sources can take seconds
    sources = rows.order_by().values("source").distinct()
    source = rows.model._meta.get_field("source").related_model
    return source._default_manager.filter(pk__in=sources).order_by().values("document")


def shown_text(field: str, along: str = "") -> Coalesce:
    """Returns the column of ``field`` that ``texts.shown`` would choose: the reader's language, the original, any.

    ``along`` is the lookup to the row that has the field: ``"project__"``.
    """
    columns = {language: NullIf(F(f"{along}{field}_{language}"), Value("")) for language in Language.values}
    original = Case(
        *(When(**{f"{along}original_language": language}, then=column) for language, column in columns.items()),
        output_field=CharField(),
    )
    return Coalesce(columns[readers_language()], original, columns["en"], *columns.values(), output_field=CharField())


class Between(Func):
    """A combination between two plus signs, so that each of its values stands between two: "+1+14+"."""

    template = "('+' || %(expressions)s || '+')"
    arity = 1
    output_field = CharField()


def _place_in(key: str, value: int) -> StrIndex:
    """Returns an expression: the place of a value in a kept combination ("1+14"), 0 if it is not in it."""
    return StrIndex(Between(F(key)), Value(f"+{value}+"))


def _truth(condition: Q) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())


def combination_key(keys: Iterable[int]) -> str:
    """Returns the text that ``Combination`` gives for this set of keys; empty for no keys."""
    return "+".join(str(key) for key in sorted(keys))
