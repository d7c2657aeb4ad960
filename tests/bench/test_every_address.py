"""Every address of the site is measured, or says why it cannot be: none is passed over in silence."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver

from bench.visits.addresses import addresses, patterns
from bench.visits.asking import NOT_READ, askers
from bench.visits.planted.everything import plant

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_every_address_is_read_or_has_a_reason(dokument8: None, settings: Any, tmp_path: Path) -> None:
    # The 17 projects of Dokument 8, and what is planted beside them
    settings.SEAL_KEY = str(tmp_path / "seal-key.pem")
    found: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    planted = plant(table_rows=50)
    with askers() as ask:
        for address in list(addresses(planted)):
            found[address.code].append((address.name, *ask(address)))
    assert {*found} == {code or route for route, _pattern, code in patterns(get_resolver())}
    answers = [one for each in found.values() for one in each]
    assert [(name, status) for name, status, _reason in answers if status >= 500] == []
    assert [(name, status) for name, status, reason in answers if status >= 400 and not reason] == []
    # No reason outlives what it explains
    assert {code for code in NOT_READ if all(not reason for _name, _status, reason in found[code])} == set()
