"""Measures an import that is checked and written as one change, beside serializers that save row by row."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import translation

from bench.goals import over
from bench.results import Reference, Result, compared, result
from bench.setting import Setting
from bench.timing import Call, Clock, alternately
from bench.usual.writing import EntrySerializer, OrganisationSerializer, ProjectSerializer
from changes.apply import apply
from changes.guard import without_change
from changes.models import Way
from changes.proposal import Proposal
from projects.choices import OrganisationKind
from projects.models import Council, Organisation, Portfolio, Project, Source

ROWS = 2000
GRANTS = 500
"""Grants that the new entries name."""
GOAL = over(2500)
REFERENCE = "ModelSerializer, row by row"
TEXTS = ("title", "name")
"""Texts in several languages."""
Rows = list[dict[str, Any]]


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the rows a second, of time and of this process's CPU, of ``ROWS`` new records of a kind, and of as many
    changed projects; all of it is taken back. A new project has a council, a partner and a grant, and counts as one
    row.
    """
    with translation.override("en"), taken_back():
        _write("project", _projects("BENCH-G", GRANTS))
        cases = (
            ("organisation", OrganisationSerializer, _organisations()),
            ("project", ProjectSerializer, _projects("BENCH", ROWS)),
            ("entry", EntrySerializer, _entries()),
        )
        for kind, serializer, rows in cases:
            usual = partial(_save, serializer, [_usual(row) for row in rows])
            yield from _compared(f"new {kind}", partial(_write, kind, rows), usual, setting)
        yield from _compared("changed project", _change_titles, None, setting)
        dry = partial(_write, "project", _projects("BENCH", ROWS), dry_run=True)
        yield from _compared("new project, dry run", dry, None, setting)


def _compared(case: str, ours: Call, usual: Call | None, setting: Setting) -> Iterator[Result]:
    clocks: tuple[tuple[str, Clock], ...] = (("rows/s", time.perf_counter), ("rows/CPU s", time.process_time))
    for measured, clock in clocks:
        times, beside = alternately(_alone(ours), _alone(usual or _nothing), repeat=setting.repeat, clock=clock)
        found = result("writing", case, measured, setting.database, _rates(times), goal=GOAL)
        if measured != "rows/s":
            found = replace(found, goal="", met=None)
        reference = Reference(REFERENCE, _rates(beside))
        yield from compared(found, _rates(times), reference) if usual else iter([found])


def _rates(milliseconds: list[float]) -> list[float]:
    return [ROWS * 1000 / time for time in milliseconds]


def _alone(call: Call) -> Call:
    def alone() -> None:
        with taken_back():
            call()

    return alone


def _nothing() -> None:
    """Does nothing."""


@contextmanager
def taken_back() -> Iterator[None]:
    """Takes back what is written within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _write(kind: str, rows: Rows, dry_run: bool = False) -> None:
    apply(proposals=[Proposal.create(kind, row) for row in rows], way=Way.PROGRAM, dry_run=dry_run)


def _change_titles() -> None:
    references = Project.objects.order_by("pk").values_list("reference", flat=True)[:ROWS]
    changed = [Proposal.update("project", reference, {"title": {"en": "Another title"}}) for reference in references]
    apply(proposals=changed, way=Way.PROGRAM)


def _save(serializer: Any, rows: Rows) -> None:
    with without_change():
        checked = serializer(data=rows, many=True)
        checked.is_valid(raise_exception=True)
        checked.save()


def _usual(row: dict[str, Any]) -> dict[str, Any]:
    """Returns a row of a proposal in the shape of the usual serializers: plain columns, and sources by their codes."""
    usual = {f"{name}_en" if name in TEXTS else name: row[name] for name in row}
    usual |= {f"{name}_en": row[name]["en"] for name in TEXTS if name in row}
    if "source" in row:
        slug = _source().slug
        grants = [{**grant, "source": slug} for grant in row["allocations"]]
        councils = [{"council": one["code"], "role": one["role"]} for one in row["councils"]]
        usual |= {"source": slug, "allocations": grants, "councils": councils}
    return usual


def _source() -> Source:
    return Source.objects.select_related("document").order_by("pk")[0]


def _organisations() -> Rows:
    kind = OrganisationKind.values[0]
    return [{"slug": f"bench-{n:05}", "name": {"en": f"Imported body {n}"}, "kind": kind} for n in range(ROWS)]


def _projects(prefix: str, number: int) -> Rows:
    councils = list(Council.objects.order_by("code").values_list("code", flat=True)[:5])
    partners = list(Organisation.objects.order_by("slug").values_list("slug", flat=True)[:1000])
    source = _source()
    named = {"document": source.document.slug, "section": source.section, "item": source.item}
    facts = {
        "original_language": "en",
        "kind": "project",
        "status": "ongoing",
        "portfolio": Portfolio.objects.order_by("pk")[0].slug,
        "starts": "2024",
        "source": named,
    }
    rows = []
    for n in range(number):
        reference, council = f"{prefix}-{n:05}", councils[n % len(councils)]
        grant = {"reference": f"{reference}-A1", "amount": "1000.00", "currency": "DKK", "council": council}
        grant |= {"scope": "whole", "year": 2024, "source": named}
        parts = {
            "councils": [{"code": council, "role": "funding"}],
            "partners": [{"organisation": partners[n % len(partners)], "role": "implementing"}],
            "allocations": [grant],
        }
        rows.append({"reference": reference, "title": {"en": f"Imported project {n}"}, **facts, **parts})
    return rows


def _entries() -> Rows:
    facts = {"kind": "contracted", "day": date(2025, 3, 1).isoformat(), "amount": "1.00"}
    return [{"reference": f"BENCH-E-{n:05}", "allocation": f"BENCH-G-{n % GRANTS:05}-A1", **facts} for n in range(ROWS)]
