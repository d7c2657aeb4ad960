"""Notes on facts and the headings of sources, in the reader's language."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from projects.models import Organisation, ProjectNote, Source
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LANGUAGES = ("da", "sv", "nb", "fi", "is", "en")
NOT_STATED = {
    "da": "Punktet oplyser intet beløb. Ikke oplyst er ikke det samme som nul.",
    "sv": "Punkten anger inget belopp. Inte angivet är inte detsamma som noll.",
    "nb": "Punktet oppgir ikke noe beløp. Ikke oppgitt er ikke det samme som null.",
    "fi": "Kohdassa ei ilmoiteta rahamäärää. Ei ilmoitettu ei tarkoita nollaa.",
    "is": "Engin upphæð er tilgreind í liðnum. Ekki tilgreint er ekki það sama og núll.",
    "en": "The item states no amount. Not stated is not nothing.",
}


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_api_give_a_note_in_the_readers_language(reader: Client, language: str) -> None:
    text = NOT_STATED[language]
    page = reader.get(f"/projects/DOK8-O06/?lang={language}").content.decode()
    assert f'<p lang="{language}">{text}</p></details>' in page
    data: Any = reader.get("/api/v1/projects/DOK8-O06/", headers={"accept-language": language}).json()
    note = next(one for one in data["notes"] if one["field"] == "budget")
    assert (note["text"], note["language"]) == (text, language)


@pytest.mark.usefixtures("dokument8")
def test_a_note_that_is_not_translated_is_shown_as_it_was_written(reader: Client) -> None:
    ProjectNote.objects.filter(project__reference="DOK8-O06", field="budget").update(text_fi="", text_is=None)
    for language in ("fi", "is"):
        page = reader.get(f"/projects/DOK8-O06/?lang={language}").content.decode()
        assert f'<p lang="en">{NOT_STATED["en"]}</p></details>' in page


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("language", "heading"),
    [("da", "Afsluttede projekter"), ("fi", "Päättyneet hankkeet"), ("en", "Closed projects")],
)
def test_a_source_has_its_heading_in_the_readers_language_and_as_printed(
    reader: Client, language: str, heading: str
) -> None:
    data: Any = reader.get("/api/v1/sources/dokument-8-closed-7/", headers={"accept-language": language}).json()
    assert (data["heading"], data["original_heading"]) == (heading, "Afsluttede projekter")


@pytest.mark.usefixtures("dokument8")
def test_every_note_and_heading_of_the_seeds_exists_in_every_language() -> None:
    for language in LANGUAGES:
        for row in ProjectNote.objects.all():
            assert getattr(row, f"text_{language}"), row
        for row in Source.objects.exclude(heading_en=None):
            assert getattr(row, f"heading_{language}"), row
        for row in Organisation.objects.exclude(note_en=None).exclude(note_en=""):
            assert getattr(row, f"note_{language}"), row


def test_a_note_needs_a_text_in_some_language() -> None:
    with pytest.raises(ValidationError):
        ProjectNote(project=builders.project(), field="budget", text_da="").full_clean()
