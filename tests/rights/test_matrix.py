"""The tables of docs/security.md say who may open which address: every address has its line, and answers as it says."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

from tests.rights import people

pytestmark = pytest.mark.django_db

LINE = re.compile(r"^\| (?P<method>[A-Z]+) \| (?P<answers>[^`]+) \| (?P<names>`.*`) \|$")
AREAS = ("pages", "api", "admin")


def documented(of: re.Pattern[str] = LINE) -> dict[tuple[str, str], tuple[str, ...]]:
    """Returns the answers of the tables whose lines look like this, by the name of the address and the method. A name
    is in one line a method.
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for line in (Path(settings.BASE_DIR) / "docs/security.md").read_text("utf-8").splitlines():
        if row := of.match(line):
            for name in expanded(re.findall(r"`([^`]+)`", row["names"])):
                assert (name, row["method"]) not in found, f"{name} has two lines for {row['method']}"
                found[name, row["method"]] = tuple(answer.strip() for answer in row["answers"].split("|"))
    return found


def expanded(names: list[str]) -> Iterator[str]:
    """Yields the names, and for ``admin:a_{b,c}`` each of the names that it stands for."""
    for name in names:
        pieces = [piece.strip("{}").split(",") for piece in re.findall(r"\{[\w,]+\}|[^{}]+", name)]
        yield from ("".join(chosen) for chosen in product(*pieces))


def addresses(area: str) -> Iterator[tuple[str, str]]:
    for pattern, name in people.patterns():
        first = pattern.split("/")[0]
        if (first if first in ("api", "admin") else "pages") == area:
            yield pattern, pattern if name in ("", "admin:") else name


def answers(area: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Returns how the site answers each role, by the name of the address and the method. A method that no address has
    is left out."""
    known, doors = people.register(), people.Doors()
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for pattern, name in addresses(area):
        address = people.address_of(pattern, name, known)
        for method in people.API if area == "api" else people.PAGE:
            data = people.SENT.get((name, method))
            last = doors.answer(people.CHIEF, method, address, data)
            if last:
                others = (doors.answer(role, method, address, data) for role in people.ROLES[:-1])
                found[name, method] = (*others, last)
    return found


@pytest.mark.usefixtures("only_the_answer")
@pytest.mark.parametrize("area", AREAS)
def test_every_address_answers_each_role_as_the_table_says(area: str) -> None:
    found, said = answers(area), documented()
    wrong = {question: answer for question, answer in found.items() if said.get(question) != answer}
    assert not wrong, f"docs/security.md says otherwise, or has no line: {wrong}"


def test_the_table_has_no_line_for_an_address_that_is_gone() -> None:
    known = {name for area in AREAS for _pattern, name in addresses(area)}
    assert {name for name, _method in documented()} <= known
