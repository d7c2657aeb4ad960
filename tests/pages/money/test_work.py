"""My work: the broken rules of the projects that a person follows or changed, each with the button that mends it."""

import re
from datetime import timedelta
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from budgets.choices import Check
from letters.models import Following
from pages.money.work import MENDED
from tests import builders

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
def late(db: None) -> Any:
    """Two projects with a late report, an unpaid instalment and one that is due in ten days."""
    call_command("load_fixtures", "rules", stdout=StringIO())
    found = []
    for reference in ("P-1", "P-2"):
        grant = builders.allocation(builders.project(reference, status="ongoing"), "1000.00", granted="2025-01-15")
        contract = builders.contract(grant, starts="2025-02-01")
        contract.reports_due.create(kind="status", day="2025-06-01")
        contract.instalments.create(number=1, day="2025-03-01", amount="400.00")
        contract.instalments.create(number=2, day=timezone.localdate() + timedelta(days=10), amount="300.00")
        found.append(grant.project)
    return found


def text_of(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def test_every_check_has_its_button() -> None:
    assert set(MENDED) == set(Check)


def test_a_person_sees_the_work_of_followed_projects_and_all_on_request(staff: Client, anna: Any, late: Any) -> None:
    assert "Nothing is late or missing." in text_of(staff.get("/my-work/"))
    Following.objects.create(user=anna, kind="project", row=late[0].pk, stop_token="a")
    mine = text_of(staff.get("/my-work/"))
    assert "Status report, P-1-K1" in mine
    assert "Instalment 1, P-1-K1" in mine
    assert "P-2" not in mine
    everything = text_of(staff.get("/my-work/?whose=all"))
    assert "Status report, P-1-K1" in everything
    assert "Status report, P-2-K1" in everything


def test_what_is_due_within_thirty_days_is_listed_apart(staff: Client, late: Any) -> None:
    words = text_of(staff.get("/my-work/?whose=all"))
    before, after = words.split("Due within 30 days")
    assert "Instalment 2" not in before
    assert "Instalment 2, P-1-K1" in after
    assert "Instalment 1" not in after


def test_each_button_opens_a_page(staff: Client, late: Any) -> None:
    page = staff.get("/my-work/?whose=all").content.decode()
    buttons = [unescape(link) for link in re.findall(r'class="button quiet" href="(/[^"]+)" rel="nofollow"', page)]
    assert len(buttons) >= 6
    for link in buttons:
        answer = staff.get(link)
        assert answer.status_code == 200
        assert "data-keeping" in answer.content.decode()


def test_the_button_of_a_report_fills_its_kind_and_its_contract(staff: Client, late: Any) -> None:
    grant = late[0].allocations.get()
    builders.contract(grant, code="P-1-K2")
    page = unescape(staff.get("/my-work/?whose=all&rule=reports-in-time").content.decode())
    (link,) = re.findall(r'href="(/projects/P-1/[^"]+)" rel="nofollow"', page)
    assert link == "/projects/P-1/?edit=entry&kind=report-received&contract=P-1-K1&report=status#section-entry"
    form = staff.get(link).content.decode()
    assert '<option value="status" selected>' in form
    assert '<option value="P-1-K1" selected>' in form
    # A contract of another project is not proposed
    other = staff.get("/projects/P-2/?edit=entry&kind=report-received&contract=P-1-K1&report=nonsense").content.decode()
    assert '<option value="P-1-K1" selected>' not in other


def test_a_rule_with_many_findings_leads_to_all_of_them(staff: Client, late: Any) -> None:
    for number in range(3, 15):
        grant = builders.allocation(builders.project(f"P-{number}", status="ongoing"), "1000.00", granted="2025-01-15")
        builders.contract(grant, starts="2025-02-01").reports_due.create(kind="status", day="2025-06-01")
    page = staff.get("/my-work/?whose=all").content.decode()
    (link,) = {unescape(link) for link in re.findall(r'href="(/my-work/\?whose=all&amp;rule=report[^"]*)"', page)}
    assert text_of(staff.get(link)).count("Status report") >= 14


def test_the_page_is_for_staff_and_refuses_a_typing_error(client: Client, staff: Client, late: Any) -> None:
    from django.contrib.auth import get_user_model

    reader = Client()
    reader.force_login(get_user_model().objects.create_user("reader"))
    assert reader.get("/my-work/").status_code == 403
    assert client.get("/my-work/").status_code == 302
    assert staff.get("/my-work/?whose=x").status_code == 400
    assert staff.get("/my-work/?typo=1").status_code == 400


SIGN = "Enter the signatures"


def buttons_of(client: Client, words: str) -> list[str]:
    page = client.get("/my-work/?whose=all").content.decode()
    links = re.findall(r'class="button quiet" href="(/[^"]+)" rel="nofollow"[^>]*>(.*?)</a>', page, re.S)
    return [unescape(link) for link, label in links if words in label]


@pytest.fixture
def paid(db: None) -> Any:
    """A grant with two payments and a contract that nobody signed, without a first day."""
    call_command("load_fixtures", "rules", stdout=StringIO())
    grant = builders.allocation(builders.project("P-1", status="ongoing"), "1000.00", granted="2025-01-15")
    builders.contract(grant)
    builders.entry(grant, "paid", "2025-03-01", "100.00")
    builders.entry(grant, "paid", "2025-04-01", "100.00")
    return grant


def test_the_signatures_are_entered_in_the_only_contract_of_the_grant_once(staff: Client, paid: Any) -> None:
    assert buttons_of(staff, SIGN) == ["/projects/P-1/?edit=contract&code=P-1-K1#section-contract"]
    editing = staff.get("/projects/P-1/?edit=contract&code=P-1-K1").context["editing"]
    assert "P-1-K1" in str(editing.section.heading)


def test_the_signatures_are_entered_in_the_contract_of_the_entry(staff: Client, paid: Any) -> None:
    second = builders.contract(paid, code="P-1-K2")
    paid.entries.filter(reference="P-1-A1-E2").update(contract=second)
    assert buttons_of(staff, SIGN) == [
        "/projects/P-1/#contracts",
        "/projects/P-1/?edit=contract&code=P-1-K2#section-contract",
    ]


def test_a_grant_without_a_contract_gets_a_new_contract(staff: Client, paid: Any) -> None:
    paid.allocation_contracts.all().delete()
    assert buttons_of(staff, SIGN) == ["/projects/P-1/?edit=contract#section-contract"]


def test_the_number_of_a_rule_counts_contracts_to_sign(staff: Client, paid: Any) -> None:
    (group,) = [one for one in staff.get("/my-work/?whose=all").context["groups"] if "signed" in one.code]
    assert (group.count, group.others, [str(item.day) for item in group.items]) == (1, 0, ["2025-03-01"])


def test_my_work_and_two_books_are_linked_for_staff_only(staff: Client) -> None:
    report = staff.get("/reports/debt/", follow=True)
    assert report.status_code == 200
    assert '<a href="/reports/books/">Two books</a>' in report.content.decode()
    assert '<a href="/my-work/"' in report.content.decode().partition('class="destinations"')[2].partition("</nav>")[0]
    visitor = Client().get("/reports/debt/", follow=True).content.decode()
    assert "/reports/books/" not in visitor
    assert 'href="/my-work/"' not in visitor
