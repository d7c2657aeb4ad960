"""The reference of a new project: the next free one by the pattern of its portfolio."""

import re
from collections import Counter

from django.utils import timezone

from projects.models import Project

NUMBERED = re.compile(r"(?P<before>.*?)(?P<number>[0-9]+)\Z", re.ASCII)


def next_reference(portfolio: str, status: str) -> str:
    """Returns the next free reference of a portfolio (by its slug): DOK8-C12 after DOK8-C11.

    The pattern is that of the portfolio's projects of the same status, or else of all of them. A portfolio without
    projects begins with its short name and the year: CAPE-2026-01.
    """
    projects = Project.objects.filter(portfolio__slug=portfolio)
    same = list(projects.filter(status=status).values_list("reference", flat=True))
    patterns = _patterns(same) or _patterns(list(projects.values_list("reference", flat=True)))
    before, width = patterns.most_common(1)[0][0] if patterns else (_new(portfolio), 2)
    return _free(before, width)


def _patterns(references: list[str]) -> Counter[tuple[str, int]]:
    found = [match for reference in references if (match := NUMBERED.match(reference)) and match["before"]]
    return Counter((match["before"], len(match["number"])) for match in found)


def _new(portfolio: str) -> str:
    plain = re.sub(r"[^A-Z0-9]+", "-", portfolio.upper()).strip("-") or "P"
    return f"{plain[:20]}-{timezone.localdate().year}-"


def _free(before: str, width: int) -> str:
    taken = {
        int(match["number"])
        for reference in Project.objects.filter(reference__startswith=before).values_list("reference", flat=True)
        if (match := NUMBERED.match(reference)) and match["before"] == before
    }
    number = max(taken, default=0) + 1
    return f"{before}{number:0{width}d}"
