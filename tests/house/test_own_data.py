"""Every model that refers to an account says on the page of own data why it does."""

import pytest

from pages.persons.own_data import KEPT, links_to_accounts, name_of

LINKS = [name_of(model, one) for model, one in links_to_accounts() if not hasattr(model, "instance_type")]


@pytest.mark.parametrize("name", LINKS)
def test_every_link_to_an_account_says_why_it_is_kept(name: str) -> None:
    assert name in KEPT, "add it to KEPT of pages/persons/own_data.py, so that people learn what is kept of them"


def test_no_reason_is_given_for_what_is_not_kept() -> None:
    assert set(KEPT) <= set(LINKS)
