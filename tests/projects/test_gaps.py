"""Gaps: the filter of lists and the sentences of the editing side agree."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from projects.choices import Gap
from projects.gaps import gaps
from projects.models import Project
from tests import builders

pytestmark = pytest.mark.django_db

SENTENCES = {
    Gap.BUDGET: "The budget is not stated.",
    Gap.RATE: "without a rate",
    Gap.COUNCIL: "No council of ministers is named.",
    Gap.CORE_AREA: "No core area is named.",
    Gap.START: "The start is not stated.",
    Gap.END: "The project is closed, but its end is not stated.",
    Gap.PLACE: "No place is named.",
    Gap.PARTNER: "No partner is named.",
}


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("gap", SENTENCES)
def test_the_list_of_a_gap_holds_the_projects_that_are_told_of_it(gap: Gap) -> None:
    told = set()
    with translation.override("en"):
        for project in Project.objects.for_list():
            if any(SENTENCES[gap] in sentence for sentence in gaps(project, date(2026, 11, 22))):
                told.add(project.reference)
    if gap == Gap.COUNCIL:  # a council that pays without a role is not missing
        told -= set(Project.objects.filter(allocations__council__isnull=False).values_list("reference", flat=True))
    assert set(Project.objects.lacking(gap).values_list("reference", flat=True)) == told


@pytest.mark.usefixtures("dokument8")
def test_the_gaps_of_dokument_8_are_counted_by_hand(get: Any) -> None:
    counted = {gap: get("projects/", gap=gap)["count"] for gap in Gap.values}
    assert counted["budget"] == 3  # ongoing 6, closed 1, 5
    assert counted["core-area"] == 9
    assert counted["start"] == 6  # ongoing 1, 2, 3, 4, 6, closed 11
    assert counted["end"] == 3  # closed 8, 9, 10
    assert counted["council"] == 12
    assert counted["source"] == 0  # every project in the register has a source


def test_two_councils_or_a_share_make_joint_financing(get: Any) -> None:
    builders.project("ALONE", councils=["MR-A"])
    builders.project("NAMED", councils=["MR-A", "MR-B"])
    builders.allocation(builders.project("SHARED"), "5.00", scope="share")
    paid = builders.project("PAID")
    for code in ("MR-A", "MR-B"):
        builders.allocation(paid, "5.00", council=builders.council(code))
    joint = {project["reference"] for project in get("projects/", joint="true")["results"]}
    assert joint == {"NAMED", "SHARED", "PAID"}
    assert [project["reference"] for project in get("projects/", joint="false")["results"]] == ["ALONE"]
