"""What the outbox keeps, and what a letter says."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Preference
from budgets.models import Allocation
from budgets.totals import figures_of
from changes.undo import undo
from events.models import Contributor
from letters import content
from letters.choices import Rhythm, State
from letters.models import Following, Letter, Notice
from projects.models import Contact, Organisation, Partnership, Project
from tests import builders
from tests.letters.conftest import change, following, letters_of_today, only_section, view_of

pytestmark = pytest.mark.django_db


def set_status(status: str, *references: str) -> None:
    Project.objects.filter(reference__in=references or ["P-1"]).update(status=status)


def names(section: Any) -> list[tuple[str, str]]:
    return [(item["name"], item["news"]) for item in section["items"]]


# The outbox


def test_a_change_of_a_project_is_noticed_for_those_whom_it_concerns(anna: Any, bo: Any) -> None:
    one, two = builders.project("P-1"), builders.project("P-2")
    body = builders.organisation("body")
    Partnership.objects.create(project=one, organisation=body, role="hosting")
    concerned = {following(anna, one), following(bo, view_of(bo)), following(bo, body)}
    following(anna, two)
    following(anna, builders.organisation("other"))
    number = change(lambda: set_status("ongoing")).number
    assert {notice.following for notice in Notice.objects.all()} == concerned
    assert {notice.change_id for notice in Notice.objects.all()} == {number}


def test_money_of_a_project_is_noticed(anna: Any) -> None:
    one = builders.project("P-1")
    following(anna, one)
    change(lambda: builders.allocation(one, "100.00"))
    assert Notice.objects.count() == 1


def test_a_partner_that_is_removed_is_noticed_for_its_followers(anna: Any) -> None:
    partnership = Partnership.objects.create(
        project=builders.project("P-1"), organisation=builders.organisation("body"), role="hosting"
    )
    following(anna, builders.organisation("body"))
    change(partnership.delete)
    assert Notice.objects.count() == 1


def test_a_change_that_fails_leaves_no_notice(anna: Any) -> None:
    following(anna, builders.project("P-1"))

    def fail() -> None:
        set_status("ongoing")
        assert 1 // 0

    with pytest.raises(ZeroDivisionError):
        change(fail)
    assert not Notice.objects.exists()


def test_a_change_of_other_records_costs_no_query_of_followings(anna: Any) -> None:
    following(anna, builders.project("P-1"))
    with CaptureQueriesContext(connection) as queries:
        change(lambda: builders.council("MR-X"))
    assert not [query for query in queries if "letters_" in query["sql"]]


def test_a_thousand_records_and_two_hundred_followings_take_four_queries(django_user_model: Any) -> None:
    builders.projects(1000)
    people = [django_user_model.objects.create_user(f"person{number}") for number in range(50)]
    body = builders.organisation("body")
    Partnership.objects.create(project=Project.objects.get(reference="P-7"), organisation=body, role="hosting")
    for person in people:
        view = view_of(person)
        Following.objects.create(user=person, kind="view", view=view)
        Following.objects.create(user=person, kind="organisation", row=body.pk)
        for reference in ("P-1", "P-999"):
            Following.objects.create(user=person, kind="project", row=Project.objects.get(reference=reference).pk)
    with CaptureQueriesContext(connection) as queries:
        change(lambda: Project.objects.update(status="ongoing"))
    ours = [query["sql"] for query in queries if "letters_" in query["sql"] or "projects_organisation" in query["sql"]]
    # Beside the reading of the records before and after: is an organisation followed, which, by whom, and the notices
    assert sum("letters_" in sql for sql in ours) == 3
    assert Notice.objects.count() == 200


# What a letter says


def test_a_letter_says_what_changed_and_how_the_total_moved(anna: Any) -> None:
    one = builders.project("P-1", title_en="Safe house")
    builders.allocation(one, "12000000.00")
    following(anna, view_of(anna))
    change(lambda: builders.allocation(one, "200000.00"), actor=anna, reason="Decided in May")
    (letter,) = letters_of_today()
    section = only_section(letter)
    assert letter.content["title"] == "1 project changed"
    assert section["title"] == "Mine"
    assert section["path"] == "/projects/"
    assert section["total"] == {
        "before": "12000000.00",
        "after": "12200000.00",
        "words": "12,000,000 → 12,200,000 DKK, +200,000",
    }
    (item,) = section["items"]
    assert (item["name"], item["news"], item["path"]) == ("P-1 Safe house", "changed", "/projects/P-1/")
    (said,) = item["changes"]
    assert (said["by"], said["reason"]) == ("Anna", "Decided in May")
    assert said["lines"][0].startswith("Allocation added: P-1-A2, 200,000 DKK")
    assert not Notice.objects.exists()


def test_a_total_that_was_not_stated_is_not_subtracted(anna: Any) -> None:
    one = builders.project("P-1")
    following(anna, one)
    change(lambda: builders.allocation(one, "500.00"))
    assert only_section(*letters_of_today())["total"]["words"] == "not stated → 500 DKK"


def test_the_next_letter_counts_from_the_last(anna: Any) -> None:
    one = builders.project("P-1")
    builders.allocation(one, "100.00")
    following(anna, one)
    today = date(2026, 5, 4)
    for day, amount, words in ((0, "20.00", "100 → 120 DKK, +20"), (1, "5.00", "120 → 125 DKK, +5")):
        change(lambda amount=amount: builders.allocation(one, amount))
        (letter,) = letters_of_today(today=today + timedelta(days=day))
        assert only_section(letter)["total"]["words"] == words
        assert len(only_section(letter)["items"][0]["changes"]) == 1


def test_projects_that_enter_and_leave_a_view_are_news(anna: Any) -> None:
    for reference, status in (("P-1", "closed"), ("P-2", "ongoing"), ("P-3", "ongoing"), ("P-4", "closed")):
        builders.project(reference, status=status)
    following(anna, view_of(anna, "status=ongoing"))

    def write() -> None:
        set_status("ongoing", "P-1")
        set_status("closed", "P-2")
        Project.objects.filter(reference__in=["P-3", "P-4"]).update(kind="study")

    change(write)
    assert names(only_section(*letters_of_today())) == [
        ("P-1 P-1", "now in this view"),
        ("P-2 P-2", "no longer in this view"),
        ("P-3 P-3", "changed"),
    ]


def test_a_change_outside_of_the_view_makes_no_letter(anna: Any) -> None:
    builders.project("P-1", status="closed")
    following(anna, view_of(anna, "status=ongoing"))
    change(lambda: Project.objects.update(kind="study"))
    assert letters_of_today() == []
    assert not Notice.objects.exists()


def test_a_view_of_allocations_counts_its_own_allocations(anna: Any) -> None:
    one = builders.project("P-1")
    council = builders.council("MR-S")
    builders.allocation(one, "70.00")
    following(anna, view_of(anna, "paid_by=MR-S", page="allocations"))
    change(lambda: builders.allocation(one, "30.00", council=council))
    section = only_section(*letters_of_today())
    assert section["total"]["words"] == "not stated → 30 DKK"
    assert names(section) == [("P-1 P-1", "now in this view")]


def test_a_deleted_project_is_told_and_comes_back_with_its_following(anna: Any) -> None:
    one = builders.project("P-1", title_en="Safe house")
    builders.allocation(one, "100.00")
    following(anna, one)
    deletion = change(lambda: Project.objects.get().delete() and None)
    (letter,) = letters_of_today(today=date(2026, 5, 4))
    section = only_section(letter)
    assert names(section) == [("Project P-1 Safe house", "deleted")]
    assert section["total"]["words"] == "100 → not stated"
    undo(change=deletion)
    (letter,) = letters_of_today(today=date(2026, 5, 5))
    assert names(only_section(letter)) == [("P-1 Safe house", "created")]


def test_an_organisation_has_its_projects_and_itself_in_the_letter(anna: Any) -> None:
    one, body = builders.project("P-1"), builders.organisation("body")
    Partnership.objects.create(project=one, organisation=body, role="hosting")
    builders.project("P-2")
    builders.allocation(one, "10.00")
    following(anna, body)

    def write() -> None:
        Organisation.objects.update(name_en="Body of the North", slug="body-north")
        Project.objects.update(status="ongoing")

    change(write)
    section = only_section(*letters_of_today())
    assert section["title"] == "Body of the North"
    assert names(section) == [("Organisation Body of the North", "changed"), ("P-1 P-1", "changed")]


def test_only_staff_read_who_changed_it_and_why(anna: Any, bo: Any) -> None:
    following(bo, builders.project("P-1"))
    change(lambda: set_status("ongoing"), actor=anna, reason="Secret")
    (letter,) = letters_of_today()
    (said,) = only_section(letter)["items"][0]["changes"]
    assert (said["by"], said["reason"]) == ("", "")
    assert "Anna" not in str(letter.content)
    assert "Secret" not in str(letter.content)


def test_contacts_are_in_no_letter(anna: Any) -> None:
    body = builders.organisation("body")
    following(anna, body)
    change(lambda: Contact.objects.create(organisation=body, post="Head", person="Liv Hansen"))
    assert letters_of_today() == []


def test_a_letter_is_in_the_language_of_the_person(anna: Any) -> None:
    Preference.objects.create(user=anna, language="da")
    one = builders.project("P-1", title_en="House", title_da="Hus")
    builders.allocation(one, "1200000.00")
    following(anna, one)
    change(lambda: builders.allocation(one, "1000.00"))
    (letter,) = letters_of_today()
    section = only_section(letter)
    assert letter.language == "da"
    assert section["title"] == "P-1 Hus"
    assert section["total"]["words"] == "1.200.000 → 1.201.000 DKK, +1.000"
    assert section["items"][0]["changes"][0]["lines"][0].startswith("Bevilling")


def test_titles_become_one_plain_line(anna: Any) -> None:
    one = builders.project("P-1")
    following(anna, one)
    change(lambda: Project.objects.update(title_en="a\r\nBcc: x@example.org\u202e\x0b\ufffe<b>"))
    assert only_section(*letters_of_today())["title"] == "P-1 a Bcc: x@example.org <b>"


# When


def test_there_is_one_letter_a_day_and_the_rest_waits(anna: Any) -> None:
    following(anna, builders.project("P-1"))
    today = date(2026, 5, 6)
    change(lambda: set_status("ongoing"))
    assert len(letters_of_today(today=today)) == 1
    change(lambda: Project.objects.update(kind="study"))
    assert letters_of_today(today=today) == []
    (letter,) = letters_of_today(today=today + timedelta(days=1))
    assert len(only_section(letter)["items"][0]["changes"]) == 1


def test_a_weekly_letter_comes_once_a_week(anna: Any) -> None:
    following(anna, builders.project("P-1"), "weekly")
    change(lambda: set_status("ongoing"))
    assert letters_of_today(Rhythm.DAILY) == []
    wednesday = date(2026, 5, 6)
    (letter,) = letters_of_today(Rhythm.WEEKLY, wednesday)
    assert letter.period == date(2026, 5, 4)
    change(lambda: Project.objects.update(kind="study"))
    assert letters_of_today(Rhythm.WEEKLY, date(2026, 5, 10)) == []
    assert len(letters_of_today(Rhythm.WEEKLY, date(2026, 5, 11))) == 1


# Who


def test_a_view_that_is_no_longer_shared_gives_nothing(anna: Any, django_user_model: Any) -> None:
    carl = django_user_model.objects.create_user("carl", is_staff=True)
    view = view_of(anna, shared=True)
    builders.project("P-1")
    following(carl, view)
    view.shared = False
    view.save()
    change(lambda: set_status("ongoing"))
    assert letters_of_today() == []
    assert not Notice.objects.exists()


def test_deactivated_people_and_contributors_get_nothing(anna: Any, bo: Any) -> None:
    one = builders.project("P-1")
    following(anna, one)
    following(bo, one)
    change(lambda: set_status("ongoing"))
    anna.is_active = False
    anna.save()
    Contributor.objects.create(user=bo, organisation=builders.organisation("body"))
    assert letters_of_today() == []
    change(lambda: Project.objects.update(kind="study"))
    assert not Notice.objects.filter(following__user=anna).exists()


def test_a_view_whose_filters_became_invalid_says_so_once(anna: Any) -> None:
    one = builders.project("P-1")
    Partnership.objects.create(project=one, organisation=builders.organisation("body"), role="hosting")
    following(anna, view_of(anna, "partner=body"))
    change(lambda: Partnership.objects.all().delete())
    section = only_section(*letters_of_today(today=date(2026, 5, 4)))
    assert section["note"] == "The filters of this view are not valid any more."
    assert names(section) == [("P-1 P-1", "no longer in this view")]
    change(lambda: Project.objects.update(kind="study"))
    assert letters_of_today(today=date(2026, 5, 5)) == []


def test_without_a_mail_server_letters_are_to_read_only(anna: Any, settings: Any) -> None:
    settings.SENDS_MAIL = False
    following(anna, builders.project("P-1"))
    change(lambda: set_status("ongoing"))
    (letter,) = letters_of_today()
    assert letter.state == State.READABLE


def test_a_letter_names_50_projects_and_counts_the_rest(anna: Any) -> None:
    for number in range(60):
        builders.project(f"P-{number}")
    following(anna, view_of(anna))
    change(lambda: Project.objects.update(kind="study"))
    (letter,) = letters_of_today()
    section = only_section(letter)
    assert (len(section["items"]), section["more"]) == (50, 10)
    assert letter.content["title"] == "60 projects changed"


def test_letters_and_followings_end_with_the_account(anna: Any) -> None:
    following(anna, builders.project("P-1"))
    change(lambda: set_status("ongoing"))
    letters_of_today()
    anna.delete()
    assert not Letter.objects.exists()
    assert not Following.objects.exists()


# All of them together


@pytest.mark.parametrize("seed", range(4))
def test_every_change_is_in_one_letter_and_the_totals_add_up(
    anna: Any, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "MOST_CHANGES", 100)
    dice = Random(seed)
    projects = [builders.project(f"P-{number}", status="ongoing") for number in range(3)]
    builders.allocation(projects[0], "100.00")
    following(anna, view_of(anna, "status=ongoing"))
    expected: dict[int, str] = {}
    today, letters = date(2026, 5, 4), list[Letter]()
    for _step in range(25):
        if dice.random() < 0.3:
            today += timedelta(days=1)
            letters += letters_of_today(today=today)
            continue
        project = dice.choice(projects)
        # The view keeps all three, so every change belongs into a letter
        number = change(lambda of=project: builders.allocation(of, f"{dice.randrange(1, 99)}.00")).number
        expected[number] = f"{project.reference} {project.reference}"
    letters += letters_of_today(today=today + timedelta(days=1))
    told = [
        (said["number"], item["name"])
        for letter in letters
        for item in only_section(letter)["items"]
        for said in item["changes"]
    ]
    assert sorted(told) == sorted(expected.items())
    totals = [only_section(letter)["total"] for letter in letters]
    assert [total["before"] for total in totals] == ["100.00", *(total["after"] for total in totals[:-1])]
    assert totals[-1]["after"] == str(figures_of(Allocation.objects.all()).budget_dkk)
