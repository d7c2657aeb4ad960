"""Who pays: columns and headings of councils, and what the annex says of all its amounts."""

from typing import Any

import pytest

from readings.files import pages_of_text
from readings.rules.facts import CERTAIN, Item
from readings.rules.names import Register
from readings.rules.reader import read_annex


def names() -> Register:
    found = Register()
    for code in ("MR-S", "MR-LAG"):
        found.add("council", code, [code], code=True)
    found.add("organisation", "fafo", ["Fafo"])
    found.add("place", "riga", ["Riga", "Riika"])
    return found


def items(text: str) -> list[Item]:
    return read_annex(pages_of_text(text), names()).items


def said(item: Item, field: str) -> list[Any]:
    return [fact.value for fact in item.facts if fact.field == field and fact.state == CERTAIN]


TABLE = """Nr.\tMinisterråd\tProjekt\tPeriode\tTilskud
1\tMR-S\tÅbne døre\t2011\t650.000 DKK
2\tMR-LAG\tNye veje\t2012\t90.000 DKK
"""


@pytest.mark.parametrize(
    ("title", "roles"),
    [
        ("Projekter med støtte fra ministerrådene", ["funding"]),
        ("Projekt med stöd från ministerråden", ["funding"]),
        ("Projects supported by the councils of ministers", ["funding"]),
        ("Projekter mod menneskehandel", []),
    ],
)
def test_a_column_of_councils_names_who_supports_if_the_annex_says_that_councils_do(
    title: str, roles: list[str]
) -> None:
    item = items(f"{title}\n\n{TABLE}")[0]
    assert [one["role"] for one in said(item, "councils")] == roles
    (grant,) = said(item, "grant")
    assert grant["states"].get("payer") in (None, "role")


BELOW = """MR-S

Åbne døre
Projektet startede i maj 2012 og hjælper unge. MR-S gav 500.000 DKK.

Nye veje
Projektet startede i juni 2012 og hjælper unge. MR-S gav 300.000 DKK.

MR-LAG

Lange broer
Projektet startede i juli 2012 og hjælper unge. {third}

Sikre havne
Projektet startede i august 2012 og hjælper unge. Bevillingen var 700.000 DKK.
"""


@pytest.mark.parametrize(
    ("third", "code"), [("MR-LAG gav 200.000 DKK.", ["MR-LAG"]), ("MR-S gav 200.000 DKK.", []), ("Det er nyt.", [])]
)
def test_headings_of_councils_that_agree_with_the_text_say_who_pays(third: str, code: list[str]) -> None:
    last = items(BELOW.format(third=third))[-1]
    assert [one["code"] for one in said(last, "councils")] == code


def test_a_word_that_ends_like_a_currency_is_none() -> None:
    text = (
        "Alle beløb er i danske kroner. Kolonnen »Tilskud« viser, hvad Nordisk Ministerråd betaler.\n\n"
        "Titel: Åbne døre\nPeriode: 2011\nTilskud: 1,8 mio. kr. for hele perioden\n"
    )
    assert [(one["amount"], one["currency"]) for one in said(items(text)[0], "grant")] == [("1800000.00", "DKK")]


def test_a_finnish_month_may_say_until() -> None:
    item = items(
        "Käynnissä olevat hankkeet\n\n1. Avoin ovi\nHanke alkoi tammikuussa 2011 ja jatkuu joulukuuhun 2012.\n"
    )[0]
    assert (said(item, "starts"), said(item, "ends")) == (["2011-01"], ["2012-12"])


def test_a_paragraph_that_begins_with_an_article_is_no_title() -> None:
    text = "Igangværende projekter\n\n" + "\n\n".join(
        f"{title}\n\nEn kampagne om falske annoncer i byerne. Den løber fra 1. maj 2012 til 30. juni 2013."
        for title in ("Når annoncen lyver", "Åbne døre")
    )
    assert [said(item, "title") for item in items(text)] == [["Når annoncen lyver"], ["Åbne døre"]]
