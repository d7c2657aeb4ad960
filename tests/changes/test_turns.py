"""Two writers at once break no rule together that each alone would keep. Real connections, in parallel."""

from typing import Any

import pytest

from changes.apply import Refused, apply
from changes.models import Way
from changes.proposal import Proposal
from projects.models import Organisation
from tests.parallel import at_once, in_a_thread, on_a_file

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 6
"""Tries of each race: two writers do not always meet."""


@pytest.fixture(autouse=True)
def _file(tmp_path: Any, monkeypatch: Any) -> None:
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)


def tried(*proposals: Proposal) -> Any:
    """Returns a call that applies the proposals and returns whether they were accepted."""

    def call() -> bool:
        try:
            apply(proposals=proposals, way=Way.API)
        except Refused:
            return False
        return True

    return call


def body(slug: str) -> Proposal:
    return Proposal.create("organisation", {"slug": slug, "name": slug})


def test_codes_that_differ_in_capital_letters_only_are_made_once() -> None:
    for number in range(TIMES):
        assert sorted(at_once(tried(body(f"body-{number}")), tried(body(f"Body-{number}")))) == [False, True]
    slugs = in_a_thread(lambda: list(Organisation.objects.values_list("slug", flat=True)))
    assert len({slug.lower() for slug in slugs}) == len(slugs) == TIMES


def test_a_new_code_and_a_changed_one_do_not_meet_either() -> None:
    for number in range(TIMES):
        assert in_a_thread(tried(body(f"old-{number}")))
        rename = Proposal.update("organisation", f"old-{number}", {"slug": f"New-{number}"})
        assert sorted(at_once(tried(rename), tried(body(f"new-{number}")))) == [False, True]


def test_two_organisations_do_not_become_parts_of_each_other() -> None:
    for number in range(TIMES):
        one, other = f"one-{number}", f"other-{number}"
        assert in_a_thread(tried(body(one), body(other)))
        moves = [Proposal.update("organisation", a, {"part_of": b}) for a, b in ((one, other), (other, one))]
        assert sorted(at_once(*(tried(move) for move in moves))) == [False, True]


def test_many_new_records_need_few_locks() -> None:
    """Two writers with the same codes in opposite order wait for each other in one order, not in a circle."""
    forth, back = [body(f"many-{n}") for n in range(40)], [body(f"MANY-{n}") for n in reversed(range(40))]
    assert sorted(at_once(tried(*forth), tried(*back))) == [False, True]
