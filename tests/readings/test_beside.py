"""Sentences about something beside the item: they make nothing certain, and those about the item itself do."""

from pathlib import Path

import pytest

from readings.files import pages_of_text
from readings.rules.facts import CERTAIN, Fact
from readings.rules.names import Register
from readings.rules.reader import read_annex

HEADINGS = {
    "da": "Igangværende projekter",
    "sv": "Pågående projekt",
    "nb": "Pågående prosjekter",
    "fi": "Käynnissä olevat hankkeet",
    "is": "Yfirstandandi verkefni",
    "en": "Ongoing projects",
}
PROJECT = {
    "da": "Projektet hjælper unge uden bolig.",
    "sv": "Projektet hjälper unga utan bostad.",
    "nb": "Prosjektet hjelper unge uten bolig.",
    "fi": "Hanke auttaa asunnottomia nuoria.",
    "is": "Verkefnið hjálpar ungu fólki án heimilis.",
    "en": "The project helps young people without a home.",
}
EVENT = {
    "da": "Konference om ofres rettigheder.",
    "sv": "Konferens om offrens rättigheter.",
    "nb": "Konferanse om ofrenes rettigheter.",
    "fi": "Konferenssi uhrien oikeuksista.",
    "is": "Ráðstefna um réttindi þolenda.",
    "en": "Conference on the rights of victims.",
}
OF_EVENT, OF_STATUS = "what was before and after a conference", "a part that has ended"


def names() -> Register:
    found = Register()
    found.add("organisation", "fafo", ["Fafo"])
    found.add("organisation", "marta", ["Marta"])
    found.add("council", "MR-S", ["MR-S"], code=True)
    found.add("council", "MR-LAG", ["MR-LAG"], code=True)
    for place, spellings in (
        ("norway", ("Norge", "Norja", "Noregur", "Noregi", "Norway")),
        ("oslo", ("Oslo", "Ósló")),
        ("riga", ("Riga", "Riika", "Ríga")),
    ):
        found.add("place", place, spellings)
    return found


def classes() -> dict[tuple[str, str], list[str]]:
    """Returns the sentences of each class and language."""
    found: dict[tuple[str, str], list[str]] = {}
    kind = ""
    for line in Path(__file__).with_name("beside.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            kind = line[3:]
        elif line and not line.startswith("#"):
            language, _colon, sentence = line.partition(": ")
            found.setdefault((kind, language), []).append(sentence)
    return found


def certain(sentence: str, language: str, first: str, heading: str) -> list[Fact]:
    """Returns what is certain of an item whose text is a first sentence and this one."""
    text = f"{heading}\n\n1. Åbne døre\n{first} {sentence}\n\n2. Nye veje\n{first}\n"
    return [fact for fact in read_annex(pages_of_text(text), names()).items[0].facts if fact.state == CERTAIN]


@pytest.mark.parametrize(("kind", "language"), classes())
def test_a_sentence_beside_the_item_makes_nothing_certain(kind: str, language: str) -> None:
    first = (EVENT if kind == OF_EVENT else PROJECT)[language]
    heading = "" if kind == OF_STATUS else HEADINGS[language]
    said = {}
    for sentence in classes()[kind, language]:
        of_heading = {"title", "kind"} | ({"status"} if heading else set())
        facts = [fact for fact in certain(sentence, language, first, heading) if fact.field not in of_heading]
        if facts:
            said[sentence] = [(fact.field, fact.value) for fact in facts]
    assert said == {}


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("da", "Det startede i maj 2012 og sluttede i juni 2014.", {"starts": "2012-05", "ends": "2014-06"}),
        ("sv", "Arbetet inleddes 2012 och pågår till juni 2014.", {"starts": "2012", "ends": "2014-06"}),
        ("nb", "Fafo ledet det, og det ble avsluttet i juni 2014.", {"ends": "2014-06"}),
        ("fi", "Se alkoi toukokuussa 2012 ja päättyi kesäkuussa 2014.", {"starts": "2012-05", "ends": "2014-06"}),
        ("is", "Það hófst í maí 2012 og því lýkur í júní 2014.", {"starts": "2012-05", "ends": "2014-06"}),
        ("en", "It began in May 2012 and was led by Fafo.", {"starts": "2012-05"}),
        ("da", "Fafo står for arbejdet, som begyndte i maj 2012.", {"starts": "2012-05"}),
    ],
)
def test_a_sentence_about_the_item_makes_its_dates_certain(
    language: str, sentence: str, expected: dict[str, str]
) -> None:
    facts = certain(sentence, language, PROJECT[language], HEADINGS[language])
    assert {fact.field: fact.value for fact in facts if fact.field in ("starts", "ends")} == expected


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("da", "Projektet gennemføres af Fafo, og MR-S har bevilget 500.000 DKK."),
        ("sv", "Det genomförs av Fafo, och MR-S bidrar med 500 000 DKK."),
        ("nb", "Fafo gjennomfører prosjektet, og MR-S støtter det med 500 000 DKK."),
        ("fi", "Hankkeen toteuttaa Fafo. MR-S rahoittaa hanketta 500 000 DKK:lla."),
        ("is", "Verkefnið er unnið af Fafo. MR-S veitir verkefninu 500.000 DKK."),
        ("en", "Fafo carries it out, and MR-S has granted the project DKK 500,000."),
    ],
)
def test_a_sentence_about_the_item_makes_roles_and_grants_certain(language: str, sentence: str) -> None:
    facts = certain(sentence, language, PROJECT[language], HEADINGS[language])
    assert [fact.value["role"] for fact in facts if fact.field == "partners"] == ["implementing"]
    assert [(fact.value["amount"], fact.value["payer"]) for fact in facts if fact.field == "grant"] == [
        ("500000.00", "MR-S")
    ]


def test_a_pronoun_may_stand_for_what_the_sentence_before_brings_in() -> None:
    facts = certain("Byerne fik en film. Den blev lavet af Fafo i 2011.", "da", PROJECT["da"], HEADINGS["da"])
    assert [fact.field for fact in facts] == ["title", "kind", "status"]


@pytest.mark.parametrize(
    "text",
    ["Utbildning för åklagare i norr. Projektet pågår.", "Håndbogen viser nye veje. Projektet er afsluttet."],
)
def test_an_item_that_is_called_otherwise_first_is_no_project_for_certain(text: str) -> None:
    (item,) = read_annex(pages_of_text(f"Pågående projekt\n\n1. Håndbog for byer\n{text}\n"), names()).items
    assert [fact.state for fact in item.facts if fact.field == "kind"] == ["decide"]


def test_a_title_of_a_conference_names_what_it_was_about() -> None:
    text = "Avsluttede prosjekter\n\n1. Arbeid i Norge\nKonferansen ble holdt i Oslo 3. oktober 2013.\n"
    (item,) = read_annex(pages_of_text(text), names()).items
    assert [fact.value for fact in item.facts if fact.field == "places" and fact.state == CERTAIN] == ["oslo"]


def test_the_kind_before_the_colon_of_a_title_in_a_table() -> None:
    text = "Projekt\tSted\tPeriode\nKonference: Hvem køber?\tOslo\t2012\nTrygge veje\tRiga\t2013\n"
    item = read_annex(pages_of_text(text), names()).items[0]
    said = {fact.field: (fact.value, fact.state) for fact in item.facts}
    assert (said["title"], said["kind"]) == (("Hvem køber?", "decide"), ("conference", CERTAIN))
