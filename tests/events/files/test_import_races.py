"""One preview confirmed several times at once, and an event edited while a file is confirmed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from changes.models import Way
from changes.opened import changing
from events.choices import EventStatus
from events.files import import_views
from events.models import Event
from events.services import set_status
from tests.events.files.test_ics_import import AN_HOUR, TWO_DAYS, confirmed, contributor, ics, sent
from tests.parallel import Overtaking, at_once, in_a_thread, on_a_file

__all__ = ["contributor"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def separate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Returns a function. Once it is called, each thread has its own connection."""
    return lambda: on_a_file(tmp_path / "register.sqlite3", monkeypatch)


def test_a_preview_confirmed_four_times_at_once_is_one_save(contributor: Client, separate: Callable[[], None]) -> None:
    preview = sent(contributor, ics(TWO_DAYS, AN_HOUR))
    separate()
    answers = at_once(*[lambda: confirmed(contributor, preview)] * 4)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 302]
    shown = [answer.content.decode() for answer in answers if answer.status_code == 200]
    assert all("Nothing is left to confirm" in page for page in shown)
    assert in_a_thread(Event.objects.count) == 2


def test_a_file_does_not_undo_what_somebody_does_at_the_same_moment(
    contributor: Client, separate: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed(contributor, sent(contributor, ics(TWO_DAYS)))
    preview = sent(contributor, ics(TWO_DAYS.replace("victims", "rights")))
    separate()

    def cancel() -> None:
        with changing(way=Way.PAGE):
            set_status(event=Event.objects.select_for_update().get(), status=EventStatus.CANCELLED)

    second = Overtaking(cancel)
    monkeypatch.setattr(import_views, "apply", second.before(import_views.apply))
    assert in_a_thread(lambda: confirmed(contributor, preview)).status_code == 302
    second.end()
    event = in_a_thread(Event.objects.get)
    assert (event.title_en, event.status) == ("Conference on rights", "cancelled")
