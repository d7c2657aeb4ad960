"""Notes below a table, and the layouts of Word: cards below bullets, and parts whose headings have one style."""

from readings.files import pages_of_text
from readings.rules.facts import CERTAIN
from readings.rules.reader import read_annex
from tests.readings.test_layouts import items, names, said

TABLE = """Pågående projekt

Projekt\tTid\tGenomförs av\tBelopp, tkr (DKK)
1. Trygg hamn\t2012–2014\tFafo\t850
2. Nya steg\t2013–2015\tFafo\t600

Anmärkningar till tabellen

1) Samarbetspartner är Nordiska ministerrådet och Fafo.

2) Projektet genomförs i Riga. Beloppet täcker
hela kostnaden.
"""
CARDS = """Prosjekter mot menneskehandel

Oversikten er laget i januar 2013.

• Havn

Prosjekt om arbeid om bord.

Periode: 2012–2013

Status: pågår

• Strand

Seminar for dommere.

Dato: 4. mai 2012

Status: avsluttet

• Bølge

Kampanje i Oslo.

Periode: 2011

Status: avsluttet
"""
PARTS = """# Ongoing projects

• "Harbour" is a project that began in June 2014. MR-S has granted DKK 100,000.

# Completed projects

• "Beach" was a project that ended in June 2014. MR-S has granted DKK 200,000.

# Projects that Finland reported

• "Wave" is a project that began in June 2013. MR-S has granted DKK 300,000.
"""


def test_a_number_before_a_title_in_a_table_is_no_part_of_it() -> None:
    found = items(TABLE)
    assert [said(item, "title") for item in found] == [["Trygg hamn"], ["Nya steg"]]
    assert [item.printed for item in found] == ["1", "2"]
    assert [said(item, "grant")[0]["amount"] for item in found] == ["850000.00", "600000.00"]


def test_a_note_below_a_table_belongs_to_the_item_of_its_number() -> None:
    first, second = items(TABLE)
    assert "Samarbetspartner" in first.text
    assert "hela kostnaden" in second.text
    assert "Anmärkningar" not in second.text
    assert said(second, "places") == ["riga"]


def test_a_note_without_an_item_of_its_number_is_left_out() -> None:
    found = items(TABLE.replace("2) Projektet", "7) Projektet"))
    assert [said(item, "places") for item in found] == [[], []]


def test_a_note_in_one_line_names_its_item() -> None:
    text = TABLE.partition("Anmärkningar")[0] + "Not till 2: Projektet genomförs i Riga.\n"
    assert [said(item, "places") for item in items(text)] == [[], ["riga"]]


def test_cards_below_bullets_begin_after_an_introduction() -> None:
    found = items(CARDS)
    assert [said(item, "title") for item in found] == [["Havn"], ["Strand"], ["Bølge"]]
    assert [said(item, "status") for item in found] == [["ongoing"], ["closed"], ["closed"]]


def test_a_card_has_its_title_alone_on_the_first_line() -> None:
    first = "1. Rundt bordet\nKonferanse for dommere.\nDato: 4. mai 2012\nSted: Oslo\n\n"
    text = f"{first}2. Havn\nStudie.\nPeriode: 2012\nSted: Oslo\n"
    assert [said(item, "title") for item in items(text)] == [["Rundt bordet"], ["Havn"]]


def test_a_third_heading_of_the_same_style_begins_a_part() -> None:
    found = read_annex(pages_of_text(PARTS), names()).items
    assert [said(item, "title") for item in found] == [["Harbour"], ["Beach"], ["Wave"]]
    assert found[2].section == "Projects that Finland reported"
    assert [fact.state for fact in found[2].facts if fact.field == "status"] != [CERTAIN]


def test_a_number_right_before_a_title_begins_an_item() -> None:
    found = items("Afsluttede projekter\n\n1. Havn\nPeriode: 2012\n\n2.Strand\nPeriode: 2013\n")
    assert [said(item, "title") for item in found] == [["Havn"], ["Strand"]]


def test_the_sum_of_all_councils_is_no_item() -> None:
    text = "Afsluttede projekter\n\n1. Havn. Projektet fik 100.000 DKK.\n\n2. Strand. Projektet fik 200.000 DKK.\n\n"
    found = items(text + "Bevilget af ministerrådene i alt: 300.000 DKK\n")
    assert [[one["amount"] for one in said(item, "grant")] for item in found] == [["100000.00"], ["200000.00"]]


COLUMNS = """Projects

All amounts in DKK.

No\tTitle of project\tLead organisation\tStart\tEnd\tTotal budget\tNCM contribution
1\tHarbour lights\tFafo\t01.2010\t12.2012\t1 200 000\t800 000
2\tOpen doors\tFafo\t03.2011\t06.2011\t90 000\t90 000

Remarks: 1. The project follows a study of 2008 (DKK 200,000).
"""


def test_a_remark_in_the_line_of_its_heading_belongs_to_its_item() -> None:
    first, second = items(COLUMNS)
    assert "study of 2008" in first.text
    assert "study of 2008" not in second.text
    assert [one["amount"] for one in said(first, "grant")] == ["800000.00"]


def test_months_of_a_table_in_numbers() -> None:
    assert [(said(item, "starts"), said(item, "ends")) for item in items(COLUMNS)] == [
        (["2010-01"], ["2012-12"]),
        (["2011-03"], ["2011-06"]),
    ]


def test_a_contribution_that_is_the_whole_budget_is_no_share() -> None:
    first, second = items(COLUMNS)
    assert said(first, "grant")[0]["scope"] == "share"
    assert said(second, "grant")[0]["scope"] != "share"


def test_other_financing_at_a_label_leaves_the_scope_open() -> None:
    (item,) = items("1. Nattevagt\nPeriode: 2009\nBevilling: 600.000 DKK\nAnden finansiering: 150.000 DKK fra byen\n")
    assert said(item, "grant")[0]["states"]["scope"] == "maybe-whole"


def test_a_season_at_the_label_of_the_period_has_to_be_decided() -> None:
    (item,) = items("1. Dagvagt\nProjektperiode: efterår 2011\nBevilling: 600.000 DKK\n")
    assert (said(item, "starts"), said(item, "ends")) == ([], [])
