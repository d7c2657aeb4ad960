"""Several people save one event at once, and one person sends a form several times: nothing is lost or doubled."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from events import services
from events.models import Event
from projects.models import Organisation, SentForm
from tests import builders
from tests.events.test_entry import NEW, account, given, opened, own_event
from tests.parallel import Overtaking, at_once, in_a_thread, on_a_file

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def separate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Returns a function; from its call on, each thread has its own connection."""
    return lambda: on_a_file(tmp_path / "register.sqlite3", monkeypatch)


def staff() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("boss"))
    return client


def the_event(slug: str = "own") -> Event:
    return in_a_thread(lambda: Event.objects.get(slug=slug))


def test_of_two_saves_at_once_the_later_is_told_of_the_earlier(
    separate: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    body, boss, event = account("body"), staff(), own_event()
    address = f"{event.get_absolute_url()}edit/"
    theirs, mine = {**opened(boss, event), "title": "By staff"}, {**opened(body, event), "title": "By body"}
    separate()
    second = Overtaking(lambda: boss.post(address, theirs))
    monkeypatch.setattr(services, "save_entry", second.before(services.save_entry))
    first = in_a_thread(lambda: body.post(address, mine))
    assert (first.status_code, second.end().status_code) == (302, 400)
    assert "was changed by of-body" in second.end().content.decode()
    assert the_event().title_en == "By body"


def test_an_event_that_somebody_is_changing_is_not_confirmed_as_it_was(
    separate: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    body, boss, event = account("body"), staff(), own_event(status="tentative")
    address = event.get_absolute_url()
    moved = {**opened(body, event), "starts": "2030-06-01"}
    seen = {"opened": boss.get(address).context["event"].history.latest("history_id").history_id}
    separate()
    second = Overtaking(lambda: boss.post(f"{address}confirm/", seen, follow=True))
    monkeypatch.setattr(services, "save_entry", second.before(services.save_entry))
    assert in_a_thread(lambda: body.post(f"{address}edit/", moved)).status_code == 302
    assert "Somebody changed “own” meanwhile." in second.end().content.decode()
    assert (the_event().status, str(the_event().starts)) == ("tentative", "2030-06-01")


def test_an_event_that_is_just_confirmed_is_not_changed_unseen(
    separate: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    body, boss, event = account("body"), staff(), own_event(status="tentative")
    address = event.get_absolute_url()
    moved = {**opened(body, event), "starts": "2030-06-01"}
    seen = {"opened": event.history.latest("history_id").history_id}
    separate()
    second = Overtaking(lambda: body.post(f"{address}edit/", moved))
    monkeypatch.setattr(services, "set_status", second.before(services.set_status))
    assert in_a_thread(lambda: boss.post(f"{address}confirm/", seen)).status_code == 302
    assert second.end().status_code == 400
    assert (the_event().status, str(the_event().starts)) == ("confirmed", "2030-05-10")


def test_the_same_form_sent_four_times_at_once_saves_once(separate: Callable[[], None]) -> None:
    body = account("body")
    form = given(form_key=key_on(body, NEW), in_spite="on")
    separate()
    answers = at_once(*[lambda: body.post(NEW, form)] * 4)
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/calendar/events/network-meeting/")
    }
    assert in_a_thread(Event.objects.count) == 1


def test_a_second_sending_says_that_the_form_was_sent_already() -> None:
    body = account("body")
    form = given(form_key=key_on(body, NEW))
    assert body.post(NEW, form).status_code == 302
    page = body.post(NEW, form, follow=True).content.decode()
    assert "This form was sent already. This is what it saved." in page
    assert "<h1" in page
    assert Event.objects.count() == 1


def test_a_form_that_was_refused_is_corrected_and_sent_with_its_key() -> None:
    body = account("body")
    form = given(form_key=key_on(body, NEW))
    assert body.post(NEW, {**form, "title": ""}).status_code == 400
    assert not SentForm.objects.exists()
    assert body.post(NEW, form).status_code == 302


def test_two_people_enter_events_of_one_name_at_once(separate: Callable[[], None]) -> None:
    clients = [account(name) for name in ("body", "other", "third", "fourth")]
    separate()
    answers = at_once(*[lambda client=client: client.post(NEW, given()) for client in clients])
    assert [answer.status_code for answer in answers] == [302] * 4
    assert len({answer["Location"] for answer in answers}) == 4


def test_the_add_pages_of_the_editing_side_save_once(separate: Callable[[], None]) -> None:
    boss, address = staff(), "/admin/projects/organisation/add/"
    page = boss.get(address)
    form = {"name_en": "New body", "slug": "new-body", "form_key": key_in(page), **no_rows(page)}
    separate()
    answers = at_once(*[lambda: boss.post(address, form)] * 4)
    assert [answer.status_code for answer in answers] == [302] * 4
    assert in_a_thread(Organisation.objects.filter(slug="new-body").count) == 1


def test_old_keys_are_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    body = account("body")
    body.post(NEW, given(form_key=key_on(body, NEW)))
    SentForm.objects.update(sent_at="2020-01-01T00:00Z")
    builders.organisation("other")
    body.post(NEW, given(title="Another", starts="2031-01-01", form_key=key_on(body, NEW)))
    assert [sent.saved_as for sent in SentForm.objects.all()] == ["/calendar/events/another/"]


def key_on(client: Client, address: str) -> str:
    return key_in(client.get(address))


def key_in(page: Any) -> str:
    return str(page.content.decode().partition('name="form_key" value="')[2].partition('"')[0])


def no_rows(page: Any) -> dict[str, Any]:
    """Returns the management forms of an admin page without inline rows."""
    found: dict[str, Any] = {}
    for inline in page.context["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        found |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return found
