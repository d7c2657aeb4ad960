"""Who is named how, and where an item happens, in six languages."""

import pytest

from readings.files import pages_of_text
from readings.register import other_forms
from readings.rules.facts import CERTAIN, Item
from readings.rules.names import Register
from readings.rules.reader import read_annex
from readings.words import any_of
from readings.words.roles import AFTER
from tests.readings.test_beside import HEADINGS, PROJECT, certain, names


def said(item: Item, field: str) -> list[object]:
    return [fact.value for fact in item.facts if fact.field == field and fact.state == CERTAIN]


def card(rows: str, language: str = "da") -> Item:
    """Returns an item with a title and labelled rows."""
    text = f"{HEADINGS[language]}\n\n1. Åbne døre\n{rows}\n\n2. Nye veje\n{PROJECT[language]}\n"
    return read_annex(pages_of_text(text), names()).items[0]


def parties(item: Item) -> list[tuple[str, str]]:
    return [(one["organisation"], one["role"]) for one in said(item, "partners")]  # type: ignore[index]


class TestLabels:
    @pytest.mark.parametrize(
        ("language", "row"),
        [
            ("da", "Projektleder: Fafo. Marta deltager."),
            ("sv", "Projektledare: Fafo. Marta deltar."),
            ("nb", "Prosjektleder: Fafo. Marta deltar også."),
            ("fi", "Koordinaattori: Fafo. Marta osallistuu."),
            ("is", "Umsjón: Fafo. Marta tekur þátt."),
            ("en", "Coordinator: Fafo. Marta takes part."),
        ],
    )
    def test_a_label_says_nothing_of_who_comes_in_the_next_sentence(self, language: str, row: str) -> None:
        item = card(f"Projekt: ja\n{row}", language)
        assert ("marta", "coordinating") not in parties(item)
        assert ("fafo", "coordinating") in parties(item)

    def test_a_name_after_the_end_of_a_sentence_has_no_role(self) -> None:
        assert parties(card("Type: projekt\nGennemføres af: Fafo. Byen ligger ved Marta.")) == [
            ("fafo", "implementing")
        ]

    @pytest.mark.parametrize(
        "row",
        [
            "Samarbejder: Fafo",
            "Samarbeider: Fafo",
            "Medverkar: Fafo",
            "Yhteistyö: Fafo",
            "Samstarf: Fafo",
            "Takes part: Fafo",
            "Øvrige deltagere: Fafo",
        ],
    )
    def test_a_label_of_those_who_take_part(self, row: str) -> None:
        assert parties(card(f"Type: projekt\nPeriode: 2012\n{row}")) == [("fafo", "co-operating")]

    @pytest.mark.parametrize(
        "row",
        ["Deltagere: Fafo", "Deltakere: Fafo og Marta", "Deltagare: Fafo", "Osallistujat: Fafo", "Participants: Fafo"],
    )
    def test_participants_of_a_project_work_on_it_and_those_of_a_conference_are_its_guests(self, row: str) -> None:
        assert ("fafo", "co-operating") in parties(card(f"Type: projekt\nPeriode: 2012\n{row}"))
        assert parties(card(f"Type: konference\nPeriode: 2012\n{row}")) == []

    def test_participants_that_are_described_have_to_be_decided(self) -> None:
        assert parties(card("Type: projekt\nPeriode: 2012\nDeltagere: ti unge fra Fafo")) == []

    @pytest.mark.parametrize("label", ["Medel", "Midler", "Varat", "Fé", "Penge"])
    def test_a_label_for_money(self, label: str) -> None:
        (grant,) = said(card(f"Type: projekt\nPeriode: 2012\n{label}: 200.000 DKK (MR-S)"), "grant")
        assert grant["amount"] == "200000.00"  # type: ignore[index]


class TestNames:
    @pytest.mark.parametrize(
        ("language", "sentence", "role"),
        [
            ("da", "Projektet ledes af Foreningen af Grønne Havne (FAFO).", "coordinating"),
            ("sv", "Det samordnas av nätverket för trygga hamnar (FAFO).", "coordinating"),
            ("nb", "Prosjektet ble gjennomført av Unionen av trygge havner (FAFO).", "implementing"),
            ("fi", "Hankkeen toteuttaa Turvallisten satamien liitto (FAFO).", "implementing"),
            ("is", "Verkefnið er unnið af Samtökum öruggra hafna (FAFO).", "implementing"),
            ("en", "It is led by the Union of Safe Harbours (FAFO).", "coordinating"),
        ],
    )
    def test_the_role_before_a_full_name_is_that_of_its_abbreviation(
        self, language: str, sentence: str, role: str
    ) -> None:
        assert [one["role"] for one in self.partners(language, sentence)] == [role]

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Projektet ledes af byen, som ligger ved havnen (FAFO)."),
            ("sv", "Det samordnas av staden och stöds av ett nätverk (FAFO)."),
            ("nb", "Prosjektet ledes av byen og støttes av en union (FAFO)."),
            ("fi", "Hankkeen toteuttaa kaupunki, jonka vieressä on liitto (FAFO)."),
            ("is", "Verkefnið er unnið af borginni, sem er í samtökum (FAFO)."),
            ("en", "It is led by the city, which is a member of a union (FAFO)."),
        ],
    )
    def test_a_verb_between_them_ends_the_role(self, language: str, sentence: str) -> None:
        assert self.partners(language, sentence) == []

    def partners(self, language: str, sentence: str) -> list[dict[str, str]]:
        known = Register()
        known.add("organisation", "fafo", ["FAFO"], code=True)
        first = PROJECT[language]
        text = f"{HEADINGS[language]}\n\n1. Åbne døre\n{first} {sentence}\n\n2. Nye veje\n{first}\n"
        return said(read_annex(pages_of_text(text), known).items[0], "partners")  # type: ignore[return-value]

    @pytest.mark.parametrize(
        ("name", "forms"),
        [
            ("Länsstyrelsen Norrbotten", ["Länsstyrelsen i Norrbottens län"]),
            ("Riga bystyre", ["bystyret i Riga"]),
            ("Fafo", []),
            ("Riga by", []),
        ],
    )
    def test_other_ways_to_write_the_name_of_a_public_body(self, name: str, forms: list[str]) -> None:
        assert other_forms(name) == forms

    def test_words_of_one_length_have_an_order(self) -> None:
        assert any_of("cd|ab|efg") == "(?:efg|ab|cd)"

    @pytest.mark.parametrize("words", [" samordnar programmet", " koordinoi hanketta", " (koordinator)"])
    def test_every_word_of_a_role_stands_for_itself(self, words: str) -> None:
        assert AFTER["coordinating"].match(words)


class TestWithout:
    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Fafo gennemfører projektet for folk uden kontrakt."),
            ("sv", "Fafo genomför projektet för dem som arbetar utan avtal."),
            ("nb", "Fafo gjennomfører prosjektet for folk uten kontrakt."),
            ("fi", "Fafo toteuttaa hankkeen niille, jotka työskentelevät ilman sopimusta."),
            ("is", "Fafo annast verkefnið fyrir fólk án samnings."),
            ("en", "Fafo carries out the project for people without a contract."),
        ],
    )
    def test_without_takes_back_nothing_before_it(self, language: str, sentence: str) -> None:
        facts = certain(sentence, language, PROJECT[language], HEADINGS[language])
        assert [fact.value["role"] for fact in facts if fact.field == "partners"] == ["implementing"]

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Uden bidrag blev projektet gennemført af Fafo."),
            ("sv", "Utan bidrag genomfördes projektet av Fafo."),
            ("nb", "Uten tilskudd ble prosjektet gjennomført av Fafo."),
            ("fi", "Ilman avustusta hankkeen toteutti Fafo."),
            ("is", "Án styrks var verkefnið unnið af Fafo."),
            ("en", "Without a grant the project was carried out by Fafo."),
        ],
    )
    def test_what_follows_it_has_to_be_decided(self, language: str, sentence: str) -> None:
        facts = certain(sentence, language, PROJECT[language], HEADINGS[language])
        assert [fact.value for fact in facts if fact.field == "partners"] == []


class TestLabelsInsideCells:
    @pytest.mark.parametrize(
        "row",
        [
            "Hvem gør det: Koordinator: Fafo. Udføres af: Marta.",
            "Vem gör det: Samordnare: Fafo. Utförare: Marta.",
            "Hvem gjør hva: Koordinator: Fafo. Gjennomføres av: Marta.",
            "Kuka tekee: Koordinoija: Fafo. Toteuttaja: Marta.",
            "Hver gerir hvað: Umsjón: Fafo. Framkvæmd: Marta.",
            "Who does what: Coordinator: Fafo. Implementer: Marta.",
        ],
    )
    def test_each_label_of_a_cell_gives_its_own_role(self, row: str) -> None:
        item = card(f"Type: projekt\nPeriode: 2012\n{row}")
        assert parties(item) == [("fafo", "coordinating"), ("marta", "implementing")]

    @pytest.mark.parametrize(
        "row",
        [
            "Hvem: Kontakt: Fafo.",
            "Vem: Fakturan går till: Fafo.",
            "Kuka tekee: Lisätietoja: Fafo.",
            "Who: Invoice: Fafo.",
        ],
    )
    def test_a_label_that_names_no_role_gives_none(self, row: str) -> None:
        assert parties(card(f"Type: projekt\nPeriode: 2012\n{row}")) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Det norske departement delte udgiften og betalte 250.000 NOK.",
        "Departementet delade kostnaden och betalade 250 000 NOK.",
        "Departementet delte kostnaden og betalte 250 000 NOK.",
        "Ministeriö ja kaupunki jakoivat kulut ja maksoivat 250 000 NOK.",
        "The ministry shared the cost and paid NOK 250,000.",
    ],
)
def test_a_cost_that_others_shared_is_not_whole_for_certain(sentence: str) -> None:
    found = said(card(f"Type: projekt\nPeriode: 2012\nBevilling: 120.000 DKK fra MR-S\n\n{sentence}"), "grant")
    assert not {grant["states"]["scope"] for grant in found} & {"whole", "share"}  # type: ignore[index]


def test_a_cost_that_two_councils_shared_is_no_share_of_others() -> None:
    rows = "Type: projekt\nPeriode: 2012\nBevilling: 120.000 DKK fra MR-S\n\nMR-S delte udgiften i to rater."
    (grant,) = said(card(rows), "grant")
    assert grant["states"]["scope"] == "whole"  # type: ignore[index]
