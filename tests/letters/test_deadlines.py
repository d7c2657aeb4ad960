"""Letters about deadlines: 30, 7 and 0 days before, and weekly when late. Each step comes once, and only if open."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Preference
from budgets.models import Fund
from letters import making
from letters.choices import Rhythm, State
from letters.models import Following, Letter, Notice, Reminder
from letters.sending import send_letters
from projects.models import Partnership, Project
from tests import builders
from tests.letters.conftest import change, following, letters_of_today, only_section, view_of
from tests.parallel import at_once, in_a_thread, on_a_file

pytestmark = pytest.mark.django_db

DUE = date(2026, 6, 30)


@pytest.fixture
def project() -> Any:
    """A project whose contract asks for a final report on 30 June 2026."""
    grant = builders.allocation(builders.project("P-1", title_en="Safe house"), "1000.00", fund=fund())
    builders.contract(grant).reports_due.create(kind="final", day=DUE)
    return grant.project


def fund() -> Fund:
    return Fund.objects.get_or_create(slug="fund", defaults={"name_en": "The fund"})[0]


def words(day: date) -> list[str]:
    """Returns what the letters of a day say about deadlines."""
    letters = letters_of_today(today=day)
    sections = [section for letter in letters for section in letter.content["sections"]]
    return [row["words"] for section in sections for row in section["deadlines"]]


AHEAD = "Final report, P-1-K1, due on 30 June 2026"
LATE = "Late: Final report, P-1-K1, was due on 30 June 2026"


def test_a_letter_comes_30_7_and_0_days_before_and_weekly_when_late(anna: Any, project: Any) -> None:
    following(anna, project)
    told = {}
    for days in range(-31, 24):
        if said := words(DUE + timedelta(days=days)):
            told[days] = said
    # 30 June 2026 is a Tuesday: the letters about what is late come on Mondays
    assert told == {-30: [AHEAD], -7: [AHEAD], 0: [AHEAD], 1: [LATE], 6: [LATE], 13: [LATE], 20: [LATE]}


def test_what_is_late_comes_together_in_one_letter_of_a_week(anna: Any, project: Any) -> None:
    contract = project.contracts.get()
    contract.reports_due.create(kind="accounts", day=DUE + timedelta(days=3))
    following(anna, project)
    days = (DUE + timedelta(days=number) for number in range(5, 33))
    told = {f"{day:%a %d}": len(said) for day in days if (said := words(day))}
    # The first letter names both; from then on there is one letter a week, and it names both
    assert told == {"Sun 05": 2, "Mon 06": 1, "Mon 13": 2, "Mon 20": 2, "Mon 27": 2}


def test_after_days_without_letters_only_the_present_step_comes(anna: Any, project: Any) -> None:
    following(anna, project)
    assert words(DUE - timedelta(days=3)) == [AHEAD]
    assert words(DUE - timedelta(days=2)) == []
    assert words(DUE + timedelta(days=41)) == [LATE]
    assert words(DUE + timedelta(days=42)) == []


def test_what_is_met_needs_no_letter_and_what_moves_begins_anew(anna: Any, project: Any) -> None:
    following(anna, project)
    assert words(DUE - timedelta(days=7)) == [AHEAD]
    contract = project.contracts.get()
    contract.reports_due.update(day=DUE + timedelta(days=3))
    assert words(DUE - timedelta(days=4)) == ["Final report, P-1-K1, due on 3 July 2026"]
    grant = project.allocations.get()
    builders.entry(grant, "report-received", str(DUE), report="final")
    assert words(DUE + timedelta(days=3)) == []


def test_the_end_of_a_contract_is_never_late(anna: Any) -> None:
    grant = builders.allocation(builders.project("P-1"), "1000.00")
    builders.contract(grant, ends=DUE)
    following(anna, grant.project)
    assert words(DUE) == ["End of the contract, P-1-K1 on 30 June 2026"]
    assert words(DUE + timedelta(days=1)) == []


def test_followers_of_an_organisation_a_fund_and_a_view_get_it_each_once(
    anna: Any, project: Any, django_user_model: Any
) -> None:
    body = builders.organisation("body")
    Partnership.objects.create(project=project, organisation=body, role="hosting")
    people = [django_user_model.objects.create_user(name) for name in ("one", "two", "three", "four")]
    for person, thing in zip(people, (body, fund(), view_of(people[2]), project), strict=True):
        following(person, thing)
    # Somebody who follows all four reads of it once, in one letter
    for thing in (project, body, fund(), view_of(anna, name="All")):
        following(anna, thing)
    following(django_user_model.objects.create_user("other"), builders.project("P-2"))
    letters = letters_of_today(today=DUE)
    assert [letter.content["title"] for letter in letters] == ["1 deadline"] * 5
    assert {letter.user.username for letter in letters} == {"anna", "one", "two", "three", "four"}
    assert Reminder.objects.count() == 5


def test_a_follower_of_a_fund_reads_of_changes_of_its_projects(anna: Any, project: Any) -> None:
    following(anna, fund())
    change(lambda: Project.objects.update(status="ongoing"))
    (letter,) = letters_of_today(today=DUE - timedelta(days=90))
    assert only_section(letter)["title"] == "The fund"
    assert [item["name"] for item in only_section(letter)["items"]] == ["P-1 Safe house"]
    change(lambda: Project.objects.get().allocations.update(fund=None))
    # The project left the fund by this change
    assert Notice.objects.count() == 1


def test_changes_and_deadlines_come_in_one_letter(anna: Any, project: Any) -> None:
    following(anna, project)
    change(lambda: Project.objects.update(status="ongoing"))
    (letter,) = letters_of_today(today=DUE)
    assert letter.content["title"] == "1 project changed, 1 deadline"
    assert len(letter.content["sections"]) == 1


def test_a_deadline_does_not_wait_for_the_weekly_letter_and_takes_no_changes_from_it(anna: Any, project: Any) -> None:
    following(anna, project, "weekly")
    change(lambda: Project.objects.update(status="ongoing"))
    (daily,) = letters_of_today(today=DUE)
    assert (daily.content["title"], only_section(daily)["items"]) == ("1 deadline", [])
    (weekly,) = letters_of_today(Rhythm.WEEKLY, today=DUE)
    assert weekly.content["title"] == "1 project changed"


def test_a_following_without_deadlines_names_none(anna: Any, project: Any) -> None:
    row = following(anna, project)
    browser = Client()
    browser.force_login(anna)
    path = f"/letters/followings/{row.pk}/deadlines/"
    assert browser.post(path, {"deadlines": "off"}).status_code == 302
    assert words(DUE) == []
    assert "deadlines, too" not in browser.get("/letters/").content.decode()
    browser.post(path, {"deadlines": "on"})
    assert "deadlines, too" in browser.get("/letters/").content.decode()
    assert words(DUE) == [AHEAD]
    assert browser.post(path, {"deadlines": "perhaps"}).status_code == 400
    assert browser.get(path).status_code == 405


def test_nobody_switches_the_deadlines_of_another_person(anna: Any, bo: Any, project: Any) -> None:
    row = following(anna, project)
    browser = Client()
    browser.force_login(bo)
    assert browser.post(f"/letters/followings/{row.pk}/deadlines/", {"deadlines": "off"}).status_code == 404
    assert Following.objects.get().deadlines


def test_a_letter_about_deadlines_is_in_the_language_of_its_reader(anna: Any, project: Any) -> None:
    Preference.objects.create(user=anna, language="da")
    following(anna, project)
    (said,) = words(DUE)
    assert "Slutrapport, P-1-K1" in said


# Sending


def test_a_deadline_that_is_met_before_the_letter_leaves_is_not_sent(anna: Any, project: Any, settings: Any) -> None:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "oversigt@example.org"
    today = timezone.localdate()
    project.contracts.get().reports_due.update(day=today)
    following(anna, project)
    change(lambda: Project.objects.update(status="ongoing"))
    (letter,) = letters_of_today()
    assert letter.content["title"] == "1 project changed, 1 deadline"
    builders.entry(project.allocations.get(), "report-received", str(today), report="final")
    send_letters()
    (message,) = mail.outbox
    assert message.subject == "Oversigt: 1 project changed"
    assert "Final report" not in message.body


def test_a_letter_about_nothing_but_a_met_deadline_is_not_sent(anna: Any, project: Any, settings: Any) -> None:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "oversigt@example.org"
    today = timezone.localdate()
    project.contracts.get().reports_due.update(day=today)
    following(anna, project)
    (letter,) = letters_of_today()
    builders.entry(project.allocations.get(), "report-received", str(today), report="final")
    send_letters()
    letter.refresh_from_db()
    assert (letter.state, mail.outbox) == (State.STOPPED, [])


def test_the_mail_leads_to_the_contract(anna: Any, project: Any, settings: Any) -> None:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "oversigt@example.org"
    settings.SITE_URL = "https://oversigt.example.org"
    project.contracts.get().reports_due.update(day=timezone.localdate())
    following(anna, project)
    call_command("send_letters", verbosity=0)
    (message,) = mail.outbox
    assert "https://oversigt.example.org/projects/P-1/#P-1-K1" in message.body
    assert 'href="https://oversigt.example.org/projects/P-1/#P-1-K1"' in message.alternatives[0].content


@pytest.mark.django_db(transaction=True)
def test_two_commands_and_a_restart_name_a_step_once(
    anna: Any, project: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    following(anna, project)
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)

    def make() -> None:
        making.make_letters(rhythm=Rhythm.DAILY, today=DUE)

    at_once(make, make, make)
    # A later day of the same step, as after a restart
    in_a_thread(lambda: making.make_letters(rhythm=Rhythm.DAILY, today=DUE))
    assert in_a_thread(lambda: (Letter.objects.count(), Reminder.objects.count())) == (1, 1)


def test_a_letter_that_fails_leaves_its_step_for_the_next(
    anna: Any, project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    following(anna, project)
    real = making.letter_of

    def fail(_sections: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(making, "letter_of", fail)
    with pytest.raises(ZeroDivisionError):
        letters_of_today(today=DUE)
    assert not Reminder.objects.exists()
    monkeypatch.setattr(making, "letter_of", real)
    assert words(DUE) == [AHEAD]
