"""The editing pages of the money: an allocation is entered on its project's page, or on its own page."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from budgets.models import Allocation
from events.models import EventProject
from projects.models import CouncilRole, Lineage, Organisation, Partnership, Project
from tests import builders
from tests.admin_pages import Form, address, opened
from tests.cases import once_where_databases_agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(admin_client: Client) -> Client:
    return admin_client


def errors(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["adminform"].form.errors)


BAD_ALLOCATION = [
    ("amount", "-1"), ("amount", "0"), ("amount", "NaN"), ("amount", "Infinity"), ("amount", "sNaN"),
    ("amount", "1e400"), ("amount", "1e9999999999"), ("amount", "99999999999999"), ("amount", "0.001"),
    ("amount", "9" * 10_000), ("amount", "12\x00"), ("amount", "twelve"), ("amount", ""),
    ("currency", "XXX"), ("currency", "\x00"), ("rate", "7.45"), ("rate_date", "2009-02-30"),
    ("year", "-5"), ("year", "0"), ("year", "99999999999"), ("year", "1850"), ("scope", "some"),
    ("granted", "2009-02-30"), ("granted", "4 March"), ("granted", "\x00"),
    ("council", "abc"), ("council", "9" * 40), ("fund", "abc"), ("project", "\x00"), ("source", "-1"),
    ("reference", "x" * 10_000), ("note_en", "<b>bold</b>"), ("note_en", "x" * 10_000),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), once_where_databases_agree(BAD_ALLOCATION))
def test_bad_input_is_an_error_at_its_field(anna: Client, field: str, value: str) -> None:
    row = builders.allocation(builders.project(), "100")
    answer = anna.post(address(row), {**opened(anna, row), field: value})
    assert answer.status_code == 200
    assert list(errors(answer)) == [field]
    assert row.history.count() == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"rate": "0"}, "rate"),
        ({"rate": "-1", "rate_date": "2009-01-02", "rate_source": "ECB"}, "rate"),
        ({"rate": "NaN", "rate_date": "2009-01-02", "rate_source": "ECB"}, "rate"),
        ({"rate": "100", "rate_date": "2009-01-02", "rate_source": "ECB"}, "rate"),
        ({"rate": "0.123456789", "rate_date": "2009-01-02", "rate_source": "ECB"}, "rate"),
        ({"rate": "7.45", "rate_source": "ECB"}, "rate_date"),
        ({"rate": "7.45", "rate_date": "2009-01-02"}, "rate_source"),
        ({"rate_date": "2009-01-02", "rate_source": "ECB"}, "rate"),
    ],
)
def test_a_rate_is_above_zero_and_has_its_date_and_source(anna: Client, given: dict[str, str], at: str) -> None:
    row = builders.allocation(builders.project(), "100")
    answer = anna.post(address(row), {**opened(anna, row), "currency": "EUR", **given})
    assert answer.status_code == 200
    assert at in errors(answer)
    assert "__all__" not in errors(answer)


def test_a_grant_outside_its_year_is_an_error_at_its_date(anna: Client) -> None:
    row = builders.allocation(builders.project(), "100")
    answer = anna.post(address(row), {**opened(anna, row), "year": "2009", "granted": "2010-01-04"})
    assert list(errors(answer)) == ["granted"]


def test_an_allocation_is_entered_on_the_page_of_its_project(anna: Client) -> None:
    row = builders.project()
    values = {"reference": "P-1-A1", "amount": "1000.50", "currency": "EUR", "scope": "whole", "source": row.source_id}
    rate = {"rate": "7.45", "rate_date": "2009-01-02", "rate_source": "ECB"}
    sent = {f"allocations-0-{name}": value for name, value in {**values, **rate}.items()}
    answer = anna.post(address(row), {**opened(anna, row), **sent, "allocations-TOTAL_FORMS": "1"})
    assert answer.status_code == 302
    allocation = Allocation.objects.get()
    assert str(allocation.amount_dkk) == "7453.73"
    assert row.history.count() == 1
    assert "7,453.73" in anna.get(address(row)).content.decode()


def test_an_allocation_changed_on_its_own_page_is_not_overwritten_on_the_projects(anna: Client) -> None:
    row = builders.allocation(builders.project(), "100")
    page = opened(anna, row.project)
    anna.post(address(row), {**opened(anna, row), "amount": "200"})
    answer = anna.post(address(row.project), {**page, "allocations-0-amount": "300"})
    assert "100 → 200" in answer.content.decode()
    row.refresh_from_db()
    assert row.amount == 200


def test_what_is_refused_can_be_saved_over_on_purpose(anna: Client) -> None:
    row = builders.allocation(builders.project(), "100")
    page = opened(anna, row.project)
    anna.post(address(row), {**opened(anna, row), "amount": "200"})
    refused = anna.post(address(row.project), {**page, "allocations-0-amount": "300"})
    sent = {**Form(refused.content.decode()).values, "_save_mine": "1"}
    assert anna.post(address(row.project), sent).status_code == 302
    row.refresh_from_db()
    assert row.amount == 300


def test_deleting_a_project_says_what_money_goes(anna: Client) -> None:
    row = builders.project()
    builders.allocation(row, "1200000")
    assert "1,200,000 DKK" in anna.get(address(row, "delete")).content.decode()


def test_a_project_tells_of_money_that_does_not_count(anna: Client) -> None:
    row = builders.project()
    builders.allocation(row, "100", currency="SEK")
    assert "P-1-A1 does not count: SEK without a rate." in anna.get(address(row)).content.decode()


def test_the_list_tells_not_stated_from_not_in_dkk(anna: Client) -> None:
    builders.allocation(builders.project("P-1"), "100", currency="SEK")
    builders.project("P-2")
    builders.allocation(builders.project("P-3"), "9484")
    page = anna.get(address(builders.project("P-4"), "changelist"))
    rows = page.context["cl"].result_list
    told = {row.reference: str(page.context["cl"].model_admin.budget(row)) for row in rows}
    assert told == {"P-1": "not in DKK", "P-2": "not stated", "P-3": "9,484", "P-4": "not stated"}


@pytest.mark.parametrize(
    ("amount", "language", "shown"),
    [
        ("9484", "en", "9,484"),
        ("9484", "da", "9.484"),
        ("900000.50", "da", "900.000,50"),
        ("1200000", "sv", "1\xa0200\xa0000"),
    ],
)
def test_the_list_of_allocations_shows_oere_only_where_there_are_some(
    anna: Client, amount: str, language: str, shown: str
) -> None:
    row = builders.allocation(builders.project(), amount)
    page = anna.get(address(row, "changelist"), headers={"accept-language": language}).content.decode()
    assert f'class="field-granted_amount">{shown}</td>' in page
    assert f'class="field-dkk">{shown}</td>' in page


def test_every_allocation_can_be_saved_as_it_stands(anna: Client, dokument8: None) -> None:
    for row in Allocation.objects.all():
        assert anna.post(address(row), opened(anna, row)).status_code == 302
        assert row.history.count() == 1


class TestTypedAmounts:
    """An amount is read in the person's language, or refused; and the person sees the stored amount."""

    def entered(self, client: Client, text: str, language: str, **more: str) -> Any:
        row = builders.allocation(builders.project(), "100")
        sent = {**opened(client, row), "amount": text, **more}
        return row, client.post(f"{address(row)}?lang={language}", sent, follow=True)

    @pytest.mark.parametrize(
        ("text", "language", "amount"),
        [
            ("900000,50", "da", "900000.50"),
            ("1.250.000", "da", "1250000"),
            ("1.250", "da", "1250"),
            ("1\u00a0250\u00a0000,50", "sv", "1250000.50"),
            ("1\u202f250\u202f000,50", "fi", "1250000.50"),
            ("1,250,000.50", "en", "1250000.50"),
            ("1250000", "is", "1250000"),
        ],
    )
    def test_an_amount_is_saved_as_the_language_writes_it(
        self, admin_client: Client, text: str, language: str, amount: str
    ) -> None:
        row, _answer = self.entered(admin_client, text, language)
        row.refresh_from_db()
        assert row.amount == Decimal(amount)

    def test_the_page_says_which_amount_was_saved(self, admin_client: Client) -> None:
        _row, answer = self.entered(admin_client, "900000,50", "en")
        assert "P-1-A1: 900,000.50 DKK" in answer.content.decode()

    def test_an_amount_with_two_readings_is_refused_with_both(self, admin_client: Client) -> None:
        row, answer = self.entered(admin_client, "1,250", "da")
        assert "1.250 eller 1,25" in answer.content.decode() or "1.250 or 1,25" in answer.content.decode()
        row.refresh_from_db()
        assert row.amount == 100

    def test_after_an_error_elsewhere_the_field_shows_the_amount_as_understood(self, admin_client: Client) -> None:
        _row, answer = self.entered(admin_client, "900000,50", "da", year="1850")
        assert 'value="900.000,50"' in answer.content.decode()

    def test_a_rate_takes_a_decimal_comma(self, admin_client: Client) -> None:
        rate = {"currency": "EUR", "rate": "7,4605", "rate_date": "2009-01-02", "rate_source": "ECB"}
        row, _answer = self.entered(admin_client, "1000", "da", **rate)
        row.refresh_from_db()
        assert row.rate == Decimal("7.4605")

    @pytest.mark.parametrize("text", ["maj 2025", "2025-05", "5/2025", "toukokuu 2025"])
    def test_a_date_is_taken_as_people_write_it(self, admin_client: Client, text: str) -> None:
        row, _answer = self.entered(admin_client, "100", "da", granted=text)
        row.refresh_from_db()
        assert str(row.granted) == "2025-05"


@pytest.mark.parametrize("model", [*admin.site._registry], ids=lambda model: model.__name__)
def test_no_form_has_a_number_input(anna: Client, model: Any) -> None:
    """A number input drops a decimal comma in some browsers: 900000,50 became 90000050."""
    answer = anna.get(address(model, "add"))
    assert 'type="number"' not in answer.content.decode()


class TestBringingBack:
    """A deleted project is restored whole: with its money, councils, partners and everything deleted with it."""

    @pytest.fixture
    def deleted(self, anna: Client) -> Project:
        row = builders.project("P-1", councils=["MR-A", "MR-B"], title_da="Tilbage")
        builders.allocation(row, "1200000", council=builders.council("MR-A"))
        builders.allocation(row, "50.50", currency="EUR", rate="7.45", rate_date="2009-01-02", rate_source="ECB")
        Partnership.objects.create(
            project=row, organisation=builders.organisation(), role="implementing", inferred=True, note="By its name"
        )
        Lineage.objects.create(project=row, earlier=builders.project("P-2"))
        EventProject.objects.create(event=builders.event(), project=row)
        self.before = self.everything()
        anna.post(address(row, "delete"), opened(anna, row, "delete"))
        assert not Project.objects.filter(reference="P-1").exists()
        assert not Allocation.objects.exists()
        return row

    @staticmethod
    def everything() -> dict[str, list[Any]]:
        models = (Project, Allocation, CouncilRole, Partnership, Lineage, EventProject)
        return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}

    @staticmethod
    def brought_back(client: Client, row: Project) -> Any:
        record = Project.history.filter(reference="P-1").earliest("history_id")
        page = reverse("admin:projects_project_simple_history", args=[record.id, record.history_id])
        return client.post(page, Form(client.get(page).content.decode()).values, follow=True)

    def test_everything_that_was_deleted_with_it_is_back_as_it_was(self, anna: Client, deleted: Project) -> None:
        answer = self.brought_back(anna, deleted)
        assert self.everything() == self.before
        # Two allocations, two councils, a partner, a follow-up, an event
        assert "7 rows that were deleted with it are back too." in answer.content.decode()
        assert {record.history_user.username for record in Allocation.history.filter(history_type="+")[:2]} == {"admin"}

    def test_what_has_lost_its_other_end_is_named(self, anna: Client, deleted: Project) -> None:
        CouncilRole.objects.all().delete()
        Organisation.objects.all().delete()
        answer = self.brought_back(anna, deleted)
        assert "Not brought back" in answer.content.decode()
        assert Allocation.objects.count() == 2
        assert not Partnership.objects.exists()

    def test_what_was_deleted_on_its_own_before_stays_away(self, anna: Client) -> None:
        row = builders.project("P-1")
        early = builders.allocation(row, "100")
        builders.allocation(row, "200")
        anna.post(address(early, "delete"), opened(anna, early, "delete"))
        anna.post(address(row, "delete"), opened(anna, row, "delete"))
        self.brought_back(anna, row)
        assert [str(one.amount) for one in Allocation.objects.all()] == ["200.00"]

    def test_an_older_state_of_a_project_that_exists_leaves_its_rows_alone(self, anna: Client) -> None:
        row = builders.project("P-1")
        gone = builders.allocation(row, "100")
        anna.post(address(gone, "delete"), opened(anna, gone, "delete"))
        self.brought_back(anna, row)
        assert not Allocation.objects.exists()


def test_lists_write_a_year_without_separators(admin_client: Client) -> None:
    builders.allocation(builders.project("P-1"), year=2026)
    builders.post("2026-4-2210")
    for name in ("allocation", "budgetpost"):
        page = admin_client.get(f"/admin/budgets/{name}/").content.decode()
        assert 'class="field-year">2026</td>' in page


@pytest.mark.django_db
def test_a_grant_without_a_project_is_refused_in_words(admin_client: Any) -> None:
    answer = admin_client.post("/admin/budgets/allocation/add/", {})
    assert answer.status_code == 200
    assert "This field is required." in answer.content.decode()
