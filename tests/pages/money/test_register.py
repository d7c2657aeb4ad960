"""Budget posts, budget rates and accounting periods have pages; a controller closes a period."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from budgets.models import BudgetPost, BudgetRate, Period
from changes.models import Change
from changes.undo import undo
from pages.keeping.register.kinds import KEPT
from tests import builders
from tests.sent_forms import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db: None, django_user_model: Any) -> Any:
    return django_user_model.objects.create_superuser("anna", password="a long password")


@pytest.fixture
def staff(anna: Any) -> Client:
    client = Client()
    client.force_login(anna)
    return client


@pytest.fixture
def reader(db: None, django_user_model: Any) -> Client:
    client = Client()
    client.force_login(django_user_model.objects.create_user("reader"))
    return client


def new(client: Client, listed: str, **typed: Any) -> Any:
    answer = client.get(f"/{listed}/new/")
    assert answer.status_code == 200
    return client.post(f"/{listed}/new/", {**fields_of(answer.content.decode()), **typed, "save": "1"})


def text_of(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def test_a_new_post_gets_its_code_from_its_year_and_number(staff: Client) -> None:
    answer = new(staff, "budget-posts", number="4-2210-1", name_en="Equality", year="2025", adopted="1,000,000")
    assert (answer.status_code, answer["Location"]) == (302, "/budget-posts/2025-4-2210-1/"), text_of(answer)
    post = BudgetPost.objects.get()
    assert (post.code, post.adopted, post.carried_over) == ("2025-4-2210-1", 1_000_000, 0)
    fields = fields_of(staff.get("/budget-posts/2025-4-2210-1/?edit=facts").content.decode())
    answer = staff.post(
        "/budget-posts/2025-4-2210-1/edit/facts/", {**fields, "carried_over": "-50,000.00", "save": "1"}
    )
    assert answer.status_code == 302, text_of(answer)
    assert BudgetPost.objects.get().carried_over == -50_000


def test_the_page_of_a_post_shows_its_figures_and_its_grants(reader: Client) -> None:
    post = builders.post("2025-4-2210", "1000.00", carried_over="50.00")
    grant = builders.allocation(builders.project("P-1"), "300.00", year=2025, post=post)
    builders.entry(grant, "contracted", "2025-02-01", "280.00")
    words = text_of(reader.get("/budget-posts/2025-4-2210/"))
    assert "Adopted 1,000 Carried over 50 Decided 300 Contracted 280 Paid 0 Undisposed 750" in words
    assert "P-1-A1 P-1 300" in words
    listed = text_of(reader.get("/budget-posts/?year=2025"))
    assert "2025-4-2210 4-2210 2025 Not stated 1,000 50 300 280 0 750" in listed


def test_a_new_rate_gets_its_code_from_its_year_and_currency(staff: Client) -> None:
    answer = new(staff, "budget-rates", year="2025", currency="SEK", rate="0.65", how_set="The mean of August 2024")
    assert (answer.status_code, answer["Location"]) == (302, "/budget-rates/2025-SEK/"), text_of(answer)
    assert str(BudgetRate.objects.get().rate.normalize()) == "0.65"
    assert "The mean of August 2024" in text_of(staff.get("/budget-rates/"))
    assert "The mean of August 2024" in text_of(staff.get("/budget-rates/2025-SEK/"))


def test_a_controller_closes_a_period_and_undo_opens_it_again(staff: Client, reader: Client) -> None:
    answer = new(staff, "periods", code="2025-Q1", first_day="2025-01-01", last_day="2025-03-31")
    assert answer["Location"] == "/periods/2025-Q1/"
    grant = builders.allocation(builders.project("P-1"), "1000.00")
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    page = staff.get("/periods/2025-Q1/close/")
    assert "It has 1 entry." in text_of(page)
    assert reader.get("/periods/2025-Q1/close/").status_code == 403
    assert reader.post("/periods/2025-Q1/close/").status_code == 403
    answer = staff.post("/periods/2025-Q1/close/", {"reason": "The quarter is accounted for"}, follow=True)
    words = text_of(answer)
    assert "The period 2025-Q1 is closed." in answer.content.decode()
    assert re.search(r"State closed, .*, anna", words)
    assert "anna" not in text_of(reader.get("/periods/2025-Q1/"))
    change = Change.objects.latest("number")
    assert (change.reason, str(change.actor)) == ("The quarter is accounted for", "anna")
    assert staff.get("/projects/P-1/?edit=entry&kind=paid").status_code == 200
    fields = fields_of(staff.get("/projects/P-1/?edit=entry&kind=paid").content.decode())
    typed = {**fields, "day": "2025-03-31", "amount": "100", "save": "1"}
    answer = staff.post("/projects/P-1/entries/new/?kind=paid", typed)
    assert "The accounting period of this day is closed." in text_of(answer)
    undo(change=change)
    assert not Period.objects.get().closed
    assert staff.post("/projects/P-1/entries/new/?kind=paid", typed).status_code == 302


@pytest.mark.parametrize("kind", [kind for kind, kept in KEPT.items() if kept.key == "code"])
def test_facts_sent_unchanged_save_nothing(staff: Client, kind: str) -> None:
    row = {
        "budget-post": lambda: builders.post(carried_over="-0.50", council=builders.council("MR-S")),
        "budget-rate": lambda: BudgetRate.objects.create(
            code="2025-SEK", year=2025, currency="SEK", rate="0.65", how_set="Mean", source=builders.source()
        ),
        "period": lambda: Period.objects.create(code="2025-Q1", first_day="2025-01-01", last_day="2025-03-31"),
    }[kind]()
    fields = fields_of(staff.get(f"{row.get_absolute_url()}?edit=facts").content.decode())
    answer = staff.post(f"{row.get_absolute_url()}edit/facts/", {**fields, "save": "1"})
    assert answer.status_code == 302, text_of(answer)
    assert not Change.objects.exists()


def test_closing_a_closed_period_changes_nothing(staff: Client) -> None:
    Period.objects.create(code="2025-Q1", first_day="2025-01-01", last_day="2025-03-31")
    staff.post("/periods/2025-Q1/close/")
    before = Change.objects.count()
    answer = staff.post("/periods/2025-Q1/close/", follow=True)
    assert "was closed already" in answer.content.decode()
    assert Change.objects.count() == before


@pytest.mark.parametrize(
    "address", ["/budget-posts/", "/budget-rates/", "/periods/", "/contracts/", "/entries/", "/register/"]
)
def test_the_lists_open_without_rows_and_refuse_a_typing_error(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 200
    assert reader.get(f"{address}?typo=1").status_code == 400


def test_entries_without_a_day_are_listed_with_corrected_ones_that_do_not_count(reader: Client) -> None:
    grant = builders.allocation(builders.project("P-1"), "1000.00")
    first = builders.entry(grant, "contracted", "2025-02-01", "900.00")
    builders.entry(grant, "contracted", "2025-03-01", "800.00", corrects=first)
    words = text_of(reader.get("/entries/"))
    assert "2 entries : contracted 800 , paid 0" in words
    words = text_of(reader.get("/entries/?on=2025-02-28"))
    assert "1 entry : contracted 900 , paid 0" in words


def test_contracts_are_listed_by_the_filters_of_projects(reader: Client) -> None:
    builders.contract(builders.allocation(builders.project("P-1")), kind="framework")
    builders.contract(builders.allocation(builders.project("P-2", status="ongoing")))
    assert "P-1-K1" in text_of(reader.get("/contracts/?contract_kind=framework"))
    words = text_of(reader.get("/contracts/?status=ongoing"))
    assert "P-2-K1" in words
    assert "P-1-K1" not in words
