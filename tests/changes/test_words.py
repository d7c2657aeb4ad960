"""A difference in words: short sentences in the reader's language."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from changes.apply import apply
from changes.difference import Effect
from changes.models import RecordChange, Way
from changes.proposal import Proposal
from changes.words import effects_in_words, in_words, name_of, records_in_words
from projects.models import Organisation, Project
from tests import builders

pytestmark = pytest.mark.django_db

SOURCE = {"document": "paper", "section": "one", "item": None}


@pytest.fixture(autouse=True)
def register() -> None:
    builders.project("P-1", title_en="A study", status="ongoing", councils=["MR-A"])
    builders.council("MR-S")
    Organisation.objects.create(slug="iom", name_en="IOM", name_da="Migrationsorganisationen")
    builders.organisation("who")


def change(data: dict[str, Any], kind: str = "project", key: str = "P-1") -> list[str]:
    """The sentences of the record that a proposal changes."""
    outcome = apply(proposals=[Proposal.update(kind, key, data)], way=Way.API)
    said = [str(sentence) for sentence in in_words(kind, outcome.differences[0])]
    # What was kept says the same as what the proposal would change
    assert said == [str(sentence) for sentence in records_in_words(list(outcome.change.records.all()))[0]]  # type: ignore[union-attr]
    return said


def grant(amount: str, **values: Any) -> dict[str, Any]:
    return {"reference": "P-1-A1", "amount": amount, "source": SOURCE, **values}


def test_a_choice_and_a_date_are_said_in_words_before_and_after() -> None:
    assert change({"status": "closed", "starts": "2006-09"}) == [
        "Status: Ongoing → Closed",
        "Start: not stated → September 2006",
    ]


def test_the_reader_reads_their_own_language() -> None:
    with override("da"):
        assert change(
            {"status": "closed", "starts": "2006-09", "partners": [{"organisation": "iom", "role": "hosting"}]}
        )[:2] == ["Status: Igangværende → Afsluttet", "Start: ikke oplyst → september 2006"]
        added = RecordChange.objects.get()
        assert "Migrationsorganisationen" in str(records_in_words([added])[0][-1])


def test_a_text_is_said_for_each_language_that_changed() -> None:
    assert change({"title": {"en": "A study", "da": "En undersøgelse", "fi": "Tutkimus"}}) == [
        "Title (Danish): not stated → En undersøgelse",
        "Title (Finnish): not stated → Tutkimus",
    ]


def test_rows_are_added_changed_and_removed_and_codes_have_names() -> None:
    assert change({"partners": [{"organisation": "iom", "role": "implementing"}]}) == [
        "Partner added: IOM, Implementing"
    ]
    hosting = [{"organisation": "iom", "role": "hosting"}, {"organisation": "who", "role": "hosting"}]
    assert change({"partners": hosting}) == [
        "Partner changed: IOM: Role: Implementing → Hosting",
        "Partner added: who, Hosting",
    ]
    assert change({"partners": [], "councils": []}) == [
        "Council in a role removed: MR-A, Co-operating",
        "Partner removed: IOM, Hosting",
        "Partner removed: who, Hosting",
    ]


def test_money_is_said_with_its_currency_and_who_pays() -> None:
    assert change({"allocations": [grant("100000.00", council="MR-S", year=2006)]}) == [
        "Allocation added: P-1-A1, 100,000 DKK, MR-S, Year: 2006"
    ]
    assert change({"allocations": [grant("200000.00", council="MR-S", year=2006)]}) == [
        "Allocation changed: P-1-A1, MR-S: Amount: 100,000 DKK → 200,000 DKK"
    ]
    assert change({"allocations": [grant("200000.50", council="MR-S", year=2007, currency="EUR")]}) == [
        "Allocation changed: P-1-A1, MR-S: Amount: 200,000 DKK → 200,000.50 EUR; Year: 2006 → 2007"
    ]


def test_a_long_text_is_cut_where_it_differs_and_kept_whole_for_the_fold() -> None:
    text = "Many words. " * 50 + "The end"
    change({"summary": {"en": text}})
    outcome = apply(proposals=[Proposal.update("project", "P-1", {"summary": {"en": f"{text} is new"}})], way=Way.API)
    (sentence,) = in_words("project", outcome.differences[0])
    assert str(sentence) == (
        "Summary (English): …any words. Many words. The end → …any words. Many words. The end is new"
    )
    assert (sentence.before, sentence.after) == (text, f"{text} is new")


def test_the_values_of_a_new_and_of_a_deleted_record_are_stated() -> None:
    new = apply(proposals=[Proposal.create("organisation", {"slug": "fresh", "name": "New body"})], way=Way.API)
    gone = apply(proposals=[Proposal.delete("organisation", "fresh")], way=Way.API)
    for outcome in (new, gone):
        record = outcome.change.records.get()  # type: ignore[union-attr]
        assert [str(sentence) for sentence in records_in_words([record])[0]] == [
            "Reference: fresh",
            "Name (English): New body",
        ]
        assert name_of(record) == "Organisation New body"


def test_what_a_code_named_is_said_by_its_code_once_it_is_gone() -> None:
    change({"partners": [{"organisation": "iom", "role": "hosting"}]})
    record = RecordChange.objects.get()
    Project.objects.all().delete()
    Organisation.objects.all().delete()
    assert str(records_in_words([record])[0][0]) == "Partner added: iom, Hosting"


def test_names_are_read_once_for_many_records(django_assert_num_queries: Any) -> None:
    for number in range(3):
        builders.project(f"Q-{number}")
        change({"partners": [{"organisation": "iom", "role": "hosting"}]}, key=f"Q-{number}")
    records = list(RecordChange.objects.all())
    with django_assert_num_queries(1):  # the organisations
        records_in_words(records)


def test_personal_data_is_named_by_its_kind_alone() -> None:
    record = RecordChange(kind="contact", key="iom/Director", action="create")
    assert (name_of(record), records_in_words([record])) == ("Contact", [[]])


def test_a_total_that_moves_is_said_with_its_sign() -> None:
    moved = [Effect("MR-S", Decimal(100), Decimal(300)), Effect("MR-A", Decimal("5.50"), Decimal(0))]
    assert [str(sentence) for sentence in effects_in_words(moved)] == [
        "MR-S: +200 DKK (100 → 300)",
        "MR-A: −5.50 DKK (5.50 → 0)",
    ]
