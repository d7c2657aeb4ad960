"""In any history, the register as of a change says later what it said then."""

from typing import Any

from django.db import connection
from django.test import Client
from hypothesis import given

from budgets.dimensions import DIMENSIONS
from budgets.totals import MODES
from changes.as_of.asked import point_of
from changes.as_of.gathering import gather
from changes.as_of.reading import reading_as_of
from tests.cases import examples
from tests.changes.as_of import histories


@examples(20)
@given(history=histories.HISTORIES)
def test_every_column_of_every_row_is_as_it_was(db: None, history: Any) -> None:
    """Columns that the database derives, kept columns and sort keys included: so every query answers as it did."""
    with histories.begun():
        said = {number: histories.every_row() for steps in history if (number := histories.write(steps))}
        for number, then in said.items():
            with reading_as_of(point_of(str(number))):
                assert histories.every_row() == then
                # Copied once, as for a page with many statements, and once more for nothing
                gather()
                gather()
                assert histories.every_row() == then


ADDRESSES = [
    *(f"totals/?group_by={name}&mode={mode}" for name in DIMENSIONS for mode in MODES),
    "totals/?group_by=council&group_by=status",
    "totals/?measure=paid&on=2027-12-31",
    "projects/?portfolio=all&page_size=500",
    "allocations/?portfolio=all",
    "why/?portfolio=all",
    "why/?portfolio=all&measure=paid&group_by=council",
    "annex/?portfolio=all&lang=da",
    "events/",
    *(f"{kind}/?portfolio=all&format={name}" for kind in ("projects", "allocations") for name in ("csv", "ndjson")),
    "projects/?portfolio=all&format=xlsx&lang=sv",
    "totals/?group_by=council&format=xlsx",
]


def _answers(reader: Client, number: int) -> dict[str, bytes]:
    found = {}
    for address in ADDRESSES:
        response = reader.get(f"/api/v1/{address}&as_of={number}".replace("/&", "/?"))
        assert response.status_code == 200, (address, response.content)
        found[address] = b"".join(response.streaming_content) if response.streaming else response.content
    return found


@examples(3)
@given(history=histories.HISTORIES.map(lambda steps: steps[:3]))
def test_answers_and_files_are_byte_for_byte_as_they_were(reader: Client, history: Any) -> None:
    with histories.begun():
        said = {number: _answers(reader, number) for steps in history if (number := histories.write(steps))}
        for number, then in said.items():
            assert _answers(reader, number) == then


def test_the_register_of_now_is_read_again_afterwards(db: None) -> None:
    with histories.begun():
        first = histories.write([("project", 0, 0)])
        histories.write([("without", 0, 0)])
        now = histories.every_row()
        with reading_as_of(point_of(str(first))):
            assert len(histories.every_row()["projects_project"]) == len(now["projects_project"]) + 1
        assert histories.every_row() == now
        gather()
        with reading_as_of(point_of(str(first))):
            gather()
        assert histories.every_row() == now
        assert connection.features.allows_group_by_selected_pks is (connection.vendor == "postgresql")
