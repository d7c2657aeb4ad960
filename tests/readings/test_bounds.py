"""Any text is read, in bounded time: bounds of an item and of an annex, tables of a text, and the JSON of a reading."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import example, given
from hypothesis import strategies as st

from readings.reasons import REASONS
from readings.rules import reader
from readings.rules.items import _overlap
from readings.rules.reader import read_annex
from readings.tables import listed
from tests.readings.test_rules import certain, names

WORDS = 'Projektet|Havn|"Havn"|startede|i 2017|Fafo|og|MR-S|1.000 DKK|ca.|heraf|Budget:|Periode:|2016–2018|Riga|af'
SIGNS = ["(", ")", ".", "\n", "\n\n", "\f", "1.", "2.", "-", "•", "*", "|", "\t", "Closed projects"]


@given(st.text(max_size=400) | st.lists(st.sampled_from(WORDS.split("|") + SIGNS), max_size=40).map(" ".join))
@example("1. A\n2. B\nBudget: - DKK")
@example("-*0")
def test_any_text_is_read_without_an_error_and_each_reason_has_a_sentence(text: str) -> None:
    pages = text.split("\f")
    for item in read_annex(pages, names()).items:
        for fact in item.facts:
            assert fact.reason in REASONS
            if fact.span:
                assert 0 <= fact.span.start <= fact.span.end <= len(pages[fact.span.page - 1])


@pytest.mark.parametrize("text", ["1 000 DKK og ", "Fafo, Marta og ", "startede i maj 2017 og ", "«", "("])
def test_an_item_is_read_up_to_8000_letters(text: str) -> None:
    (item,) = read_annex([f'Projektet "Havn" {text * 2000}'], names()).items
    assert len(item.text) <= 8000


def test_forty_amounts_of_an_item_are_looked_at() -> None:
    text = "Closed projects\n\n" + '"Havn" var et projekt. ' + "Fafo fik 1.000 DKK. " * 60 + "\n\nBudget: 5.000 DKK"
    (item,) = read_annex([text], names()).items
    assert len([fact for fact in item.facts if fact.field in ("grant", "other_amount")]) == 40


def test_only_the_last_400_letters_of_a_page_are_looked_for_on_the_next() -> None:
    assert _overlap("x" * 400, "x" * 400) == 400
    assert _overlap("x" * 1000, "x" * 1000) == 400


def test_an_annex_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, db: None) -> None:
    monkeypatch.setattr(reader, "SECONDS", -1)
    path = tmp_path / "annex.txt"
    path.write_text('Closed projects\n\n"Havn" var et projekt om havne.', "utf-8")
    with pytest.raises(CommandError, match="takes too long"):
        call_command("read_annex", str(path))


ROWS = [["Tittel", "Type", "Beløp"], ["Havn", "prosjekt", "100 000 DKK"], ["Strand", "seminar", "50 000 DKK"]]


@pytest.mark.parametrize(
    "table",
    [
        "\n".join("\t".join(row) for row in ROWS),
        "\n".join(["| Tittel | Type | Beløp |", "|---|---|---|", *("| " + " | ".join(row) + " |" for row in ROWS[1:])]),
    ],
)
def test_a_table_of_a_text_is_a_list_of_items(table: str) -> None:
    items = read_annex([listed(table)], names()).items
    assert [(certain(item, "title"), certain(item, "kind")) for item in items] == [
        (["Havn"], ["project"]),
        (["Strand"], ["seminar"]),
    ]


@pytest.mark.parametrize("head", ["Tittel | Type | " + "x" * 61, "Tittel | Type" + " | a" * 60])
def test_headings_that_would_make_a_text_very_long_are_no_table(head: str) -> None:
    text = head + "\na | b | c" * 3
    assert listed(text) == text


def test_a_text_without_a_table_stays_as_it_is() -> None:
    text = "Closed projects\n\nHavn | 2010\n\nA\tB\tC\n"
    assert listed(text) == text


def test_a_certain_grant_says_only_what_is_certain(tmp_path: Path, dokument8: None) -> None:
    path = tmp_path / "annex.txt"
    path.write_text(
        "Closed projects\n\n1. Harbour\nGrant: 100,000 DKK from MR-S and MR-JÄM\n\n2. Other\nType: study\n", "utf-8"
    )
    out = StringIO()
    call_command("read_annex", str(path), "--json", stdout=out)
    grant = next(fact for fact in json.loads(out.getvalue())["items"][0]["facts"] if fact["field"] == "grant")
    assert (grant["state"], grant["value"]["payer"]) == ("certain", None)
    assert grant["to_decide"]["payer"] == {"value": "MR-S", "reason": "several-payers"}
