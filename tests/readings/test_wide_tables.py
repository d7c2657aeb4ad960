"""Wide tables: long headings, the role of a name in brackets, cells that say more than an amount or a title."""

import pytest

from readings.files import pages_of_text
from readings.rules.facts import DECIDE, Item
from tests.readings.test_layouts import amounts, said
from tests.readings.test_lists import read

HEAD = "No.\tActivity\tPeriod\tStatus\tNordic grant in DKK (covers the full cost unless a share is stated here)\t"
HEAD += "Council of ministers and its role\tPartners and their role\tWhere"
ROWS = [
    (
        "1\tSafe Ships. Project: sailors learn to talk about false jobs.\t2010\tOngoing\t1,200,000\tMR-S (pays)\t"
        "Fafo (implements); Marta (takes part)\tRiga"
    ),
    (
        "2\tBricks and Borders. Study of building sites.\t2012\tOngoing\t350,000, a share of a total cost of 700,000; "
        "a Swedish foundation pays the other half\tMR-LAG (pays)\tFafo (leads)\tOslo"
    ),
    (
        "3\tHarbour Watch. Project for the crews of ferries.\t2012\tOngoing\tNone; a German foundation pays EUR 90,000"
        "\tMR-LAG (responsible)\tFafo (hosts)\tRiga"
    ),
    (
        "4\tOver Borders. Conference for prosecutors.\t2010\tCompleted\t310,000, a share of a total cost of 500,000; "
        "the Estonian Ministry of Justice paid 190,000\tMR-LAG (paid)\tFafo (sings)\tOslo"
    ),
]


def found() -> list[Item]:
    return read(pages_of_text("\n".join([HEAD, *ROWS, "\tTotal of the grants\t\t\t1,860,000\t\t\t"])))


def test_the_cells_of_a_column_with_a_long_heading_have_its_currency() -> None:
    assert [amounts(item) for item in found()] == [
        [("1200000.00", "DKK")],
        [("350000.00", "DKK")],
        [],
        [("310000.00", "DKK")],
    ]


def test_brackets_after_a_name_say_its_role() -> None:
    roles = [[one["role"] for one in said(item, "partners")] for item in found()]
    assert roles == [["implementing"], ["coordinating"], ["hosting"], []]
    assert [one["role"] for one in said(found()[3], "partners", DECIDE)] == ["co-operating"]


def test_a_council_that_is_only_responsible_does_not_pay() -> None:
    councils = [[(one["code"], one["role"]) for one in said(item, "councils")] for item in found()]
    assert councils == [[("MR-S", "funding")], [("MR-LAG", "funding")], [], [("MR-LAG", "funding")]]


def test_the_first_sentence_of_a_title_is_its_name_if_the_kind_follows() -> None:
    titles = ["Safe Ships", "Bricks and Borders", "Harbour Watch", "Over Borders"]
    assert [said(item, "title") for item in found()] == [[title] for title in titles]


@pytest.mark.parametrize("title", ["Trygge havne (projekt)", "Trygge havne (studie)"])
def test_a_kind_in_brackets_is_no_part_of_a_title(title: str) -> None:
    about = "Fafo gennemførte det i Riga fra maj 2010 til juni 2012 sammen med byen."
    text = f"Afsluttede projekter\n\n{title}\n\n{about}\n\n{title.replace('havne', 'veje')}\n\n{about}\n"
    assert [said(item, "title") for item in read(pages_of_text(text))] == [["Trygge havne"], ["Trygge veje"]]


def test_the_sentence_that_sums_up_the_grants_is_no_project() -> None:
    text = "Avsluttede tiltak\n\nHavn. Fafo gjennomførte prosjektet fra 2010. MR-S ga 400.000 DKK.\n\n"
    text += "Bro. Fafo gjennomførte prosjektet fra 2011. MR-S ga 100.000 DKK.\n\n"
    text += "De bevilgningene som er nevnt over, beløper seg til sammen til 500 000 danske kroner.\n"
    assert len(read(pages_of_text(text))) == 2


@pytest.mark.parametrize(
    "sentence", ["Det var halvparten av kostnaden; EU betalte resten.", "This was half of the cost.", "Se oli puolet."]
)
def test_an_amount_that_the_next_sentence_calls_a_part_is_not_the_whole_for_certain(sentence: str) -> None:
    (item,) = read(
        pages_of_text(f"Avsluttede tiltak\n\nHavn. Prosjektet begynte i 2010. MR-S ga 400 000 DKK. {sentence}")
    )
    assert [one["states"]["scope"] for one in said(item, "grant")] != ["whole"]


@pytest.mark.parametrize("sentence", ["Av dette betaler MR-S 600 000 DKK.", "Heraf gav MR-S 600.000 DKK til rejser."])
def test_a_cost_of_which_the_next_sentence_names_a_part_is_no_certain_grant(sentence: str) -> None:
    text = f"Avsluttede tiltak\n\nHavn. Prosjektet begynte i 2010. Den samlede kostnaden er 1,4 mio. DKK. {sentence}"
    (item,) = read(pages_of_text(text))
    assert ("1400000.00", "DKK") not in amounts(item)
