"""A form made from the declaration of a record: it changes nothing by itself, loses nothing typed, and names each error
at its place."""

from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from changes import tables
from changes.apply import apply
from changes.models import Change, Way
from changes.proposal import Proposal
from changes.shape import shape_of
from pages.keeping.forms import RecordForm
from pages.templatetags.keeping import conflicts_of
from projects.models import Organisation, Project
from tests import builders

pytestmark = pytest.mark.django_db


def typed(**texts: str) -> QueryDict:
    """Returns typed texts; two underscores stand for a hyphen."""
    data = QueryDict(mutable=True)
    for name, text in texts.items():
        data[name.replace("__", "-")] = text
    return data


def sent(opened: RecordForm, **texts: str) -> RecordForm:
    """Returns the form that was opened, sent with other texts."""
    data = opened.data.copy()
    data.update(typed(**texts))
    return RecordForm.sent(opened.kind, opened.names, data, row=opened.row, complete=opened.complete)


@pytest.mark.parametrize("kind", ["project", "organisation", "place", "document", "fund"])
def test_a_form_sent_as_it_was_opened_changes_nothing(dokument8: None, anna: Any, kind: str) -> None:
    names = [part.name for part in shape_of(kind).parts]
    for row in tables.model_of(kind).objects.all()[:40]:
        form = sent(RecordForm.opened(kind, names, row))
        assert form.is_valid(), form.errors()
        outcome = form.look(actor=anna)
        assert outcome is not None, form.errors()
        assert outcome.differences == [[]], row


@pytest.mark.parametrize("language", ["da", "sv", "nb", "fi", "is", "en"])
def test_a_form_is_read_back_in_the_language_in_which_it_was_written(anna: Any, language: str) -> None:
    project = builders.project(starts="2006-03", ends="2007-11-30", councils=["MR-A"])
    rate = {"currency": "EUR", "rate": "7.46012500", "rate_date": "2009-03-04", "rate_source": "Bank"}
    for amount in ("1200000.00", "1234.50", "999.00", "1000.00", "0.05"):
        builders.allocation(project, amount, granted="2009-03-04", year=2009, **rate)
    names = [part.name for part in shape_of("project").parts]
    with translation.override(language):
        form = sent(RecordForm.opened("project", names, project))
        assert form.is_valid(), form.errors()
        outcome = form.look(actor=anna)
        assert outcome is not None, form.errors()
        assert outcome.differences == [[]]


@pytest.mark.parametrize("kind", ["project", "organisation", "place", "document", "fund"])
def test_every_form_can_be_drawn(dokument8: None, kind: str) -> None:
    names = [part.name for part in shape_of(kind).parts]
    form = RecordForm.opened(kind, names, tables.model_of(kind).objects.first())
    drawn = render_to_string("keeping/form_fields.html", {"form": form})
    assert all(f'name="{name}' in drawn for name in names)


def people(project: Any) -> RecordForm:
    return RecordForm.opened("project", ("councils", "partners"), project)


def test_a_row_that_was_left_empty_is_no_row(anna: Any) -> None:
    builders.council("MR-A")
    form = sent(people(builders.project()), councils__0__code="MR-A")
    assert form.is_valid()
    assert form.save(actor=anna) is not None
    project = Project.objects.get()
    assert [(one.council.code, one.role) for one in project.council_roles.all()] == [("MR-A", "co-operating")]
    assert not project.partnerships.exists()


def test_a_name_that_only_one_organisation_has_is_enough(anna: Any) -> None:
    Organisation.objects.create(slug="iom", name_en="International Organization for Migration", abbreviation="IOM")
    form = sent(people(builders.project()), **{"partners-0-organisation-words": "iom"})
    assert form.is_valid()
    form.save(actor=anna)
    assert Project.objects.get().partners.get().slug == "iom"


def test_a_similar_name_is_offered_and_nothing_is_made_without_a_choice(anna: Any) -> None:
    Organisation.objects.create(slug="vindeln", name_en="Vindelns kommun")
    form = sent(people(builders.project()), **{"partners-0-organisation-words": "Vindeln komun"})
    assert not form.is_valid()
    drawn = render_to_string("keeping/form_fields.html", {"form": form})
    assert "Vindelns kommun" in drawn
    assert "create “Vindeln komun”" in drawn
    assert "Choose one of these, or make a new one." in drawn


NEW_BODY = {
    "partners-0-organisation-words": "New Body",
    "partners-0-organisation-asked": "New Body",
    "partners-0-organisation": "+",
    "partners-0-organisation-new-language": "da",
    "partners-0-organisation-new-kind": "network",
}


def test_a_missing_organisation_is_made_in_the_same_change(anna: Any) -> None:
    form = sent(people(builders.project()), **NEW_BODY)
    assert form.is_valid(), form.errors()
    outcome = form.save(actor=anna)
    assert outcome is not None
    assert outcome.change is not None
    assert {record.kind for record in outcome.change.records.all()} == {"organisation", "project"}
    made = Organisation.objects.get()
    assert (made.slug, made.name_da, made.kind) == ("new-body", "New Body", "network")


def test_a_new_name_twice_in_one_form_makes_one_record(anna: Any) -> None:
    again = {name.replace("-0-", "-1-"): text for name, text in NEW_BODY.items()}
    form = sent(people(builders.project()), **NEW_BODY, **again, **{"partners-1-role": "hosting"})
    assert form.is_valid(), form.errors()
    assert form.save(actor=anna) is not None
    assert Organisation.objects.count() == 1
    assert Project.objects.get().partnerships.count() == 2


def test_changed_words_cancel_an_earlier_choice() -> None:
    builders.organisation("body")
    form = sent(people(builders.project()), **{**NEW_BODY, "partners-0-organisation-words": "body"})
    assert form.is_valid()
    assert form.values["partners"][0]["organisation"] == "body"


def test_a_partner_twice_in_one_role_is_an_error_at_the_second_row(anna: Any) -> None:
    builders.organisation("body")
    words = {f"partners-{number}-organisation-words": "body" for number in (0, 1)}
    roles = {f"partners-{number}-role": "hosting" for number in (0, 1)}
    form = sent(people(builders.project()), **words, **roles)
    assert form.is_valid()
    assert form.save(actor=anna) is None
    first, second = form.lists[1].forms
    assert not first.errors
    assert second.non_field_errors() == ["This row is in the list twice."]
    assert not Change.objects.exists()


def test_a_rule_of_a_row_is_shown_at_that_row_whatever_the_order(anna: Any) -> None:
    for code in ("MR-A", "MR-B"):
        builders.council(code)
    rows = {"councils-0-code": "MR-B", "councils-1-code": "MR-A", "councils-1-role": "audience"}
    form = sent(people(builders.project()), **rows, **{"councils-1-inferred": "on"})
    assert form.is_valid()
    assert form.save(actor=anna) is None
    first, second = form.lists[0].forms
    assert not first.errors
    assert "reason" in str(second.errors)


def money(project: Any, text: str, **texts: str) -> RecordForm:
    return sent(
        RecordForm.opened("project", ("allocations",), project),
        **{"allocations-0-amount": text, "allocations-0-reference": "P-1-A1", **texts},
    )


def test_an_amount_with_two_readings_is_refused_with_both_and_shown_as_typed() -> None:
    form = money(builders.project(), "1.250")
    assert not form.is_valid()
    drawn = render_to_string("keeping/form_fields.html", {"form": form})
    assert "can mean 1,250 or 1.25" in drawn
    assert 'value="1.250"' in drawn


SOURCE = {
    "allocations-0-source-document-words": "Paper",
    "allocations-0-source-section": "two",
    "allocations-0-source-item": "3",
}


def test_a_source_that_the_register_lacks_is_made(anna: Any) -> None:
    form = money(builders.project(), "1.200.000", **SOURCE)
    assert form.is_valid(), form.errors()
    assert form.save(actor=anna) is not None
    grant = Project.objects.get().allocations.get()
    assert str(grant.amount) == "1200000.00"
    assert (grant.source.document.slug, grant.source.section, grant.source.item) == ("paper", "two", 3)


def test_a_known_source_is_used_again(anna: Any) -> None:
    source = builders.source()
    texts = {**SOURCE, "allocations-0-source-section": "one", "allocations-0-source-item": ""}
    form = money(builders.project(), "5", **texts)
    assert form.is_valid(), form.errors()
    assert form.save(actor=anna) is not None
    assert Project.objects.get().allocations.get().source == source


@pytest.mark.parametrize("words", ["September 2006", "2006-09", "9/2006"])
def test_a_date_is_as_exact_as_it_was_typed(anna: Any, words: str) -> None:
    form = sent(RecordForm.opened("project", ("starts", "ends"), builders.project()), starts=words)
    assert form.is_valid(), form.errors()
    assert form.save(actor=anna) is not None
    assert str(Project.objects.get().starts) == "2006-09"


def test_a_broken_rule_of_the_record_is_shown_at_its_field(anna: Any) -> None:
    form = sent(RecordForm.opened("project", ("starts", "ends"), builders.project()), starts="2007", ends="2006")
    assert form.is_valid()
    assert form.save(actor=anna) is None
    assert list(form.facts.errors) == ["ends"]


def propose(**data: Any) -> None:
    apply(proposals=[Proposal.update("project", "P-1", data)], way=Way.API)


def test_what_others_changed_meanwhile_stays_and_both_are_merged(anna: Any) -> None:
    opened = RecordForm.opened("project", ("kind", "status"), builders.project())
    propose(kind="seminar")
    form = sent(opened, status="ongoing")
    assert form.is_valid()
    assert form.save(actor=anna) is not None
    project = Project.objects.get()
    assert (project.kind, project.status) == ("seminar", "ongoing")


def test_a_field_that_both_changed_shows_all_three_values_and_is_saved_by_a_second_sending(anna: Any) -> None:
    opened = RecordForm.opened("project", ("kind", "status"), builders.project(kind="study"))
    propose(kind="seminar", status="ongoing")
    form = sent(opened, kind="campaign")
    assert form.is_valid()
    assert form.save(actor=anna) is None
    (conflict,) = form.conflicts
    assert (conflict.seen, conflict.now, conflict.wanted) == ("study", "seminar", "campaign")
    assert (form.data["kind"], form.data["status"]) == ("campaign", "ongoing")
    again = sent(form)
    assert again.is_valid()
    assert again.save(actor=anna) is not None
    project = Project.objects.get()
    assert (project.kind, project.status) == ("campaign", "ongoing")


def test_a_form_keeps_what_others_changed_in_the_same_row_and_names_the_value_that_both_changed(anna: Any) -> None:
    project = builders.project()
    first = builders.allocation(project, "100.00")
    opened = RecordForm.opened("project", ("allocations", "status"), project)
    row = {"reference": first.reference, "source": {"document": "paper", "section": "one", "item": None}}
    propose(allocations=[{**row, "amount": "150.00", "year": 2004}], status="ongoing")
    form = sent(opened, **{"allocations-0-granted": "2005", "allocations-0-year": "2005"})
    assert form.is_valid()
    assert form.save(actor=anna) is None
    data = form.data
    assert (data["allocations-0-amount"], data["allocations-0-year"], data["allocations-0-granted"]) == (
        *("150", "2005", "2005"),
    )
    (met,) = conflicts_of(form)
    assert met["label"] == "Allocations: Year"
    assert sent(form).is_valid()
    assert "2004" in met["now"][0]


def test_a_conflict_in_one_row_keeps_the_rows_that_only_others_added(anna: Any) -> None:
    project = builders.project()
    first = builders.allocation(project, "100.00")
    opened = RecordForm.opened("project", ("allocations",), project)
    theirs = {"amount": "150.00", "source": {"document": "paper", "section": "one", "item": None}}
    propose(allocations=[{"reference": first.reference, **theirs}, {"reference": "P-1-A2", **theirs}])
    form = sent(opened, **{"allocations-0-amount": "200"})
    assert form.is_valid()
    assert form.save(actor=anna) is None
    again = sent(form)
    assert again.is_valid()
    assert again.save(actor=anna) is not None
    amounts = {one.reference: str(one.amount) for one in Project.objects.get().allocations.all()}
    assert amounts == {"P-1-A1": "200.00", "P-1-A2": "150.00"}


def test_who_has_no_right_is_refused_and_what_they_typed_is_shown(django_user_model: Any) -> None:
    reader = django_user_model.objects.create_user("reader")
    form = sent(RecordForm.opened("project", ("kind",), builders.project()), kind="campaign")
    assert form.is_valid()
    assert form.save(actor=reader) is None
    assert form.problems == ["You do not have the right to do this."]
    assert form.data["kind"] == "campaign"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("partners-0-organisation-words", "\0"),
        ("partners-0-organisation", "\0x"),
        ("partners-0-role", "king"),
        ("partners-9999999-organisation-words", "x"),
        ("councils-0-code", "MR-\0"),
        ("councils-0-note_en", "\0"),
        ("seen", "9" * 50),
    ],
)
def test_bad_input_never_breaks_a_form(anna: Any, name: str, text: str) -> None:
    builders.council("MR-A")
    form = sent(people(builders.project()), **{name: text})
    if form.is_valid():
        form.save(actor=anna)
    render_to_string("keeping/form_fields.html", {"form": form})
    assert not Organisation.objects.exists()


def place(**texts: str) -> dict[str, str]:
    words = {"places-0-slug-words": "Kirkenes", "places-0-slug-asked": "Kirkenes", "places-0-slug": "+"}
    return {
        **words,
        "places-0-slug-new-language": "nb",
        **{f"places-0-slug-new-{name}": text for name, text in texts.items()},
    }


def test_a_place_is_made_in_its_country(anna: Any) -> None:
    builders.country("NO")
    form = sent(RecordForm.opened("project", ("places",), builders.project()), **place(kind="city", country="NO"))
    assert form.is_valid(), form.errors()
    assert form.save(actor=anna) is not None
    made = Project.objects.get().places.get()
    assert (made.slug, made.kind, made.country.code) == ("kirkenes", "city", "NO")


@pytest.mark.parametrize(
    ("texts", "sentence"), [({"kind": "city"}, "A city needs its country"), ({}, "State what the new one is")]
)
def test_what_a_new_place_lacks_is_said_at_its_row(anna: Any, texts: dict[str, str], sentence: str) -> None:
    form = sent(RecordForm.opened("project", ("places",), builders.project()), **place(**texts))
    if form.is_valid():
        assert form.save(actor=anna) is None
    assert sentence in str(form.lists[0].forms[0].errors)
    assert not Project.objects.get().places.exists()


def test_rows_cost_no_further_queries_for_closed_lists(django_assert_num_queries: Any) -> None:
    codes = [f"MR-{letter}" for letter in "ABCDEFGH"]
    form = RecordForm.opened("project", ("councils",), builders.project(councils=codes))
    # The councils to choose from
    with django_assert_num_queries(1):
        render_to_string("keeping/form_fields.html", {"form": RecordForm.sent("project", ("councils",), form.data)})


def test_a_list_longer_than_a_form_is_refused_and_nothing_is_removed(anna: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("pages.keeping.lists.MOST_ROWS", 2)
    form = sent(people(builders.project(councils=["MR-A", "MR-B", "MR-C"])))
    assert not form.is_valid()
    assert form.errors() == [("", "Councils of ministers", ["No more than 2 rows."])]


@pytest.mark.parametrize("text", ["500 kr.", "500 kr", "kr. 500", "DKK 500", "500 DKK", "500,00 dkk", "500.00 Kr"])
def test_kroner_may_be_written_beside_an_amount_in_danish_kroner(anna: Any, text: str) -> None:
    form = money(builders.project(), text, **SOURCE, **{"allocations-0-currency": "DKK"})
    assert form.is_valid(), form.errors()
    assert form.values["allocations"][0]["amount"] == "500.00"


@pytest.mark.parametrize("currency", ["EUR", "SEK"])
def test_kroner_beside_an_amount_in_another_currency_are_refused(anna: Any, currency: str) -> None:
    form = money(builders.project(), "500 kr.", **SOURCE, **{"allocations-0-currency": currency})
    assert not form.is_valid()
    assert "Danish kroner are written beside the amount, and another currency is chosen." in str(form.errors())


@pytest.mark.parametrize("text", ["kr", "kr 500 kr", "500 kroner", "5 kr 00", "EUR 500"])
def test_other_words_beside_an_amount_are_refused(text: str) -> None:
    assert not money(builders.project(), text).is_valid()
