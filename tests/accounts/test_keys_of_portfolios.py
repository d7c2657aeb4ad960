"""A key that is limited to portfolios reads and changes the projects of these, and nothing of another portfolio."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from accounts.choices import Scope
from accounts.keys import make_key
from budgets.models import Fund
from changes.models import Change, Way
from changes.opened import changing
from projects.models import Portfolio, Project
from tests import builders
from tests.rights import people
from tests.rights.test_limited import CHANGED, PATHS, key_of, rows_of

pytestmark = pytest.mark.django_db
SECRET, AMOUNT = "Zyxwhilde", "73219"
MONEY = ("allocations", "entries", "contracts", "co-financing")
LISTS = ("projects", *MONEY, "totals", "differences", "why", "annex", "findings")
FILES = ("projects", "allocations", "entries")


@pytest.fixture
def register() -> dict[str, dict[str, Any]]:
    found = {"ours": rows_of("OURS", "ours"), "theirs": rows_of("THEIRS", "theirs")}
    with changing(way=Way.ADMIN):
        Project.objects.filter(reference="THEIRS").update(title_en=SECRET, title=SECRET)
    builders.allocation(found["theirs"]["project"], f"{AMOUNT}.00")
    return found


@pytest.fixture
def key() -> str:
    chief = people.account(people.CHIEF)
    return make_key(user=chief, name="Ours", scopes=["read", "write", "money"], portfolios=["ours"])


def ask(key: str, method: str, address: str, data: Any = None) -> Any:
    headers = {"authorization": f"Token {key}", "if-match": "*"}
    body = json.dumps(data or {}) if method != "GET" else ""
    return Client().generic(method, f"/api/v1/{address}", body, "application/json", headers=headers)


def content_of(answer: Any) -> str:
    return str(answer.getvalue().decode(errors="replace"))


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("measure", ["adopted", "carried_over", "undisposed"])
def test_what_budget_posts_have_is_closed_to_the_key(measure: str, key: str) -> None:
    """A post is of no portfolio, and what is decided on it is of any."""
    builders.post("2025-4-2210", f"{AMOUNT}.00")
    codes = {asked: ask(key, "GET", f"why/?measure={measure}{asked}").status_code for asked in ("", "&portfolio=all")}
    assert codes == {"": 400, "&portfolio=all": 403}


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("name", LISTS)
def test_lists_and_totals_have_the_portfolios_of_the_key_only(name: str, key: str) -> None:
    answer = ask(key, "GET", f"{name}/")
    assert answer.status_code == 200
    assert "THEIRS" not in content_of(answer)
    assert ask(key, "GET", f"{name}/?portfolio=ours").status_code == 200
    for portfolio in ("theirs", "all", "ours&portfolio=theirs"):
        assert ask(key, "GET", f"{name}/?portfolio={portfolio}").status_code == 403


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_files_have_the_portfolios_of_the_key_only(name: str, kind: str, key: str) -> None:
    content = content_of(ask(key, "GET", f"{name}/?format={kind}"))
    assert "OURS" in content
    assert "THEIRS" not in content


@pytest.mark.usefixtures("register")
def test_totals_count_the_portfolios_of_the_key_only(key: str) -> None:
    assert ask(key, "GET", "totals/?group_by=status").json()["total"]["budget_dkk"] == "100.00"
    assert ask(key, "GET", "projects/").json()["count"] == 1
    assert ask(key, "GET", f"projects/?search={SECRET}").json()["count"] == 0


@pytest.mark.parametrize("kind", ["", "&format=csv", "&format=ndjson"])
def test_a_difference_names_a_grant_that_left_the_portfolios_as_it_was_there(kind: str, key: str) -> None:
    def write(change: Any) -> int:
        with changing(way=Way.ADMIN, reason=SECRET) as opened:
            change()
        number: int = opened.change.number  # type: ignore[union-attr]
        return number

    def begin() -> None:
        rows_of("OURS", "ours")

    def move() -> None:
        grant = Project.objects.get(reference="OURS").allocations.get()
        grant.project, grant.amount = builders.project("THEIRS", portfolio=builders.portfolio("theirs")), AMOUNT
        grant.save()

    first = write(begin)
    write(move)
    content = content_of(ask(key, "GET", f"differences/?from={first}{kind}"))
    assert "OURS" in content
    assert "selection" in content
    for hidden in ("THEIRS", AMOUNT, SECRET):
        assert hidden not in content


@pytest.mark.usefixtures("register")
def test_the_address_of_the_next_page_names_the_portfolios(key: str) -> None:
    builders.project("OURS-2", portfolio=builders.portfolio("ours"))
    page = ask(key, "GET", "projects/?page_size=1").json()
    assert "portfolio=ours" in page["next"]


@pytest.mark.django_db(transaction=True)
def test_a_remembered_page_of_another_key_is_not_given_to_it(settings: Any, tmp_path: Any, key: str) -> None:
    settings.ANSWERS_FOLDER = str(tmp_path)
    rows_of("OURS", "ours")
    rows_of("THEIRS", "theirs")
    with changing(way=Way.ADMIN):
        Project.objects.filter(reference="THEIRS").update(status="closed")
        Portfolio.objects.update(own=True)
    whole = make_key(user=people.account(people.CHIEF, "other"), name="Whole")
    for address in ("projects/", "totals/", "allocations/?format=csv"):
        for _time in range(2):
            assert "THEIRS" in content_of(ask(whole, "GET", "projects/"))
            assert "THEIRS" not in content_of(ask(key, "GET", address)), address
    assert ask(key, "GET", "projects/")["ETag"] != ask(whole, "GET", "projects/")["ETag"]


@pytest.fixture
def _quiet() -> Any:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("_quiet")
def test_no_address_of_the_api_shows_another_portfolio() -> None:
    """Every address, with the codes of records of another portfolio."""
    known, chief = people.register(), people.account(people.CHIEF)
    key = make_key(user=chief, name="Elsewhere", scopes=["read", "write", "money"], portfolios=["elsewhere"])
    with changing(way=Way.ADMIN):
        Project.objects.update(title_en=SECRET, title=SECRET)
    builders.allocation(Project.objects.get(), f"{AMOUNT}.00")
    builders.portfolio("elsewhere")
    Fund.objects.create(slug="another", name_en="Another")
    for pattern, name in people.patterns():
        if pattern.startswith("api/"):
            for method in people.API:
                address = people.address_of(pattern, name, known).removeprefix("/api/v1/")
                content = content_of(ask(key, method, address, people.SENT.get((name, method))))
                assert SECRET not in content, (name, method)
                assert AMOUNT not in content.replace(",", ""), (name, method)


@pytest.mark.parametrize("kind", sorted(PATHS))
@pytest.mark.parametrize("portfolio", ["ours", "theirs"])
def test_one_record_is_read_and_changed_within_the_portfolios_only(
    kind: str, portfolio: str, register: Any, key: str
) -> None:
    address = f"{PATHS[kind]}/{key_of(register[portfolio][kind])}/"
    ours = portfolio == "ours"
    # Events are shared, and show of a project its reference alone
    assert ask(key, "GET", address).status_code == (200 if ours or kind == "event" else 404)
    status = ask(key, "PATCH", address, CHANGED[kind]).status_code
    assert status not in (403, 404) if ours else status in (403, 404)
    if not ours:
        assert ask(key, "DELETE", address).status_code in (403, 404)
        assert ask(key, "PUT", address, CHANGED[kind]).status_code in (403, 404)


@pytest.mark.usefixtures("register")
def test_nothing_is_added_to_or_moved_into_another_portfolio(key: str) -> None:
    moved = ask(key, "PATCH", "projects/OURS/", {"portfolio": "theirs"})
    assert moved.status_code == 403
    assert "to which your key is limited" in moved.json()["detail"]
    assert ask(key, "POST", "allocations/", {"project": "THEIRS", "amount": "1.00"}).status_code == 403


SHARED = {
    "organisations": {"slug": "newly", "name": {"en": "New"}, "kind": "public"},
    "places": {"slug": "newly", "name": {"en": "New"}, "kind": "region"},
    "documents": {"slug": "newly", "title": {"en": "New"}, "kind": "report"},
    "sources": {"slug": "newly", "document": "paper", "section": "two"},
    "events": {
        "slug": "newly",
        "title": "New",
        "kind": "meeting",
        "status": "idea",
        "starts": "2030-01-01",
        "source": {"document": "paper", "section": "one", "item": None},
    },
    "funds": {"slug": "newly", "name": {"en": "New"}},
    "budget-posts": {"code": "2030-1", "year": 2030, "number": "1", "adopted": "10.00", "name": {"en": "New"}},
    "periods": {"code": "2030-Q1", "first_day": "2030-01-01", "last_day": "2030-03-31"},
}


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("kind", sorted(SHARED))
def test_nothing_that_belongs_to_no_portfolio_is_added(kind: str, key: str) -> None:
    builders.source()
    whole = make_key(user=people.account(people.CHIEF, "other"), name="Whole")
    assert ask(key, "POST", f"{kind}/", SHARED[kind]).status_code == 403
    answer = ask(whole, "POST", f"{kind}/", SHARED[kind])
    assert answer.status_code == 201, (kind, answer.content)


def test_what_is_of_every_portfolio_together_is_closed(register: Any, key: str) -> None:
    number = Change.objects.latest("number").number
    for method, address in (
        ("GET", "changes/"),
        ("POST", "changes/"),
        ("GET", "deadlines/"),
        ("POST", "books/"),
        ("POST", f"changes/{number}/undo/"),
    ):
        answer = ask(key, method, address)
        assert answer.status_code == 403, address
        assert "closed to keys" in answer.json()["detail"], address


def test_the_feed_has_no_deadlines_of_projects(key: str) -> None:
    from events.deadlines.chosen import sees_deadlines

    chief = people.account(people.CHIEF, "other")
    assert sees_deadlines(chief)
    chief.acting_key = type("Key", (), {"scope_set": frozenset(Scope.values), "portfolio_slugs": ("ours",)})()
    assert not sees_deadlines(chief)


@pytest.mark.usefixtures("register")
def test_a_key_of_a_deleted_portfolio_opens_no_other() -> None:
    key = make_key(user=people.account(people.CHIEF), name="Gone", scopes=["read"], portfolios=["gone"])
    assert ask(key, "GET", "projects/").status_code in (200, 400)
    assert "OURS" not in content_of(ask(key, "GET", "projects/"))
