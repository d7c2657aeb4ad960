"""Each amount of a difference opens what it is made of: trees in the two states, and the lines that add up to it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from changes.models import Way
from changes.opened import changing
from projects.models import Project
from tests import builders

pytestmark = pytest.mark.django_db


def write(*amounts: tuple[str, str, str]) -> int:
    """Writes grants of projects of a council, and returns the number of the change."""
    with changing(way=Way.ADMIN) as opened:
        for reference, council, amount in amounts:
            row = Project.objects.filter(reference=reference).first()
            builders.allocation(row or builders.project(reference, councils=(council,)), amount)
    assert opened.change
    return int(opened.change.number)


@pytest.fixture
def asked(db: None) -> dict[str, Any]:
    """MR-A: 1,000, then 1,500 and 3 more; MR-B: 20, of which nothing is left; MR-C: 7 in both states."""
    first = write(("P-1", "MR-A", "1000.00"), ("P-2", "MR-B", "20.00"), ("P-3", "MR-C", "7.00"))
    with changing(way=Way.ADMIN):
        grant = Project.objects.get(reference="P-1").allocations.get()
        grant.amount = "1500.00"
        grant.save()
        Project.objects.get(reference="P-2").allocations.get().delete()
    last = write(("P-1", "MR-A", "3.00"))
    return {"from": str(first), "to": str(last), "group_by": "council"}


def rows_of(reader: Client, address: str, asked: dict[str, Any] | None = None) -> list[Any]:
    table = reader.get(address, asked).context["table"]
    names = [column.name for column in table.columns]
    return [(dict(zip(names, row.values, strict=True)), row.links) for row in table.rows]


def differences(rows: list[Any]) -> Iterator[tuple[Decimal, str]]:
    """Yields each amount of a heading with its link."""
    for values, links in rows:
        if values["difference_dkk"] and not values["reference"]:
            yield values["difference_dkk"], links.get("difference_dkk", "")


def test_the_lines_behind_a_difference_add_up_to_it(reader: Client, asked: dict[str, Any]) -> None:
    found = list(differences(rows_of(reader, "/reports/difference/", asked)))
    # In total, its causes (new, deleted, corrected); MR-A, MR-B. A cause of one line has no heading of its own
    assert [amount for amount, _link in found] == [483, 3, -20, 500, 503, -20]
    for amount, link in found:
        heading, *lines = rows_of(reader, link)
        assert heading[0]["difference_dkk"] == amount
        assert heading[1]["group"] == "/reports/difference/?" + "&".join(f"{name}={asked[name]}" for name in asked)
        assert sum(values["difference_dkk"] for values, _links in lines) == amount
        assert all(values["reference"] for values, _links in lines)


def test_a_line_opens_the_tree_that_names_its_change(reader: Client, asked: dict[str, Any]) -> None:
    lines = [(values, links) for values, links in rows_of(reader, "/reports/difference/", asked) if values["reference"]]
    assert [values["reference"] for values, _links in lines] == ["P-1-A2", "P-1-A1", "P-2-A1"]
    for values, links in lines:
        # A corrected grant counts in both states: its difference is in no tree, and both sides have one
        name = "now" if values["reference"] == "P-1-A1" else "difference_dkk"
        tree = reader.get(links[name]).context["tree"]
        assert tree.added.amount == {"P-1-A2": 3, "P-1-A1": 1500, "P-2-A1": 20}[values["reference"]]
    assert ["difference_dkk" in links for _values, links in lines] == [True, False, True]


def test_the_amounts_of_each_state_open_trees_also_of_the_groups_without_a_difference(
    reader: Client, asked: dict[str, Any]
) -> None:
    rows = rows_of(reader, "/reports/difference/", asked)
    for values, links in rows:
        for name in ("before_dkk", "after_dkk"):
            if values[name]:
                assert reader.get(links[name]).context["tree"].added.amount == values[name], values
    assert (rows[-1][0]["before_dkk"], rows[-1][0]["after_dkk"]) == (7, 7)
    text = reader.get("/reports/difference/", asked).text
    assert f'href="/as-of/{asked["from"]}/why/?group_by=council">1,027 DKK</a>' in text


def test_files_have_the_same_lines_and_other_values_are_refused(reader: Client, asked: dict[str, Any]) -> None:
    narrow = {**asked, "lines": "council:MR-A", "cause": "corrected"}
    content = b"".join(reader.get("/reports/difference/", {**narrow, "format": "csv"}).streaming_content).decode()
    assert [line.split(",")[3] for line in content.splitlines()[1:]] == ["P-1-A1"]
    assert "Lines shown" in reader.get("/reports/difference/", narrow).text
    assert reader.get("/reports/difference/", {**asked, "cause": "x"}).status_code == 400
    refused = reader.get("/reports/difference/", {**asked, "lines": "council:MR-Z"})
    assert (refused.status_code, "this difference has no group “council:MR-Z”" in refused.text) == (400, True)
    assert not rows_of(reader, "/reports/difference/", {**asked, "lines": "council:MR-B", "cause": "new"})


def test_the_total_of_groups_that_overlap_has_no_list_of_lines(reader: Client, asked: dict[str, Any]) -> None:
    rows = rows_of(reader, "/reports/difference/", {**asked, "mode": "mentioned"})
    assert [bool(link) for _amount, link in differences(rows)] == [False] * 4 + [True] * 2


def test_without_groups_too(reader: Client, asked: dict[str, Any]) -> None:
    del asked["group_by"]
    for amount, link in differences(rows_of(reader, "/reports/difference/", asked)):
        _heading, *lines = rows_of(reader, link)
        assert sum(values["difference_dkk"] for values, _links in lines) == amount
