"""The pages of annexes: sending one, deciding about its items, and what is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.roles import Role, give_role
from budgets.models import Allocation
from changes.models import Change, WaitingProposal
from projects.models import Document, Portfolio, Project
from readings.models import AnnexReading
from readings.rules import reader
from readings.services import forget_old
from tests import builders
from tests.readings.papers import as_pdf, as_word, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dokument8")]

TEXT = """Closed projects

1. Harbour lights
Type: project
Period: 2014-2015
Implemented by: Fafo
Grant: 250,000 DKK (MR-S)
Place: Riga

2. Quiet rooms
Type: seminar
Time: 3 May 2016
Grant: approximately 40,000 DKK
"""


@pytest.fixture
def adviser(client: Any) -> Any:
    user = User.objects.create_user("adviser", is_staff=True)
    give_role(user=user, role=Role.ADVISER)
    client.force_login(user)
    return user


@pytest.fixture
def chief(client: Any) -> Any:
    """An account that keeps projects and their money."""
    user = User.objects.create_superuser("chief")
    client.force_login(user)
    return user


def paper() -> Document:
    return builders.source().document


def send(client: Any, **sent: Any) -> Any:
    own = Portfolio.objects.get(slug="dokument-8")
    return client.post("/annexes/", {"document": paper().pk, "portfolio": own.pk, **sent})


def reading_of(client: Any, text: str = TEXT) -> AnnexReading:
    assert send(client, text=text).status_code == 302
    return AnnexReading.objects.latest("made")


def filled_in(client: Any, reading: AnnexReading, number: int) -> dict[str, Any]:
    """Returns what the form of an item sends if nothing is changed on it."""
    page = client.get(f"/annexes/{reading.uid}/")
    form = next(one["form"] for one in page.context["items"] if one["item"]["number"] == number)
    values = {form.add_prefix(name): form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in values.items() if value not in (None, False)}


def save(client: Any, reading: AnnexReading, number: int, **changed: Any) -> Any:
    sent = filled_in(client, reading, number) | {f"i{number}-{name}": value for name, value in changed.items()}
    return client.post(f"/annexes/{reading.uid}/items/{number}/", sent)


def test_an_item_that_is_saved_is_a_project_with_its_grant_and_source(client: Any, chief: Any) -> None:
    reading = reading_of(client)
    assert save(client, reading, 1).status_code == 302
    project = Project.objects.get(title_en="Harbour lights")
    assert (project.kind, project.status, str(project.starts), str(project.ends)) == (
        "project",
        "closed",
        "2014",
        "2015",
    )
    assert [(one.organisation.slug, one.role) for one in project.partnerships.all()] == [("fafo", "implementing")]
    assert [one.place.slug for one in project.project_places.all()] == ["riga"]
    grant = Allocation.objects.get(project=project)
    assert (f"{grant.amount:.2f}", grant.currency, grant.council.code) == ("250000.00", "DKK", "MR-S")
    assert (project.source.document, project.source.section, project.source.item) == (paper(), "closed", 1)
    assert Change.objects.latest("number").way == "annex"


def test_an_adviser_saves_the_project_and_the_page_says_that_grants_are_not_saved(client: Any, adviser: Any) -> None:
    reading = reading_of(client)
    sent = filled_in(client, reading, 1)
    page = client.post(f"/annexes/{reading.uid}/items/1/", sent, follow=True).content.decode()
    assert "Its grants are not saved" in page
    assert not Project.objects.get(title_en="Harbour lights").allocations.exists()


def test_it_says_so_before_the_adviser_saves(client: Any, adviser: Any) -> None:
    reading = reading_of(client)
    page = client.get(f"/annexes/{reading.uid}/").content.decode()
    assert "Your role does not enter grants: this one will not be saved." in page
    assert 'name="i1-take-grant' not in page
    client.force_login(User.objects.create_superuser("chief"))
    own = reading_of(client)
    assert "Your role does not enter grants" not in client.get(f"/annexes/{own.uid}/").content.decode()


def test_a_rejected_item_is_not_saved_from_another_window(client: Any, adviser: Any) -> None:
    reading = reading_of(client)
    sent = filled_in(client, reading, 1)
    client.post(f"/annexes/{reading.uid}/items/1/", {"aside": "1"})
    answer = client.post(f"/annexes/{reading.uid}/items/1/", sent)
    assert answer.status_code == 400
    assert "This item was rejected, perhaps in another window." in answer.content.decode()
    assert not Project.objects.filter(title_en="Harbour lights").exists()


def test_only_the_person_of_an_annex_is_offered_to_take_an_item_back(client: Any, adviser: Any) -> None:
    reading = reading_of(client)
    save(client, reading, 1)
    client.post(f"/annexes/{reading.uid}/items/2/", {"aside": "1"})
    assert "Take it back" in client.get(f"/annexes/{reading.uid}/").content.decode()
    client.force_login(User.objects.create_superuser("chief"))
    assert "Take it back" not in client.get(f"/annexes/{reading.uid}/").content.decode()


def test_the_same_text_sent_again_leads_to_the_first_annex(client: Any, adviser: Any) -> None:
    first = reading_of(client)
    answer = send(client, text=TEXT.replace("\n", "\r\n"))
    assert answer.url == f"/annexes/{first.uid}/"
    assert "You have sent the same text before. This is what became of it." in client.get(answer.url).content.decode()
    assert AnnexReading.objects.count() == 1
    send(client, text=TEXT.replace("Riga", "Narva"))
    assert "You have sent the same text before" not in client.get("/annexes/").content.decode()


def test_the_same_text_for_another_portfolio_is_read_anew_and_leads_to_the_first(client: Any, adviser: Any) -> None:
    first = reading_of(client)
    other = Portfolio.objects.exclude(slug="dokument-8").first()
    page = send(client, text=TEXT, portfolio=other.pk)
    again = client.get(page.url).content.decode()
    assert page.url != f"/annexes/{first.uid}/"
    assert "You have sent the same text before" in again
    assert f'href="/annexes/{first.uid}/"' in again


def test_a_kind_that_the_text_does_not_say_is_asked_for(client: Any, adviser: Any) -> None:
    sentence = "The text does not say it, and a project needs it"
    whole = reading_of(client)
    assert sentence not in client.get(f"/annexes/{whole.uid}/").content.decode()
    reading = reading_of(client, TEXT.replace("Type: project\n", ""))
    assert client.get(f"/annexes/{reading.uid}/").content.decode().count(sentence) == 1
    answer = save(client, reading, 1)
    assert answer.status_code == 400
    assert "Kind: This field is required." in answer.content.decode()


def test_with_four_eyes_the_project_is_there_and_its_grant_waits(client: Any, chief: Any) -> None:
    Portfolio.objects.filter(slug="dokument-8").update(four_eyes=True)
    reading = reading_of(client)
    save(client, reading, 1)
    assert not Project.objects.get(title_en="Harbour lights").allocations.exists()
    assert WaitingProposal.objects.get().way == "annex"


def test_a_fact_that_has_to_be_decided_is_not_taken_over_by_itself(client: Any, chief: Any) -> None:
    reading = reading_of(client)
    save(client, reading, 2)
    project = Project.objects.get(title_en="Quiet rooms")
    assert not project.allocations.exists()


def test_a_person_corrects_a_fact(client: Any, adviser: Any) -> None:
    reading = reading_of(client)
    save(client, reading, 1, title="Harbour lights at night", ends="2016-03")
    project = Project.objects.get(title_en="Harbour lights at night")
    assert str(project.ends) == "2016-03"


def test_a_wrong_correction_saves_nothing_and_says_why(client: Any, adviser: Any) -> None:
    reading = reading_of(client)
    answer = save(client, reading, 1, ends="1999")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not Project.objects.filter(title_en="Harbour lights").exists()


def test_the_page_of_the_project_leads_to_its_words(client: Any, adviser: Any) -> None:
    reading = reading_of(client)
    save(client, reading, 1)
    project = Project.objects.get(title_en="Harbour lights")
    link = f"/annexes/{reading.uid}/#m-item-1"
    assert link in client.get(project.get_absolute_url()).content.decode()
    words = client.get(f"/annexes/{reading.uid}/").content.decode()
    place = next(at for at, fact in enumerate(reading.items[0]["facts"]) if fact["field"] == "partners")
    assert (
        f'<a href="/annexes/{reading.uid}/#m-1-{place}">Partner: Fafo</a>'
        in client.get(project.get_absolute_url()).content.decode()
    )
    assert f'id="m-1-{place}"' in words
    assert 'id="m-item-1"' in client.get(f"/annexes/{reading.uid}/").content.decode()


def test_the_same_item_makes_one_project(client: Any, adviser: Any) -> None:
    reading = reading_of(client)
    sent = filled_in(client, reading, 1)
    for status in (302, 400):
        assert client.post(f"/annexes/{reading.uid}/items/1/", sent).status_code == status
    assert Project.objects.filter(title_en="Harbour lights").count() == 1


def test_a_project_that_the_register_has_is_shown_beside_and_is_never_doubled_silently(
    client: Any, adviser: Any
) -> None:
    reading = reading_of(
        client,
        "Ongoing projects\n\n1. My vision – Empowerment of young people\nType: campaign\n\n2. Other\nType: study",
    )
    page = client.get(f"/annexes/{reading.uid}/").content.decode()
    assert "DOK8-O03" in page
    assert save(client, reading, 1).status_code == 400
    assert save(client, reading, 1, another="on").status_code == 302


def test_what_differs_is_said_in_the_readers_words(client: Any, adviser: Any) -> None:
    facts = "Type: study\nPeriod: May 2031\nGrant: 1,250,000 DKK"
    title = "My vision – Empowerment of young people"
    reading = reading_of(client, f"Ongoing projects\n\n1. {title}\n{facts}\n\n2. Other\nType: study")
    page = " ".join(client.get(f"/annexes/{reading.uid}/").content.decode().split())
    assert '<th scope="row">Kind</th><td>Study</td>' in page
    assert '<th scope="row">Start</th><td>May 2031</td>' in page
    assert '<th scope="row">Grants</th><td>1,250,000</td>' in page
    finnish = client.get(f"/annexes/{reading.uid}/?lang=fi").content.decode()
    assert '<th scope="row">Tyyppi</th>' in finnish


def test_another_annex_of_the_same_document_has_other_projects_at_the_same_places(client: Any, adviser: Any) -> None:
    """Every numbered annex was said to hold the projects of Dokument 8, because they stand at the same places."""
    document = Project.objects.get(reference="DOK8-O01").source.document
    text = "Ongoing projects\n\n1. Safe across the border\nType: project\n\n2. Other\nType: study"
    assert send(client, text=text, document=document.pk).status_code == 302
    reading = AnnexReading.objects.latest("made")
    assert "The register may have this project already" not in client.get(f"/annexes/{reading.uid}/").content.decode()
    assert save(client, reading, 1).status_code == 302


def test_a_rejected_item_can_be_taken_back(client: Any, adviser: Any) -> None:
    reading = reading_of(client)
    address = f"/annexes/{reading.uid}/items/1/"
    client.post(address, {"aside": "1"})
    reading.refresh_from_db()
    assert reading.put_aside == [1]
    client.post(address, {"back": "1"})
    reading.refresh_from_db()
    assert reading.put_aside == []


@pytest.mark.parametrize(("make", "name"), [(as_word, "annex.docx"), (as_pdf, "annex.pdf")])
def test_a_file_is_read_as_its_text_is(client: Any, adviser: Any, make: Any, name: str) -> None:
    send(client, file=SimpleUploadedFile(name, make(text_of("dokument_8"))))
    assert len(AnnexReading.objects.get().items) == 17


def test_a_file_without_text_is_refused_with_the_reason(client: Any, adviser: Any) -> None:
    answer = send(client, file=SimpleUploadedFile("scan.pdf", as_pdf("")))
    assert answer.status_code == 400
    assert "pictures of pages, and no text" in answer.content.decode()


def test_neither_or_both_of_file_and_text_is_refused(client: Any, adviser: Any) -> None:
    assert send(client).status_code == 400
    assert send(client, text=TEXT, file=SimpleUploadedFile("a.txt", b"text")).status_code == 400


def test_an_item_that_may_be_several_projects_says_what_to_do(client: Any, adviser: Any) -> None:
    part = "The project began in May {0} and helps young people in many towns of the coast. It got {0}00 DKK. "
    reading = reading_of(client, "Title: Support\n" + "".join(part.format(year) for year in range(2001, 2017)))
    assert "with a line “Title: …” before each project" in client.get(f"/annexes/{reading.uid}/").content.decode()


def test_markup_of_an_annex_is_shown_as_text(client: Any, adviser: Any) -> None:
    reading = reading_of(client, TEXT.replace("Harbour lights", "Harbour <script>alert(1)</script> lights"))
    assert "<script>alert" not in client.get(f"/annexes/{reading.uid}/").content.decode()


def test_an_annex_is_its_persons_until_a_project_came_from_it(client: Any, adviser: Any) -> None:
    reading = reading_of(client)
    colleague = User.objects.create_user("colleague", is_staff=True)
    give_role(user=colleague, role=Role.ADVISER)
    client.force_login(colleague)
    assert client.get(f"/annexes/{reading.uid}/").status_code == 404
    client.force_login(adviser)
    save(client, reading, 1)
    client.force_login(colleague)
    assert client.get(f"/annexes/{reading.uid}/").status_code == 200
    assert client.post(f"/annexes/{reading.uid}/items/2/", {"aside": "1"}).status_code == 404


def test_a_reader_cannot_send_an_annex(client: Any) -> None:
    user = User.objects.create_user("reader")
    give_role(user=user, role=Role.READER)
    client.force_login(user)
    assert client.get("/annexes/").status_code == 403


def test_an_annex_that_led_to_nothing_is_deleted_after_some_weeks(client: Any, adviser: Any) -> None:
    old, used = reading_of(client, TEXT.replace("Riga", "Narva")), reading_of(client)
    save(client, used, 1)
    AnnexReading.objects.update(made=timezone.now() - timedelta(days=31))
    assert forget_old() == 1
    assert not AnnexReading.objects.filter(pk=old.pk).exists()
    assert AnnexReading.objects.filter(pk=used.pk).exists()


def test_a_person_deletes_an_annex_only_if_nothing_came_of_it(client: Any, adviser: Any) -> None:
    reading, used = reading_of(client, TEXT.replace("Riga", "Narva")), reading_of(client)
    save(client, used, 1)
    assert client.post(f"/annexes/{reading.uid}/delete/").status_code == 302
    assert client.post(f"/annexes/{used.uid}/delete/").status_code == 404
    assert list(AnnexReading.objects.all()) == [used]


def test_a_file_over_five_megabytes_is_looked_at(client: Any, adviser: Any) -> None:
    answer = send(client, file=SimpleUploadedFile("annex.txt", b"word " * 1_200_000))
    assert answer.status_code == 400
    assert "longer than 500 pages or 1000000 letters" in answer.content.decode()


def test_a_text_that_takes_too_long_is_refused_with_the_reason(
    client: Any, adviser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "SECONDS", -1)
    answer = send(client, text=TEXT)
    assert answer.status_code == 400
    assert "Reading this text takes too long. Send it in parts." in answer.content.decode()
    assert not AnnexReading.objects.exists()


UNKNOWN = """Closed projects

1. Harbour lights
Type: project
Period: 2014-2015
Implemented by: Fafo; Open Harbour Foundation
Place: Riga, Tartu

2. Quiet rooms
Type: seminar
"""


def place_of(reading: AnnexReading, field: str) -> int:
    return next(at for at, fact in enumerate(reading.items[0]["facts"]) if fact["field"] == field)


def test_a_name_that_the_register_does_not_know_is_shown_with_the_offer_to_make_it(client: Any, chief: Any) -> None:
    reading = reading_of(client, UNKNOWN)
    page = client.get(f"/annexes/{reading.uid}/").content.decode()
    assert "“Open Harbour Foundation”" in page
    assert 'href="/organisations/new/"' in page
    assert "“Tartu”" in page
    assert 'href="/places/new/"' in page
    assert "The register has no organisation of this name." in page


def test_it_is_taken_over_only_with_a_record_that_the_person_chooses(client: Any, chief: Any) -> None:
    reading = reading_of(client, UNKNOWN)
    partner = f"unknown_partner-{place_of(reading, 'unknown_partner')}"
    place = f"unknown_place-{place_of(reading, 'unknown_place')}"
    answer = save(client, reading, 1, **{f"take-{partner}": "on"})
    assert answer.status_code == 400
    assert "Choose what the register has, or make it first." in answer.content.decode()
    near = next(one for one in client.get(f"/annexes/{reading.uid}/").context["items"] if one["item"]["number"] == 1)
    assert near["form"].fields[f"place-{place}"].choices[0] == ("", "–")
    save(client, reading, 1, **{f"take-{place}": "on", f"place-{place}": "narva"})
    project = Project.objects.get(title_en="Harbour lights")
    assert [one.organisation.slug for one in project.partnerships.all()] == ["fafo"]
    assert sorted(one.place.slug for one in project.project_places.all()) == ["narva", "riga"]


def test_a_text_without_projects_says_so_on_its_page(client: Any, chief: Any) -> None:
    reading = reading_of(client, "Hello, this is a letter about the weather.")
    page = client.get(f"/annexes/{reading.uid}/").content.decode()
    assert "0 projects were read" in page
    assert '<p class="not-stated">No project was found in this text.</p>' in page
