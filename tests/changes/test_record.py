"""Declarations of records."""

import pytest

from changes.record import Field, Record, declare, in_order


def place(*names: str, **after: str) -> list[str]:
    return in_order(names, lambda name: name, lambda name: after.get(name, ""))


def test_items_keep_their_order() -> None:
    assert place("b", "a", "c") == ["b", "a", "c"]


def test_an_item_follows_the_one_it_names() -> None:
    assert place("late", "a", "b", late="a") == ["a", "late", "b"]


def test_items_that_follow_the_same_one_keep_their_order() -> None:
    assert place("a", "first", "second", "b", first="a", second="a") == ["a", "first", "second", "b"]


def test_an_item_can_follow_one_that_was_moved() -> None:
    assert place("a", "moved", "next", "b", moved="b", next="moved") == ["a", "b", "moved", "next"]


def test_an_item_cannot_follow_a_missing_one() -> None:
    with pytest.raises(ValueError, match="nowhere is missing"):
        place("a", "b", b="nowhere")


def test_a_field_is_kept_under_its_own_name_unless_it_says_otherwise() -> None:
    assert Field("title", "Title").source == "title"
    assert Field("councils", "Councils", attribute="council_roles").source == "council_roles"


def test_a_room_adds_its_fields_to_a_record_once() -> None:
    record = Record("thing", "things.Thing", "slug", [Field("slug", "Short name")])
    record.add(Field("amount", "Amount"))
    record.add(Field("amount", "Amount"))
    assert [field.name for field in record] == ["slug", "amount"]
    assert record["amount"].label == "Amount"
    assert "title" not in record


def test_an_added_field_can_follow_another() -> None:
    record = Record("thing", "things.Thing", "slug", [Field("slug", "Short name"), Field("title", "Title")])
    record.add(Field("amount", "Amount"), Field("currency", "Currency"), after="slug")
    assert [field.name for field in record] == ["slug", "amount", "currency", "title"]


def test_a_record_without_the_field_says_so() -> None:
    with pytest.raises(KeyError, match="title"):
        Record("thing", "things.Thing", "slug")["title"]


def test_a_kind_is_declared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("changes.record.RECORDS", {})
    record = declare(Record("thing", "things.Thing", "slug"))
    with pytest.raises(ValueError, match="declared twice"):
        declare(record)
