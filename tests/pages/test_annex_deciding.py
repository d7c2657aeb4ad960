"""Deciding about an item of an annex: nothing is chosen for a person, nothing that was typed is lost, and what was
undone can be made again.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User

from budgets.models import Allocation
from changes.models import Change
from changes.undo import undo
from projects.models import Project
from readings.models import AnnexReading
from readings.register import register
from readings.rules.reader import read_annex
from tests.readings.test_annex_pages import filled_in, reading_of, save, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dokument8")]

TEXT = """Closed projects

1. Harbour lights
Type: project
Period: 2014-2015
Grant: 250,000 kr. (MR-S)

2. Quiet rooms
Type: seminar
Time: 3 May 2016
Grant: approximately 40,000 DKK

3. Open doors
Type: project
Grant: 90,000 DKK
It is co-financed by the European Union.
"""


@pytest.fixture
def chief(client: Any) -> Any:
    """An account that keeps projects and their money."""
    user = User.objects.create_superuser("chief")
    client.force_login(user)
    return user


def grant_of(reading: AnnexReading, number: int) -> str:
    """Returns the name of an item's grant in its form."""
    facts = reading.items[number - 1]["facts"]
    return next(f"grant-{at}" for at, fact in enumerate(facts) if fact["field"] == "grant")


def errors_of(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 400
    form = next(one["form"] for one in answer.context["items"] if one["problems"])
    return {name: list(errors) for name, errors in form.errors.items()}


def test_a_ticked_grant_without_a_currency_is_not_made_one_in_danish_kroner(client: Any, chief: Any) -> None:
    reading = reading_of(client, TEXT)
    grant = grant_of(reading, 1)
    answer = save(client, reading, 1, **{f"take-{grant}": "on"})
    assert errors_of(answer) == {f"currency-{grant}": ["Choose one of these."]}
    assert "Currency: Choose one of these." in answer.content.decode()
    save(client, reading, 1, **{f"take-{grant}": "on", f"currency-{grant}": "SEK"})
    assert Allocation.objects.get(project__title_en="Harbour lights").currency == "SEK"


def test_a_scope_that_has_to_be_decided_is_not_the_whole_budget_by_itself(client: Any, chief: Any) -> None:
    reading = reading_of(client, TEXT)
    grant = grant_of(reading, 3)
    answer = save(client, reading, 3, **{f"take-{grant}": "on"})
    assert errors_of(answer) == {f"scope-{grant}": ["Choose one of these."]}
    save(client, reading, 3, **{f"take-{grant}": "on", f"scope-{grant}": "share"})
    assert Allocation.objects.get(project__title_en="Open doors").scope == "share"


def test_a_ticked_grant_without_an_amount_is_refused(client: Any, chief: Any) -> None:
    reading = reading_of(client, TEXT)
    grant = grant_of(reading, 2)
    answer = save(client, reading, 2, **{f"take-{grant}": "on", f"amount-{grant}": ""})
    assert errors_of(answer) == {f"amount-{grant}": ["Write the amount, or take the tick away."]}


def test_a_grant_that_was_filled_in_and_not_ticked_is_asked_about(client: Any, chief: Any) -> None:
    reading = reading_of(client, TEXT)
    grant = grant_of(reading, 1)
    answer = save(client, reading, 1, **{f"currency-{grant}": "DKK"})
    words = "You changed this and did not tick it. Tick it, or put back what was here."
    assert errors_of(answer) == {f"currency-{grant}": [words]}
    assert not Project.objects.filter(title_en="Harbour lights").exists()
    assert save(client, reading, 1).status_code == 302


@pytest.mark.parametrize("typed", ["8.5.2027", "2027-05-08", "8 May 2027"])
def test_a_date_is_typed_as_a_person_writes_it(client: Any, chief: Any, typed: str) -> None:
    reading = reading_of(client, TEXT)
    save(client, reading, 1, ends=typed)
    assert str(Project.objects.get(title_en="Harbour lights").ends) == "2027-05-08"


def test_a_date_that_is_none_is_named_at_its_field_and_the_page_opens_there(client: Any, chief: Any) -> None:
    reading = reading_of(client, TEXT)
    answer = save(client, reading, 1, ends="31.2.2025")
    assert list(errors_of(answer)) == ["ends"]
    page = answer.content.decode()
    assert "End: " in page
    assert 'id="problems-1"' in page
    assert f'action="/annexes/{reading.uid}/items/1/#problems-1"' in page


def test_one_tick_takes_a_date_that_has_to_be_decided(client: Any, chief: Any) -> None:
    text = TEXT.replace("Period: 2014-2015", "An evaluation of the project came out in 2014.")
    reading = reading_of(client, text)
    dates = {one["field"]: one["value"] for one in reading.items[0]["facts"] if one["field"] in ("starts", "ends")}
    assert dates, "the text has no date to decide"
    name, value = next(iter(dates.items()))
    save(client, reading, 1)
    assert getattr(Project.objects.get(title_en="Harbour lights"), name) is None
    again = reading_of(client, text + " ")
    save(client, again, 1, **{f"take-{name}": "on", "another": "on"})
    assert str(getattr(Project.objects.filter(title_en="Harbour lights").latest("pk"), name)) == value


def test_an_item_whose_project_was_undone_can_be_saved_again_under_another_reference(client: Any, chief: Any) -> None:
    reading = reading_of(client, TEXT)
    sent = filled_in(client, reading, 1)
    client.post(f"/annexes/{reading.uid}/items/1/", sent)
    first = Project.objects.get(title_en="Harbour lights").reference
    undo(change=Change.objects.latest("number"), actor=chief, reason="a mistake")
    assert client.post(f"/annexes/{reading.uid}/items/1/", sent).status_code == 302
    again = Project.objects.get(title_en="Harbour lights")
    assert again.reference != first
    assert f"/annexes/{reading.uid}/#m-item-1" in client.get(again.get_absolute_url()).content.decode()


def test_the_page_counts_what_is_saved_and_folds_it(client: Any, chief: Any) -> None:
    reading = reading_of(client, TEXT)
    assert "0 of 3 saved" in " ".join(client.get(f"/annexes/{reading.uid}/").content.decode().split())
    save(client, reading, 2)
    page = " ".join(client.get(f"/annexes/{reading.uid}/").content.decode().split())
    assert "1 of 3 saved" in page
    assert page.count("<summary>What was read</summary>") == 1


def test_a_name_that_the_register_lacks_is_not_said_to_be_missing_in_the_text(client: Any, chief: Any) -> None:
    reading = reading_of(client, TEXT.replace("(MR-S)", "(MR-A)"))
    page = client.get(f"/annexes/{reading.uid}/").content.decode()
    assert "The text names none that the register has." in page


def test_a_saved_item_is_not_rejected_from_another_window(client: Any, chief: Any) -> None:
    reading = reading_of(client, TEXT)
    save(client, reading, 1)
    answer = client.post(f"/annexes/{reading.uid}/items/1/", {"aside": "1"}, follow=True)
    assert "A project was already made of this item." in answer.content.decode()
    assert "Take it back" not in answer.content.decode()


def test_the_same_text_leads_to_the_annex_from_which_projects_came(client: Any, chief: Any) -> None:
    first = reading_of(client, TEXT)
    save(client, first, 1)
    anew = read_annex(first.pages, register()).items[0]
    assert "same_as" in {fact.field for fact in anew.facts}, "the reading is another one now"
    answer = send(client, text=TEXT)
    assert answer.url == f"/annexes/{first.uid}/"
    assert AnnexReading.objects.count() == 1
