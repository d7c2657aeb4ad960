"""The dated events of the sources, as a person read them line by line."""

import pytest

from events.models import Event
from projects.models import Document, Project

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dokument8")]

# By time: slug, start, end, place, project. Dates are as exact as the text: a month only where the text names one.
READ: list[tuple[str, str, str | None, str | None, str | None]] = [
    ("action-plan-denmark-adopted", "2002-12", None, None, "DOK8-C11"),
    ("action-plan-norway-adopted", "2003-02", None, None, "DOK8-C11"),
    ("campaign-2002-ministers-meeting", "2003-04", None, "stockholm", "DOK8-C11"),
    ("gender-drugs-health-kick-off", "2004-09-13", None, "st-petersburg", "DOK8-C08"),
    ("drugs-and-trafficking-seminar-kaliningrad", "2004", None, "kaliningrad", "DOK8-C07"),
    ("drugs-and-trafficking-seminar-klaipeda", "2004", None, "klaipeda", "DOK8-C07"),
    ("drugs-and-trafficking-seminar-liepaja", "2004", None, "liepaja", "DOK8-C07"),
    ("drugs-and-trafficking-seminar-narva", "2004", None, "narva", "DOK8-C07"),
    ("drugs-and-trafficking-seminar-st-petersburg", "2004", None, "st-petersburg", "DOK8-C07"),
    ("ngos-and-agencies-seminar-riga", "2004", None, "riga", "DOK8-C07"),
    ("effective-ways-to-move-forward", "2005-12-09", "2005-12-11", None, "DOK8-C05"),
    ("national-action-plans-due", "2005-12", None, None, "DOK8-C11"),
    ("social-and-health-ministers-2006", "2006-06", None, None, None),
    ("northern-dimension-gender-equality-conference", "2006-09-08", None, "st-petersburg", "DOK8-C03"),
    ("councils-seminar-2006", "2006-09", None, None, "DOK8-C04"),
    ("social-ministers-round-table-2006", "2006-10", None, None, "DOK8-O04"),
    ("cooperation-to-combat-trafficking", "2008-04", None, "st-petersburg", "DOK8-C02"),
    ("gender-equality-ministers-2008", "2008-05", None, None, None),
    ("vice-governor-visits-copenhagen", "2008-09", None, "copenhagen", "DOK8-O05"),
    ("vice-governor-visits-oslo", "2008-09", None, "oslo", "DOK8-O05"),
    ("prostitution-in-the-nordic-countries", "2008-10", None, None, "DOK8-C01"),
    ("guidelines-north-west-russia-adopted", "2008", None, None, None),
    ("coordination-meeting-2008", "2008-12", None, "copenhagen", "DOK8-O06"),
    ("nb8-memorandum-adopted", "2009-03-04", None, None, None),
    ("north-sweden-network-meeting-2009", "2009-12-08", None, "brussels", "HALLBAR-JAMSTALLDHET"),
    ("cape-launch", "2019", None, None, "CAPE"),
    ("county-boards-network-meeting-2021", "2021-03-04", None, None, None),
]


def test_every_dated_event_of_the_texts_is_there_as_exact_as_it_is_told() -> None:
    found = Event.objects.values_list("slug", "starts", "ends", "place__slug", "projects__reference")
    told = {(slug, str(starts), str(ends) if ends else None, place, ref) for slug, starts, ends, place, ref in found}
    assert told == set(READ)


def test_no_text_gives_an_hour() -> None:
    assert not Event.objects.filter(starts_at__isnull=False).exists()


def test_an_event_has_the_time_of_its_project_where_the_project_is_that_event() -> None:
    for reference in ("DOK8-C01", "DOK8-C02", "DOK8-C03", "DOK8-C04", "DOK8-C05"):
        project = Project.objects.get(reference=reference)
        event = project.events.get()
        assert (event.starts, event.ends or event.starts) == (project.starts, project.ends)
        assert (event.kind, event.source) == (project.kind, project.source)


def test_an_adoption_has_the_date_of_its_document() -> None:
    for slug in ("nb8-memorandum-of-understanding", "guidelines-north-west-russia", "action-plan-denmark"):
        document = Document.objects.get(slug=slug)
        assert document.events.get(kind="adoption").starts == document.adopted


def test_what_was_inferred_says_why_and_titles_are_in_the_language_of_the_source() -> None:
    for event in Event.objects.for_list():
        assert event.title_en
        assert getattr(event, f"title_{event.original_language}"), event.slug
        assert all(remark.text for remark in event.all_notes())


def test_the_written_procedure_of_4_march_2009_is_no_meeting() -> None:
    event = Event.objects.get(slug="nb8-memorandum-adopted")
    assert (event.kind, event.place, str(event.starts)) == ("adoption", None, "2009-03-04")


def test_only_the_network_meeting_of_2021_was_online() -> None:
    assert list(Event.objects.filter(online=True).values_list("slug", flat=True)) == [
        "county-boards-network-meeting-2021"
    ]


def test_the_round_table_was_for_eleven_countries() -> None:
    countries = Event.objects.get(slug="social-ministers-round-table-2006").audience_countries
    codes = set(countries.values_list("code", flat=True))
    assert codes == {"DK", "FI", "IS", "NO", "SE", "EE", "LV", "LT", "PL", "DE", "RU"}
