"""Two writers at once break no rule of entries together that each alone would keep. Real connections, in parallel."""

from typing import Any

import pytest

from budgets.entries.services import close_period
from budgets.models import Period
from changes.apply import Refused, apply
from changes.models import RecordChange, Way
from changes.opened import changing
from changes.proposal import Proposal
from tests import builders
from tests.parallel import at_once, in_a_thread, on_a_file

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 5
"""Tries of each race: two writers do not always meet."""


@pytest.fixture(autouse=True)
def _grants(tmp_path: Any, monkeypatch: Any) -> None:
    with changing(way=Way.LOAD):
        project = builders.project("P-1")
        for number in range(TIMES):
            builders.entry(builders.allocation(project), "contracted", "2025-01-01", "100.00")
            Period.objects.create(
                code=f"2025-{number}", first_day=f"2025-0{number + 1}-10", last_day=f"2025-0{number + 1}-20"
            )
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)


def entered(grant: str, number: int, **values: Any) -> Any:
    """Returns a call that enters a payment and returns whether it was accepted."""
    facts = {
        "reference": f"{grant}-N{number}",
        "allocation": grant,
        "kind": "paid",
        "amount": "60.00",
        "day": "2025-12-01",
    }

    def call() -> bool:
        try:
            apply(proposals=[Proposal.create("entry", {**facts, **values})], way=Way.API)
        except Refused:
            return False
        return True

    return call


def test_two_payments_at_once_do_not_exceed_the_contract_together() -> None:
    for number in range(1, TIMES + 1):
        grant = f"P-1-A{number}"
        assert sorted(at_once(entered(grant, 1), entered(grant, 2))) == [False, True]


def test_two_final_payments_at_once_are_one() -> None:
    for number in range(1, TIMES + 1):
        final = {"amount": "10.00", "final": True}
        grant = f"P-1-A{number}"
        assert sorted(at_once(entered(grant, 1, **final), entered(grant, 2, **final))) == [False, True]


def test_an_entry_is_in_time_or_refused_while_its_period_is_closed() -> None:
    for number in range(TIMES):
        grant, day = f"P-1-A{number + 1}", f"2025-0{number + 1}-15"

        def close(code: str = f"2025-{number}") -> int:
            change = close_period(period=Period.objects.get(code=code)).change
            return change.number if change else 0

        accepted, closed = at_once(entered(grant, 1, day=day, amount="10.00"), close)
        entries = in_a_thread(lambda grant=grant: list(RecordChange.objects.filter(key=f"{grant}-N1")))
        assert [one.change_id < closed for one in entries] == [True] * accepted
        assert not in_a_thread(entered(grant, 2, day=day, amount="10.00"))
