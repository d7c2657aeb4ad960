"""Names in quotation marks inside a sentence, two projects in one paragraph, and sentences that are no headings."""

import pytest

from readings.rules.facts import CERTAIN, DECIDE
from readings.rules.paper.opening import name_in
from readings.rules.passage import Line
from readings.rules.sections import heading_of
from tests.readings.test_layouts import items

HAVN = "Prosjektet «Stille havn» startet i mai 2010. Fafo gjennomfører det i Riga, og MR-S har bevilget 400 000 DKK."
BRO = "I Oslo pågår kampanjen «Lange broer», som startet i juni 2011. MR-LAG har bevilget 250 000 DKK til den."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I Oslo pågår kampanjen «Lange broer», som startet i 2011.", "lange broer"),
        ("Et lite prosjekt ved kysten er «Stille havn».", "stille havn"),
        ("I Oslo kører kampagnen »Lange broer« på andet år.", "lange broer"),
        ("I Umeå pågår projektet ”Långa broar” sedan 2011.", "långa broar"),
        ("Oslossa on käynnissä kampanja ”Pitkät sillat”.", "pitkät sillat"),
        ("Í Osló stendur yfir verkefnið „Langar brýr“.", "langar brýr"),
        ("In Oslo the campaign “Long bridges” began in 2011.", "long bridges"),
        ("I Oslo sa alle «ja» til flere møter.", ""),
        ("I Oslo viste de filmen «Lange broer» i 2011.", ""),
    ],
)
def test_a_paragraph_is_named_by_the_quoted_name_behind_the_word_for_its_kind(text: str, name: str) -> None:
    assert name_in(text) == name


@pytest.mark.parametrize("heading", ["Arbeid som pågår", "Arbete som pågår", "Arbejde, der løber"])
def test_work_in_progress_is_a_heading_of_a_status(heading: str) -> None:
    found = items(f"Et vedlegg til vårt brev.\n\n{heading}\n\n{HAVN}\n\n{BRO}")
    assert [item.facts[0].value for item in found] == ["Stille havn", "Lange broer"]
    assert [item.section for item in found] == [heading] * 2
    statuses = [(fact.value, fact.state) for item in found for fact in item.facts if fact.field == "status"]
    assert statuses == [("ongoing", CERTAIN)] * 2


@pytest.mark.parametrize(
    "line",
    [
        "Seminaret ble gjennomført av politiet, og",
        "Projekten har avslutats och",
        "The projects are completed and",
        "Hankkeet ovat päättyneet ja",
    ],
)
def test_a_line_after_which_the_sentence_goes_on_is_no_heading(line: str) -> None:
    assert heading_of(Line(1, 0, line)) is None


TWO = (
    "Konferansen «Åpne øyne» ble holdt i Riga i mai 2008, og MR-S betalte 120 000 DKK. "
    "Samme år holdt politiet seminaret «Felles språk» i Narva, og MR-LAG ga 75 000 DKK til det."
)
ONE = (
    "Konferansen «Åpne øyne» ble holdt i Riga i mai 2008, og MR-S betalte 120 000 DKK. "
    "Den bygde videre på prosjektet «Felles språk»."
)


def test_nothing_is_certain_of_a_paragraph_that_tells_of_two_projects() -> None:
    first = items(f"Avsluttede prosjekter\n\n{TWO}\n\n{HAVN}")[0]
    assert first.several
    assert [fact for fact in first.facts if fact.state == CERTAIN] == []


def test_the_name_of_a_project_before_it_makes_no_second_one() -> None:
    first = items(f"Avsluttede prosjekter\n\n{ONE}\n\n{HAVN}")[0]
    assert not first.several
    assert [fact.value for fact in first.facts if fact.field == "title" and fact.state == CERTAIN] == ["Åpne øyne"]


@pytest.mark.parametrize(
    "text",
    [
        "Hvem hjelper barna i havnen? Fafo gjennomfører en studie om det i Riga i 2010, og MR-S ga 90 000 DKK.",
        "Barna i havnen venter på svar. Det er emnet i studien «Trygg vei», som Fafo utfører i Riga i 2010.",
    ],
)
def test_a_question_and_a_sentence_before_the_quoted_name_are_no_certain_titles(text: str) -> None:
    found = items(f"Igangværende projekter\n\n{HAVN}\n\n{text}")[1]
    assert [fact.state for fact in found.facts if fact.field == "title"] == [DECIDE]


def test_a_sentence_below_a_heading_of_a_status_is_no_project_for_certain() -> None:
    text = (
        "Byens egen plan mot støy i havnen kommer i tillegg. "
        "Til den er det satt av 20 millioner norske kroner, som ikke er nordiske midler."
    )
    last = items(f"Igangværende projekter\n\n{HAVN}\n\n{BRO}\n\n{text}")[-1]
    assert last.text.startswith("Byens egen plan")
    assert [fact for fact in last.facts if fact.state == CERTAIN] == []
