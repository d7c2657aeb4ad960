"""A person may propose by a program what the person may do by hand, and no more."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from budgets.models import Allocation
from changes.apply import Outcome, Refused, apply
from changes.models import Change, Way
from changes.parts.rows import OneRow
from changes.proposal import Proposal
from changes.rights import may, may_propose
from events.models import Contributor
from projects.models import Project
from tests import builders

pytestmark = pytest.mark.django_db

NO_RIGHT = "You do not have the right to do this."
COUNCIL = {"code": "MR-A", "role": "funding"}


@pytest.fixture(autouse=True)
def register() -> None:
    builders.council("MR-A")
    builders.project("P-1", title="A study")
    builders.organisation("body")


def person(*permissions: str, staff: bool = True) -> Any:
    user = get_user_model().objects.create_user("somebody", is_staff=staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def proposed(actor: Any, *proposals: Proposal) -> Outcome:
    return apply(proposals=proposals, way=Way.API, actor=actor, may=may_propose(actor))


def refusal(actor: Any, proposal: Proposal) -> str:
    before = Change.objects.count()
    with pytest.raises(Refused) as refused:
        proposed(actor, proposal)
    assert refused.value.forbidden
    assert refused.value.conflicts == {}
    assert Change.objects.count() == before
    [(name, [sentence])] = refused.value.errors[0].items()
    assert name == "non_field_errors"
    return str(sentence)


def title(text: str) -> Proposal:
    return Proposal.update("project", "P-1", {"title": text})


def grant() -> dict[str, Any]:
    source = Project.objects.get().source
    named = {"document": source.document.slug, "section": source.section, "item": source.item}
    return {"reference": "P-1-A1", "amount": "100.00", "source": named}


def test_whoever_may_change_a_record_changes_it() -> None:
    assert proposed(person("change_project"), title("Another")).change is not None
    assert Project.objects.get().title_en == "Another"


@pytest.mark.parametrize("permissions", [(), ("add_project", "delete_project", "view_project", "change_document")])
def test_without_the_permission_nothing_is_changed(permissions: tuple[str, ...]) -> None:
    assert refusal(person(*permissions), title("Another")) == NO_RIGHT


def test_a_permission_counts_only_on_the_editing_side() -> None:
    assert refusal(person("change_project", staff=False), title("Another")) == NO_RIGHT


def test_nobody_and_closed_accounts_have_no_right() -> None:
    actor = person("change_project")
    actor.is_active = False
    assert refusal(actor, title("Another")) == NO_RIGHT
    assert refusal(None, title("Another")) == NO_RIGHT


def test_a_refusal_tells_nothing_of_the_record() -> None:
    """Neither errors nor what somebody else changed."""
    proposal = Proposal.update("project", "P-1", {"title": "Mine", "kind": "opera"}, base={"title": {"en": "Old"}})
    assert refusal(person(), proposal) == NO_RIGHT


def test_rows_that_belong_to_a_record_need_their_own_permission() -> None:
    money = Proposal.update("project", "P-1", {"allocations": [grant()]})
    actor = person("change_project", "change_allocation")
    assert refusal(actor, money) == "You do not have the right to change these rows of it: allocations."
    actor = get_user_model().objects.get()
    actor.user_permissions.add(Permission.objects.get(codename="add_allocation"))
    actor = get_user_model().objects.get()
    proposed(actor, money)
    more = {**grant(), "amount": "200.00"}
    proposed(actor, Proposal.update("project", "P-1", {"allocations": [more], "title": "Both"}))
    assert str(Allocation.objects.get().amount) == "200.00"
    taken = Proposal.update("project", "P-1", {"allocations": []})
    assert refusal(actor, taken) == "You do not have the right to change these rows of it: allocations."


@pytest.mark.parametrize("data", [{}, {"amount": "much"}, {"amount": "100.00"}])
def test_a_row_that_is_named_alone_needs_its_own_permission_whatever_is_said_of_it(data: dict[str, Any]) -> None:
    builders.allocation(Project.objects.get(), "100.00")
    named = Proposal.update("project", "P-1", {"allocations": OneRow("P-1-A1", data)})
    assert refusal(person("change_project"), named) == (
        "You do not have the right to change these rows of it: allocations."
    )
    keeper = get_user_model().objects.create_user("keeper", is_staff=True)
    keeper.user_permissions.add(Permission.objects.get(codename="change_allocation"))
    if data.get("amount") != "much":
        proposed(keeper, named)
        return
    with pytest.raises(Refused) as refused:
        proposed(keeper, named)
    assert not refused.value.forbidden


def test_rows_that_stay_the_same_need_no_permission() -> None:
    proposed(
        get_user_model().objects.create_superuser("boss"), Proposal.update("project", "P-1", {"councils": [COUNCIL]})
    )
    proposed(person("change_project"), Proposal.update("project", "P-1", {"title": "New", "councils": [COUNCIL]}))
    assert Project.objects.get().title_en == "New"


def test_a_record_with_rows_is_deleted_with_the_rights_to_all_of_them() -> None:
    proposed(
        get_user_model().objects.create_superuser("boss"), Proposal.update("project", "P-1", {"councils": [COUNCIL]})
    )
    deletion = Proposal.delete("project", "P-1")
    assert refusal(person("delete_project"), deletion).startswith("You do not have the right to change these rows")
    actor = get_user_model().objects.get(username="somebody")
    actor.user_permissions.add(Permission.objects.get(codename="delete_councilrole"))
    proposed(get_user_model().objects.get(username="somebody"), deletion)
    assert not Project.objects.exists()


def test_an_organisations_account_proposes_nothing() -> None:
    actor = person("add_event", staff=False)
    Contributor.objects.create(user=actor, organisation=builders.organisation("theirs"))
    assert refusal(actor, Proposal.create("event", {"title": "A meeting"})) == (
        "The account of an organisation enters and changes its events in the calendar's form."
    )
    assert refusal(actor, title("Another")) == NO_RIGHT


def test_a_page_can_ask_for_a_right_before_there_is_a_proposal() -> None:
    actor = person("change_project", "add_organisation")
    assert may(actor, "update", "project")
    assert may(actor, "create", "organisation")
    assert not may(actor, "delete", "project")
    with pytest.raises(KeyError):
        may(actor, "update", "nothing")
