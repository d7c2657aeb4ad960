"""The nearest known organisations of a name, as a form or an import asks for them."""

from typing import Any

import pytest

from changes import guard
from changes.apply import apply
from changes.models import Way
from changes.proposal import Proposal
from projects.doubles.alike import Evidence
from projects.doubles.known import known_organisations
from projects.doubles.nearest import nearest
from projects.models import Organisation, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies() -> dict[str, Organisation]:
    denmark = Place.objects.create(slug="denmark", kind="country", name_en="Denmark", code="DK")
    norway = Place.objects.create(slug="norway", kind="country", name_en="Norway", code="NO")
    rows = [
        Organisation(slug="red-cross-dk", name_da="Dansk Røde Kors", name_en="Danish Red Cross", country=denmark),
        Organisation(slug="red-cross-no", name_nb="Norges Røde Kors", name_en="Norwegian Red Cross", country=norway),
        Organisation(
            slug="diis", name_da="Dansk Institut for Internationale Studier", abbreviation="DIIS", country=denmark
        ),
        Organisation(slug="fafo", name_en="Fafo", country=norway),
    ]
    for row in rows:
        row.save()
    return {row.slug: row for row in rows}


def found(name: Any, **asked: Any) -> list[tuple[str, str, bool]]:
    return [(near.organisation.slug, near.alike.evidence, near.is_double) for near in nearest(name, **asked)]


def test_the_likeliest_comes_first_and_others_that_look_alike_follow(bodies: dict[str, Organisation]) -> None:
    assert found("dansk rode kors") == [
        ("red-cross-dk", Evidence.SPELLING, True),
        ("red-cross-no", Evidence.WORDS, False),
    ]


def test_names_in_any_language_are_known(bodies: dict[str, Organisation]) -> None:
    assert found("NORWEGIAN RED CROSS")[0] == ("red-cross-no", Evidence.SPELLING, True)
    assert found(["Etwas", "Fafo AS"])[0] == ("fafo", Evidence.SPELLING, True)


def test_an_acronym_finds_its_organisation(bodies: dict[str, Organisation]) -> None:
    assert found("DIIS") == [("diis", Evidence.ACRONYM, True)]


def test_a_country_tells_organisations_apart(bodies: dict[str, Organisation]) -> None:
    assert found("Fafo", country="IS") == [("fafo", Evidence.SPELLING, False)]


def test_a_new_name_finds_nothing(bodies: dict[str, Organisation]) -> None:
    assert found("Landssamband kvinna í sjávarútvegi") == []
    assert found("") == []
    assert found("…") == []


def test_the_organisation_itself_is_left_out(bodies: dict[str, Organisation]) -> None:
    assert found("Fafo", besides=bodies["fafo"].pk) == []


def test_a_new_organisation_is_known_at_once(bodies: dict[str, Organisation]) -> None:
    assert found("Marta") == []
    Organisation.objects.create(slug="marta", name_en="Marta")
    assert found("Marta") == [("marta", Evidence.SPELLING, True)]


def test_it_reads_all_names_once(bodies: dict[str, Organisation], django_assert_num_queries: Any) -> None:
    # The last change; all organisations, their other names, numbers and differences; all places; the
    # organisations found
    with django_assert_num_queries(7):
        assert nearest("Fafo")


@pytest.mark.django_db(transaction=True)
def test_after_a_change_only_what_it_touched_is_read_again(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other tests write without a change
    monkeypatch.setattr(guard, "unnumbered", lambda: 0)
    for slug, name in (("fafo", "Fafo"), ("marta", "Marta")):
        apply(proposals=[Proposal.create("organisation", {"slug": slug, "name": {"en": name}})], way=Way.API)
    index = known_organisations()
    # The last change, and the one that the index knows
    with django_assert_num_queries(2):
        assert known_organisations() is index
    apply(proposals=[Proposal.update("organisation", "marta", {"name": {"en": "Maria"}})], way=Way.API)
    # The last change, the one that the index knows, the touched records, their names, other names, numbers, differences
    with django_assert_num_queries(7):
        known_organisations()
    assert found("Maria") == [("marta", Evidence.SPELLING, True)]
    assert found("Marta") == []
    assert found("Fafo") == [("fafo", Evidence.SPELLING, True)]
    apply(proposals=[Proposal.delete("organisation", "fafo")], way=Way.API)
    assert found("Fafo") == []
    assert set(known_organisations().known) == set(Organisation.objects.values_list("pk", flat=True))
