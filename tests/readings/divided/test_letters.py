"""Letters: a paragraph for each project, headings above such paragraphs, the head and the signature."""

import pytest

from readings.rules.facts import CERTAIN, Item
from readings.rules.paper.opening import name_in
from readings.rules.passage import Line
from readings.rules.sections import heading_of
from tests.readings.test_layouts import items, said
from tests.readings.test_structure import certain, titles, word

HAVN = "Projektet Trygge havne startede i maj 2010. Fafo gennemfører det i Riga, og MR-S har bevilget 400.000 DKK."
BRO = "Kampagnen Brede broer startede i juni 2011. MR-LAG har bevilget 250.000 DKK til den, og den kører i Oslo."
VEJ = "Undersøgelsen Sikre veje startede i marts 2012. Fafo gennemfører den, og MR-S har bevilget 90.000 DKK."
FYR = "Seminaret Nye fyrtårne blev holdt i Riga den 4. maj 2009. MR-LAG betalte hele regningen, i alt 60.000 DKK."
HEAD = "Kontoret for havne\nHavnegade 4\n\n3. juni 2012\n\nHavnens projekter\n\nKære kolleger\n\nHer er vores svar.\n\n"
FOOT = "\n\nMed venlig hilsen\n\nHavnens kontor\nOslo"


def lines(*paragraphs: str) -> list[Item]:
    return items(HEAD + "\n\n".join(paragraphs) + FOOT)


class TestHeadings:
    @pytest.mark.parametrize("heading", ["Det, vi har sat i værk", "Fra kysten", "Hos os"])
    def test_a_line_above_paragraphs_that_name_their_projects_is_a_heading(self, heading: str) -> None:
        found = lines(heading, HAVN, BRO, "Fra bjerget", VEJ, FYR)
        assert titles(found) == ["Trygge havne", "Brede broer", "Sikre veje", "Nye fyrtårne"]
        assert [item.section for item in found] == [heading] * 2 + ["Fra bjerget"] * 2

    @pytest.mark.parametrize("heading", ["Det, vi har sat i værk", "Fra kysten", "2010"])
    def test_so_is_a_heading_of_word(self, heading: str) -> None:
        found = word(
            ("Heading 1", "Havnens projekter"),
            ("Heading 2", heading),
            ("Normal", HAVN),
            ("Normal", BRO),
            ("Heading 2", "Fra bjerget"),
            ("Normal", VEJ),
            ("Normal", FYR),
            ("Normal", "Med venlig hilsen"),
        )
        assert titles(found) == ["Trygge havne", "Brede broer", "Sikre veje", "Nye fyrtårne"]
        assert "hilsen" not in found[-1].text

    @pytest.mark.parametrize(
        ("ongoing", "closed"),
        [
            ("I gang lige nu", "Bragt til ende"),
            ("Endnu i gang", "Ført til ende"),
            ("Undervejs", "Nu afsluttet"),
            ("Pågående / Ongoing", "Avslutade – Closed"),
            ("Käynnissä tällä hetkellä", "Loppuun viedyt"),
            ("Í gangi núna", "Leidd til lykta"),
            ("Fortsatt underveis", "Brakt til ende"),
            ("Currently running", "Brought to an end"),
        ],
    )
    def test_a_heading_says_a_status_also_with_words_for_now_and_in_two_languages(
        self, ongoing: str, closed: str
    ) -> None:
        found = lines(ongoing, HAVN, BRO, closed, VEJ, FYR)
        assert [certain(item, "status") for item in found] == [["ongoing"]] * 2 + [["closed"]] * 2

    @pytest.mark.parametrize("line", ["Nu", "Lige nu", "Alle"])
    def test_a_word_for_now_alone_says_no_status(self, line: str) -> None:
        assert [item.section for item in lines(line, HAVN, BRO)] == [line, line]
        assert heading_of(Line(1, 0, line)) is None

    def test_the_title_of_a_project_is_no_heading(self) -> None:
        found = lines("Trygge havne", HAVN, "Brede broer", BRO)
        assert [(item.section, certain(item, "title")) for item in found] == [
            ("", ["Trygge havne"]),
            ("", ["Brede broer"]),
        ]

    def test_a_title_is_not_certain_if_the_text_below_names_another_project(self) -> None:
        found = lines("Nye havne", HAVN, "Kystens broer", "Projektet er fra 2011. Fafo leder det, og det kører i Oslo.")
        assert "Nye havne" not in [title for item in found for title in certain(item, "title")]


class TestSeveralProjectsInAnItem:
    """Nothing is certain in an item that holds several projects, and its page says so."""

    @pytest.mark.parametrize(
        "second", [BRO, FYR, "»Brede broer« er et projekt i Oslo, som MR-S gav 300.000 DKK i 2011."]
    )
    @pytest.mark.parametrize("between", ["Til de to kommer vores egne møder.", "Der er flere planer på vej hos os."])
    def test_paragraphs_that_name_others(self, between: str, second: str) -> None:
        found = word(
            ("Heading 2", "Hos os"),
            ("Normal", HAVN),
            ("Normal", between + " De er ikke med her, og vi vender tilbage til dem ved en senere lejlighed i 2013."),
            ("Normal", second),
            ("Heading 2", "Sikker vej"),
            ("Normal", "Projektet startede i marts 2012. Fafo gennemfører det, og MR-S har bevilget 90.000 DKK."),
        )
        assert found[0].several
        assert not [fact for fact in found[0].facts if fact.state == CERTAIN]
        assert certain(found[1], "title") == ["Sikker vej"]

    @pytest.mark.parametrize(
        "more", ["Seminaret Åbne døre samlede 30 mennesker i Riga i maj 2011 og kostede 20.000 DKK."]
    )
    def test_a_paragraph_on_one_event_of_a_project_is_no_other_project(self, more: str) -> None:
        found = word(
            ("Heading 2", "Trygge havne"),
            ("Normal", HAVN),
            ("Normal", more),
            ("Heading 2", "Brede broer"),
            ("Normal", BRO),
        )
        assert [item.several for item in found] == [False, False]


class TestFrame:
    def test_the_head_and_the_signature_of_a_letter_are_no_items(self) -> None:
        found = lines(HAVN, BRO, "Ministerrådets midler til de to udgør i alt 650.000 DKK.")
        assert titles(found) == ["Trygge havne", "Brede broer"]
        assert "Havnens kontor" not in found[-1].text
        assert said(found[-1], "grant")[0]["amount"] == "250000.00"

    @pytest.mark.parametrize(
        ("greeting", "goodbye"),
        [
            ("Bästa kollegor,", "Med vänlig hälsning"),
            ("Hyvät kollegat,", "Ystävällisin terveisin"),
            ("Kæru félagar,", "Virðingarfyllst"),
            ("Dear colleagues,", "Yours sincerely,"),
            ("Hei!", "Vennlig hilsen"),
        ],
    )
    def test_in_each_language(self, greeting: str, goodbye: str) -> None:
        found = items(f"Havnegata 4\n\n{greeting}\n\n{HAVN}\n\n{BRO}\n\n{goodbye}\n\nKontoret i Riga\nLetland 2013")
        assert titles(found) == ["Trygge havne", "Brede broer"]
        assert "Kontoret" not in found[-1].text

    def test_an_annex_after_the_signature_is_read(self) -> None:
        found = items(f"Kære kolleger\n\nHer er listen.\n\nMed venlig hilsen\n\nKontoret\n\nI gang\n\n{HAVN}\n\n{BRO}")
        assert titles(found) == ["Trygge havne", "Brede broer"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Projektet Trygge havne startede i 2010.", "trygge havne startede i"),
        ("Hanke Turvalliset satamat alkoi vuonna 2010.", "turvalliset satamat alkoi vuonna"),
        ("The project Safe Harbours began in 2010.", "safe harbours began in"),
        ("Verkefnið Öruggar hafnir hófst árið 2010.", "öruggar hafnir hófst árið"),
        ("Trygga hamnar är ett projekt om hamnar.", "trygga hamnar"),
        ("Turvalliset satamat on hanke, joka alkoi 2010.", "turvalliset satamat"),
        ("“Trygge havner” startet i 2010.", "trygge havner"),
        ("The Safe Harbours project began in 2010.", "safe harbours"),
        ("Turvalliset satamat -hanke alkoi vuonna 2010.", "turvalliset satamat"),
        ("Projektet startede i 2010.", ""),
        ("Det er et projekt om havne.", ""),
        ("Ett seminarium som hölls i Riga.", ""),
        ("Nordiske projekter om havne er få.", ""),
        ("I 2010 var projektet i gang.", ""),
        ("Konferencen i Riga samlede mange.", ""),
    ],
)
def test_the_first_words_of_a_paragraph_name_a_project_or_none(text: str, name: str) -> None:
    assert name_in(text) == name


class TestBesideTheProjects:
    def test_a_list_of_what_is_attached_is_no_list_of_projects(self) -> None:
        found = lines(HAVN, BRO, "Med venlig hilsen", "Anna", "Bilag:\n1. Budget for 2012\n2. Rapport fra Riga, 2011")
        assert titles(found) == ["Trygge havne", "Brede broer"]

    def test_nor_is_a_list_after_paragraphs_that_name_projects(self) -> None:
        found = items(f"{HAVN}\n\n{BRO}\n\n1. Budget for 2012\n\n2. Rapport fra Riga, 2011")
        assert titles(found)[:2] == ["Trygge havne", "Brede broer"]

    def test_a_line_above_a_title_is_the_heading_of_a_part(self) -> None:
        first, second = (
            "Projektet startede i maj 2010, og Fafo leder det i Riga med kurser om havet.",
            "Fafo leder projektet i Oslo fra 2011.",
        )
        third, last = (
            "I Riga holder Fafo kurser for unge ved havet i et projekt.",
            "Et projekt for alle i Oslo fra juni 2012.",
        )
        found = items(
            f"Igangværende projekter\n\nRene havne\n\n{first}\n\nBrede broer\n\n{second} MR-S gav 90.000 DKK.\n\n"
            f"Det, vi lagde bag os\n\nSikre veje\n\n{third} Det er fra 2010.\n\nHøje fyr\n\n{last} MR-S gav 80.000 DKK."
        )
        assert titles(found) == ["Rene havne", "Brede broer", "Sikre veje", "Høje fyr"]
        assert [certain(item, "status") for item in found] == [["ongoing"]] * 2 + [[]] * 2
        assert "lagde" not in found[1].text

    def test_a_title_above_a_short_text_is_its_title(self) -> None:
        short = "En kampagne i Oslo 2010–2011. MR-S gav 90.000 DKK."
        found = lines("Rene havne", short, "Brede broer", short)
        assert [certain(item, "title") for item in found] == [["Rene havne"], ["Brede broer"]]


class TestSeveralInOne:
    FIRST = "Det første projekt blev gennemført af Fafo i Riga fra 2010 til 2011. MR-S gav 200.000 DKK."

    @pytest.mark.parametrize(
        "other",
        [
            "Det andet projekt blev gennemført af Fafo i Oslo i 2012. MR-LAG gav 300.000 DKK.",
            "Ett annat seminarium hölls i Oslo i maj 2012. MR-LAG gav 300.000 DKK.",
            "The second campaign was carried out in Oslo in 2012. MR-LAG gave DKK 300,000.",
            "Toinen hanke toteutettiin Oslossa vuonna 2012. MR-LAG antoi 300 000 DKK.",
        ],
    )
    def test_a_paragraph_on_another_project(self, other: str) -> None:
        found = word(
            ("Heading 2", "Havne"), ("Normal", self.FIRST), ("Normal", other), ("Heading 2", "Broer"), ("Normal", BRO)
        )
        assert found[0].several
        assert not [fact for fact in found[0].facts if fact.state == CERTAIN]

    def test_three_paragraphs_with_a_year_and_an_amount_each(self) -> None:
        found = word(
            ("Heading 2", "Havne"),
            ("Normal", "Fafo fik 100.000 DKK af MR-S i 2011, og arbejdet i Riga gik godt."),
            ("Normal", "I 2012 kom der nye kurser i Oslo, og de kostede 200.000 DKK."),
            ("Normal", "Til sidst gav MR-LAG 300.000 DKK til et kontor i Riga, som åbnede i 2013."),
            ("Heading 2", "Broer"),
            ("Normal", BRO),
        )
        assert found[0].several

    def test_a_sentence_that_names_the_project_inside_it_is_no_title(self) -> None:
        found = lines("Marta styrede kampagnen Rene havne i Oslo i 2013. MR-LAG betalte 300.000 DKK.", BRO)
        assert not [title for title in certain(found[0], "title") if "Marta" in title]

    @pytest.mark.parametrize(
        ("first", "wrong"),
        [
            ("Varme hender: En kampanje i Oslo 2011–2012.", "Varme hender: En kampanje i Oslo 2011–2012"),
            ("Lange veier handlet om unge og ble gjennomført av Fafo i 2012.", "Lange veier handlet om unge og"),
        ],
    )
    def test_words_that_are_more_than_a_name_are_no_certain_title(self, first: str, wrong: str) -> None:
        found = lines(f"{first} MR-LAG bevilget 300 000 DKK.", BRO)
        assert wrong not in certain(found[0], "title")
