"""Throttling with four workers, and with a restart in the middle: tries are bounded as docs/security.md says, and an
honest person beside them gets in."""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User

from tests.accounts.workers import Visitor, four_workers

pytestmark = pytest.mark.django_db(transaction=True)
OFFICE, HOME, ATTACKER = "192.0.2.1", "192.0.2.2", "203.0.113.9"


def tries(port: int, names: Iterable[tuple[str, str, str]]) -> Counter[int]:
    """Tries a wrong password for each (name, address, forged header), eight at once. Returns the answers by status."""
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(Visitor(port, at, forged).ask_for_key, name, "wrong") for name, at, forged in names]
        return Counter(one.result() for one in asked)


def test_tries_are_bounded_across_workers_and_a_restart() -> None:
    for name in ("anna", "bo"):
        User.objects.create_user(name, password="right")
    everywhere = [("anna", f"198.51.{number // 250}.{number % 250}", "") for number in range(1000)]
    many_names = [(f"name-{number}", ATTACKER, f"10.0.{number // 250}.{number % 250}") for number in range(1000)]

    with four_workers() as port:
        # Anna has signed in on her own device before
        at_home = Visitor(port, HOME)
        assert at_home.sign_in("anna", "right") == 302
        first = tries(port, everywhere[:500])
        # One account, many addresses: 50 tries in 15 minutes. Bo has another account and gets in
        assert first == {400: 50, 429: 450}
        assert Visitor(port, OFFICE).sign_in("bo", "right") == 302
        assert at_home.sign_in("anna", "right") == 302

    with four_workers() as port:
        # The counters outlive the restart
        assert tries(port, everywhere[500:]) == {429: 500}
        at_home.port = port
        assert at_home.sign_in("anna", "right") == 302
        # Only on a device that Anna never used she has to wait
        elsewhere = Visitor(port, OFFICE)
        assert elsewhere.sign_in("anna", "right") == 429
        assert 0 < int(elsewhere.headers["Retry-After"]) <= 15 * 60

        # Many accounts, one address, whatever it writes into the header before the proxy: 50 tries in 15 minutes
        assert tries(port, many_names) == {400: 50, 429: 950}
        assert Visitor(port, OFFICE).sign_in("bo", "right") == 302
        # Even at the attacker's address, on a device that she used before
        at_home.address = ATTACKER
        assert at_home.sign_in("anna", "right") == 302
