"""Prose of secretariats in six languages: who carries it out, where it happens, who pays, and how it stands."""

import pytest

from readings.files import pages_of_text
from readings.rules.facts import CERTAIN, DECIDE, Item
from readings.rules.names import Register
from readings.rules.reader import read_annex
from tests.readings.test_layouts import said


def names() -> Register:
    found = Register()
    found.add("organisation", "fafo", ["Fafo"])
    found.add("organisation", "nhv", ["Nordisk Højskole for Folkesundhed", "Nordic School of Public Health"])
    found.add("organisation", "nhv", ["NHV"], code=True)
    found.add("council", "MR-S", ["MR-S"], code=True)
    found.add("council", "MR-LAG", ["MR-LAG"], code=True)
    for place, spellings in (
        ("estonia", ("Estland", "Viro", "Eistland", "Estonia")),
        ("finland", ("Finland", "Suomi", "Finnland")),
        ("iceland", ("Island", "Islanti", "Ísland", "Iceland")),
        ("riga", ("Riga", "Riika", "Ríga")),
    ):
        found.add("place", place, spellings)
    return found


def read(text: str, heading: str = "Igangværende projekter") -> Item:
    (item,) = read_annex(pages_of_text(f"{heading}\n\n1. Åbne døre\n{text}\n"), names()).items
    return item


class TestRoles:
    @pytest.mark.parametrize(
        ("words", "role"),
        [
            ("Projektet laves af forskningsinstituttet Fafo.", "implementing"),
            ("Arbejdet udføres af den norske organisation Fafo.", "implementing"),
            ("Projektet genomförs av det norska institutet Fafo.", "implementing"),
            ("Prosjektet drives av Fafo.", "implementing"),
            ("Hankkeesta vastaa Fafo.", "implementing"),
            ("Hanketta koordinoi Fafo.", "coordinating"),
            ("Fafo annast verkefnið.", "implementing"),
            ("The Norwegian institute Fafo runs the project.", "implementing"),
            ("Nordisk Højskole for Folkesundhed (NHV) gennemfører det.", "implementing"),
            ("Fafo var koordinator.", "coordinating"),
            ("Fafo medvirkede.", "co-operating"),
            ("Fafo har delt sine erfaringer og er samarbejdspartner.", "co-operating"),
            ("Siihen osallistuu Fafo.", "co-operating"),
        ],
    )
    def test_the_verb_beside_a_name_says_the_role(self, words: str, role: str) -> None:
        found = said(read(f"Projektet startede i maj 2012. {words}"), "partners")
        assert [one["role"] for one in found] == [role]

    @pytest.mark.parametrize(
        "label", ["Ansvarlig for gennemførelsen", "Ansvarig för genomförandet", "Toteutuksesta vastaa", "Utøver"]
    )
    def test_a_label_may_name_who_is_responsible_for_carrying_it_out(self, label: str) -> None:
        assert said(read(f"Periode: 2012\n{label}: Fafo"), "partners") == [
            {"organisation": "fafo", "role": "implementing"}
        ]

    def test_a_council_at_the_label_of_the_payer_pays(self) -> None:
        item = read("Periode: 2012\nFinansieret af: MR-S")
        assert said(item, "councils") == [{"code": "MR-S", "role": "funding"}]

    def test_a_sentence_may_say_that_the_money_comes_from_a_council(self) -> None:
        item = read("Projektet har fået 500.000 DKK. Pengene kommer fra MR-S.")
        assert said(item, "councils") == [{"code": "MR-S", "role": "funding"}]
        assert said(item, "grant")[0]["payer"] == "MR-S"


class TestPlaces:
    @pytest.mark.parametrize(
        "words",
        [
            "Projektet hjælper kvinder i Estland og Finland.",
            "En undersökning av arbete i Estland och Finland.",
            "Et prosjekt for barn i Estland og Finland.",
            "Neuvontapuhelin uhreille Virossa ja Suomessa.",
            "Verkefnið styður konur í Eistlandi og Finnlandi.",
            "The project trains judges in Estonia and Finland.",
        ],
    )
    def test_the_first_sentence_says_where_the_item_works(self, words: str) -> None:
        assert said(read(f"{words} Startede i maj 2012."), "places") == ["estonia", "finland"]

    def test_a_finnish_name_changes_its_letters(self) -> None:
        assert said(read("Koulutus poliiseille Islannissa ja Riiassa."), "places") == ["iceland", "riga"]

    @pytest.mark.parametrize(
        "words",
        [
            "Projektet sluttede med et møde i Riga.",
            "Projektet bygger på erfaringer i Riga.",
            "Projektet ledes af Fafo i Riga.",
            "Projektet har startet. Resultaterne blev præsenteret i Riga.",
            "Prosjektet har et kontor i Riga.",
            "Kvinder fra Riga får hjælp.",
        ],
    )
    def test_a_place_by_the_way_has_to_be_decided(self, words: str) -> None:
        item = read(f"{words} Startede i maj 2012.")
        assert said(item, "places") == []
        assert said(item, "places", DECIDE) in (["riga"], [])


class TestSentences:
    def test_a_sentence_ends_after_crowns(self) -> None:
        item = read("Det fulgte et forsøg, der fik 60.000 kr. Projektets budget er 95.000 DKK.")
        assert [one["amount"] for one in said(item, "grant")] == ["95000.00"]

    def test_the_word_for_the_status_after_a_number_is_a_sentence(self) -> None:
        item = read("Seminaret nævner tiltag 31. Afsluttet.", heading="Projekter")
        assert said(item, "status") == ["closed"]

    def test_a_heading_and_a_text_that_differ_leave_the_status_open(self) -> None:
        item = read("Projektet er afsluttet. Det startede i maj 2012.")
        assert [fact.state for fact in item.facts if fact.field == "status"] == [DECIDE]
        assert CERTAIN not in [fact.state for fact in item.facts if fact.field == "status"]


class TestStatus:
    @pytest.mark.parametrize(
        ("words", "status"),
        [
            ("Projektet begyndte i 2010 og er afsluttet.", "closed"),
            ("Den er dermed afsluttet.", "closed"),
            ("Verkefnið hófst 2010 og er lokið.", "closed"),
            ("Projektet er stadig i gang.", "ongoing"),
            ("Verkefnið er enn í gangi.", "ongoing"),
            ("Projektet er endnu ikke afsluttet.", "ongoing"),
            ("Projektet löper från 2010 till 2013 och pågår alltjämt.", "ongoing"),
            ("Det løber fra august 2012 til juli 2014.", "ongoing"),
        ],
    )
    def test_the_item_says_its_status(self, words: str, status: str) -> None:
        assert said(read(words, heading="Projekter"), "status") == [status]

    def test_what_is_not_decided_yet_stops_no_project(self) -> None:
        item = read("Hvor meget Ministerrådet giver, er endnu ikke besluttet. Projektet startede i maj 2012.")
        assert said(item, "status") == ["ongoing"]

    def test_what_has_not_begun_yet_is_not_ongoing_for_certain(self) -> None:
        assert said(read("Projektet er endnu ikke begyndt. Det varer fra 2012."), "status") == []


class TestTitlesAndDates:
    def test_a_title_ends_before_its_place_and_date(self) -> None:
        first = "Konference om handel, Riga, 12. maj 2009. Fafo var vært for mere end hundrede deltagere."
        second = "Håndbog for politi, 2007-2009. Fafo skrev håndbogen til politiet i de nordiske lande."
        items = read_annex(pages_of_text(f"Afsluttede projekter\n\n{first}\n\n{second}\n"), names()).items
        assert [said(item, "title") for item in items] == [["Konference om handel"], ["Håndbog for politi"]]
        assert [said(item, "starts") for item in items] == [["2009-05-12"], ["2007"]]

    @pytest.mark.parametrize(
        ("words", "starts", "ends"),
        [
            ("Selvitys tehtiin helmikuusta marraskuuhun 2012.", "2012-02", "2012-11"),
            ("It began in June 2014 and will end in May 2016.", "2014-06", "2016-05"),
            ("It cost DKK 540,000. May 2009 to October 2010. Completed.", "2009-05", "2010-10"),
        ],
    )
    def test_periods_of_prose(self, words: str, starts: str, ends: str) -> None:
        item = read(words)
        assert (said(item, "starts"), said(item, "ends")) == ([starts], [ends])

    def test_a_period_of_a_national_plan_is_not_that_of_the_item(self) -> None:
        item = read("Projektet startede i maj 2012. Den svenske handlingsplan (2008-2010) nævner det.")
        assert (said(item, "starts"), said(item, "ends")) == (["2012-05"], [])


PARTS = """Igangværende projekter

Lys i havnen
Projektet startede i maj 2012 og ledes af Fafo i hele perioden.

Norske prosjekter

Felles språk
Prosjektet ble drevet av Fafo fra 2009 til 2011 for tolker i alle landene.
"""


def test_a_line_with_a_word_for_projects_before_a_title_begins_a_part() -> None:
    first, second = read_annex(pages_of_text(PARTS), names()).items
    assert (said(first, "title"), said(first, "status")) == (["Lys i havnen"], ["ongoing"])
    assert (said(second, "title"), said(second, "status")) == (["Felles språk"], [])
    assert second.section == "Norske prosjekter"


@pytest.mark.parametrize(
    "words",
    [
        "Projektet ledes af Fafo; Nordisk Højskole for Folkesundhed (NHV) deltager.",
        "Projektet leds av Fafo, Nordisk Højskole for Folkesundhed (NHV) deltar.",
        "Prosjektet ledes av Fafo; NHV er med.",
        "The project is led by Fafo; the Nordic School of Public Health (NHV) takes part.",
        "Hanketta johtaa Fafo; NHV osallistuu.",
        "Fafo stýrir verkefninu; NHV tekur þátt.",
    ],
)
def test_who_takes_part_in_the_next_clause_does_not_lead(words: str) -> None:
    roles = [(one["organisation"], one["role"]) for one in said(read(words), "partners")]
    assert [role for role in roles if role[1] == "coordinating"] == [("fafo", "coordinating")]
