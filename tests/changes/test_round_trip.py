"""A record is written in the shape in which it is read: an export that is sent back changes nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changes.apply import apply
from changes.check import standing_on
from changes.models import Change, Way
from changes.proposal import Proposal
from changes.reading import snapshot
from changes.tables import model_of
from changes.undo import undo
from tests import random_portfolios
from tests.cases import examples

PATHS = {
    "project": ("projects/", "reference", {"portfolio": "all"}),
    "organisation": ("organisations/", "slug", {}),
    "place": ("places/", "slug", {}),
    "document": ("documents/", "slug", {}),
    "fund": ("funds/", "slug", {}),
    "event": ("events/", "slug", {}),
    "source": ("sources/", "slug", {}),
}


def exported(get: Any, kind: str, **parameters: Any) -> list[dict[str, Any]]:
    path, _key, filters = PATHS[kind]
    results: list[dict[str, Any]] = []
    page = 1
    while True:
        answer = get(path, **filters, **parameters, page=page, page_size=100)
        results += answer["results"]
        if not answer["next"]:
            return results
        page += 1


def sent_back(kind: str, objects: list[dict[str, Any]]) -> list[Proposal]:
    return [Proposal.update(kind, one[PATHS[kind][1]], one, whole=True) for one in objects]


@pytest.mark.parametrize("language", ["en", "da", "fi"])
@pytest.mark.parametrize("kind", PATHS)
def test_an_export_of_the_seeds_sent_back_changes_nothing(dokument8: None, get: Any, kind: str, language: str) -> None:
    objects = exported(get, kind, lang=language)
    assert len(objects) == model_of(kind).objects.count() > 0
    before = Change.objects.count()
    outcome = apply(proposals=sent_back(kind, objects), way=Way.API)
    assert [one for one in outcome.differences if one] == []
    assert outcome.change is None
    assert Change.objects.count() == before


@examples(15)
@given(plans=st.lists(random_portfolios.PLANS, min_size=1, max_size=4))
def test_an_export_of_a_random_portfolio_sent_back_changes_nothing(db: None, get: Any, plans: Any) -> None:
    random_portfolios.clear()
    random_portfolios.build(plans)
    outcome = apply(proposals=sent_back("project", exported(get, "project")), way=Way.API)
    assert [one for one in outcome.differences if one] == []


@pytest.mark.parametrize("kind", PATHS)
def test_every_record_of_the_seeds_can_be_deleted_and_comes_back_the_same(dokument8: None, kind: str) -> None:
    """What a change keeps is enough to make the record again."""
    tried = 0
    for row in model_of(kind).objects.order_by("pk"):
        if standing_on(row, kind) or tried == 5:
            continue
        tried += 1
        before = snapshot(kind, row.pk)
        outcome = apply(proposals=[Proposal("delete", kind, row=row.pk)], way=Way.API)
        assert snapshot(kind, row.pk) is None
        undo(change=outcome.change)
        assert snapshot(kind, row.pk) == before
    assert tried or kind in ("fund", "source")
