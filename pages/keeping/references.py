"""The reference of a new project: the next free one by the pattern of its portfolio."""

import re
from collections import Counter
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, CharField, Func, Max, QuerySet, Value
from django.db.models.functions import Cast, Length, Substr
from django.utils import timezone

from projects.models import Project

NUMBERED = re.compile(r"(?P<before>.*?)(?P<number>[0-9]+)\Z", re.ASCII)
NEWEST = 1000
"""Projects from which a pattern is taken."""
DIGITS = "0123456789"
AFTER_DIGITS = ":"
"""The first character after the digits."""
MOST_DIGITS = 18
"""Of a number that the database can count with."""


def next_reference(portfolio: str, status: str) -> str:
    """Returns the next free reference of a portfolio (by its slug): DOK8-C12 after DOK8-C11.

    The pattern is that of the portfolio's newest projects of the same status, or else of any status. A portfolio
    without projects begins with its short name and the year: CAPE-2026-01.
    """
    projects = Project.objects.filter(portfolio__slug=portfolio)
    patterns = _patterns(projects.filter(status=status)) or _patterns(projects)
    before, width = patterns.most_common(1)[0][0] if patterns else (_new(portfolio), 2)
    return _free(before, width)


def _patterns(projects: QuerySet[Project]) -> Counter[tuple[str, int]]:
    references = projects.order_by("-pk").values_list("reference", flat=True)[:NEWEST]
    found = [match for reference in references if (match := NUMBERED.match(reference)) and match["before"]]
    return Counter((match["before"], len(match["number"])) for match in found)


def _new(portfolio: str) -> str:
    plain = re.sub(r"[^A-Z0-9]+", "-", portfolio.upper()).strip("-") or "P"
    return f"{plain[:20]}-{timezone.localdate().year}-"


def _free(before: str, width: int) -> str:
    """Returns the number after the highest that was ever given: an old link must not lead to another project. The
    database finds it, so that no row of a large register is read.
    """
    project: Any = Project
    highest = max(_highest(rows, before) for rows in (project.objects, project.history))
    return f"{before}{highest + 1:0{width}d}"


def _highest(rows: Any, before: str) -> int:
    """Returns the highest number behind ``before``; 0 if there is none."""
    behind = Substr("reference", len(before) + 1)
    numbered = rows.filter(reference__startswith=before).annotate(
        digits=Length(behind), others=Func(behind, Value(DIGITS), function="LTRIM", output_field=CharField())
    )
    if connection.vendor == "sqlite":
        # By its index. It cannot use one for LIKE, and its order is that of the characters
        numbered = numbered.filter(reference__gte=f"{before}{DIGITS[0]}", reference__lt=f"{before}{AFTER_DIGITS}")
    numbered = numbered.filter(others="", digits__range=(1, MOST_DIGITS))
    found = numbered.aggregate(highest=Max(Cast(behind, BigIntegerField())))["highest"]
    return int(found or 0)
