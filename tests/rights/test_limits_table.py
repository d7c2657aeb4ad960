"""The tables "Limited roles" of docs/security.md say what a limit closes, at every address that answers a role."""

import re
from typing import Any

import pytest

from accounts.roles import Role
from tests.rights import people
from tests.rights.test_matrix import addresses, documented

pytestmark = pytest.mark.django_db
LINE = re.compile(r"^\| (?P<names>`[^|]*`) \| (?P<method>[A-Z]+) \| (?P<answers>[^`]+) \|$")
LIMITED = (Role.ADVISER, Role.CONTROLLER)
WITHIN, OUTSIDE, OF_COUNCIL, OF_OTHER = "within", "outside", "of the council", "of another council"
METHODS = {"pages": people.PAGE, "api": people.API}
"""Areas of the site, and their methods. On the editing side each model asks the same function (test_limited.py)."""

Question = tuple[str, str]


def doors_of(role: str) -> people.Doors:
    """Returns the doors of one role: without limits, and limited so that the project lies within or outside."""
    doors = people.Doors((role,))
    doors.sessions |= {
        WITHIN: people.session_of(people.limited(role, "ours", f"{role}-within")),
        OUTSIDE: people.session_of(people.limited(role, "elsewhere", f"{role}-outside")),
        OF_COUNCIL: people.session_of(people.limited_to_council(role, "MR-A", f"{role}-of-council")),
        OF_OTHER: people.session_of(people.limited_to_council(role, "MR-Z", f"{role}-of-other")),
    }
    return doors


def answers(area: str) -> dict[Question, tuple[str, ...]]:
    """Returns the answers to both roles, within and outside their limits, where a limit makes a difference."""
    known = people.register()
    doors = {role: doors_of(role) for role in LIMITED}
    found: dict[Question, tuple[str, ...]] = {}
    for pattern, name in addresses(area):
        address = people.address_of(pattern, name, known)
        for method in METHODS[area]:
            data = people.SENT.get((name, method))
            row: list[str] = []
            differs = False
            for role in LIMITED:
                whole, within, outside = _three(doors[role], role, method, address, data)
                differs |= whole != within or whole != outside
                row += [within, outside]
            if differs:
                found[name, method] = tuple(row)
    return found


def _three(doors: people.Doors, role: str, method: str, address: str, data: Any) -> tuple[str, str, str]:
    """Returns the answers without limits, within and outside. A council limits as a portfolio does."""
    whole = doors.answer(role, method, address, data)
    if whole != people.YES:
        # A limit opens nothing: test_limited.py tries that
        return whole, whole, whole
    outside = doors.answer(OUTSIDE, method, address, data)
    if outside == whole:
        return whole, whole, whole
    within = doors.answer(WITHIN, method, address, data)
    by_council = [doors.answer(person, method, address, data) for person in (OF_COUNCIL, OF_OTHER)]
    assert by_council == [within, outside], (role, method, address)
    return whole, within, outside


@pytest.mark.usefixtures("only_the_answer")
@pytest.mark.parametrize("area", METHODS)
def test_a_limit_closes_what_the_table_says_and_nothing_else(area: str) -> None:
    found, names = answers(area), {name for _pattern, name in addresses(area)}
    said = {question: answer for question, answer in documented(LINE).items() if question[0] in names}
    wrong = {question: found.get(question) for question in {*found, *said} if found.get(question) != said.get(question)}
    assert not wrong, f"docs/security.md says otherwise, or has no line: {wrong}"


def test_the_table_has_no_line_for_an_address_that_is_gone() -> None:
    known = {name for area in METHODS for _pattern, name in addresses(area)}
    assert {name for name, _method in documented(LINE)} <= known
