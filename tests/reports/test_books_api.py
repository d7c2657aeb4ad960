"""The API of the two books: a ledger in the body is compared, with the figures of the page, and is not kept."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from budgets.models import LedgerFile
from tests.reports.test_books import LEDGER, anna, confirmed, register  # noqa: F401  (fixtures)

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/books/"


def sent(client: Client, query: str = "", text: str = LEDGER, kind: str = "text/csv") -> Any:
    return client.post(ADDRESS + query, text.encode(), content_type=kind)


def test_a_ledger_is_compared_and_not_kept(anna: Client, register: None) -> None:  # noqa: F811
    answer = sent(anna, "?name=ledger.csv")
    assert answer.status_code == 200, answer.content
    said = answer.json()
    figures = [said[f"{name}_dkk"] for name in ("register", "ledger", "difference", "explained", "unexplained")]
    assert figures == ["1820.00", "1820.50", "0.50", "0.50", "0.00"]
    assert (said["name"], said["first_day"], said["last_day"]) == ("ledger.csv", "2026-01-01", "2026-02-28")
    assert (said["register_rows"], said["ledger_rows"], said["equal"]) == (3, 3, 1)
    assert [(one["rows"], one["sum_dkk"]) for one in said["left_out"]] == [(1, None)]
    assert [(row["grant"], row["difference_dkk"], row["state"]) for row in said["results"]] == [
        ("Sag 77", "70.00", "only-there"),
        ("P-1-A1", "-69.50", "differs"),
    ]
    assert not LedgerFile.objects.exists()


def test_groups_and_rows_are_those_of_the_page(anna: Client, register: None) -> None:  # noqa: F811
    address = confirmed(anna)
    for query in ("state=all", "show=rows", "show=rows&kind=grant"):
        lines = b"".join(anna.get(f"{address}?{query}&format=ndjson").streaming_content).decode().splitlines()
        assert len(lines) == len(sent(anna, f"?{query}").json()["results"])


def test_signs_and_days_are_chosen(anna: Client, register: None) -> None:  # noqa: F811
    january = sent(anna, "?first_day=2026-01-01&last_day=2026-01-31").json()
    assert (january["ledger_dkk"], january["unexplained_dkk"], january["results"]) == ("500.00", "0.00", [])
    assert sent(anna, "?reversed_signs=true").json()["ledger_dkk"] == "-1820.50"


@pytest.mark.parametrize(
    ("query", "text", "field"),
    [
        ("?banana=1", LEDGER, "banana"),
        ("?show=x", LEDGER, "show"),
        ("?first_day=2026-02-01&last_day=2026-01-01", LEDGER, "last_day"),
        ("", "", "detail"),
        ("", "Dato;Projekt\n1.1.2026;P-1\n", "detail"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    anna: Client,  # noqa: F811
    register: None,  # noqa: F811
    query: str,
    text: str,
    field: str,
) -> None:
    answer = sent(anna, query, text)
    assert (answer.status_code, [*answer.json()]) == (400, [field])


def test_only_staff_who_see_entries_compare(client: Client, register: None) -> None:  # noqa: F811
    assert sent(client).status_code in (401, 403)
    reader = User.objects.create_user("rita")
    reader.user_permissions.set(Permission.objects.filter(codename="view_entry"))
    client.force_login(reader)
    assert sent(client).status_code == 403
