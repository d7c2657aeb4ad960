"""Five roles say who may change what, and a role can be limited to portfolios and councils."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import RoleLimit
from accounts.roles import Role, give_role, permissions_of
from changes import tables
from changes.apply import Refused, apply
from changes.models import Way
from changes.opened import changing
from changes.proposal import Proposal
from changes.rights import may, may_propose
from events.entry.contributing import ROLE
from events.models import Contributor
from projects.models import Organisation, Project
from tests import builders

pytestmark = pytest.mark.django_db
VERBS = ("create", "update", "delete")
MONEY = ("fund", "budget-post", "budget-rate", "period", "co-financing", "contract", "entry", "rule")
REGISTER = ("project", "organisation", "place", "document", "source", "contact", "event")
SETTINGS = ("council", "core-area", "portfolio")
OUTSIDE = "This record lies outside the portfolios and councils to which your role is limited."


def person(*roles: str, name: str = "somebody") -> User:
    user = User.objects.create_user(name)
    for role in roles:
        give_role(user=user, role=role)
    return User.objects.get(pk=user.pk)


def limited(role: str, *, portfolio: str = "", council: str = "", name: str = "somebody") -> User:
    user = person(role, name=name)
    group = Group.objects.get(name=role)
    if portfolio:
        RoleLimit.objects.create(user=user, role=group, portfolio=builders.portfolio(portfolio))
    if council:
        RoleLimit.objects.create(user=user, role=group, council=builders.council(council))
    return user


def writes(user: User) -> set[str]:
    """Returns the kinds of records that the person may create, change and delete."""
    return {kind for kind in tables.kinds() if all(may(user, verb, kind) for verb in VERBS)}


def test_the_role_of_an_organisation_without_an_organisation_reads_no_register() -> None:
    alone = person(Role.CONTRIBUTOR)
    assert not may(alone, "read", "register")
    assert not may(alone, "read", "every portfolio")
    assert may(alone, "read", "calendar")
    assert not may(alone, "create", "event")
    assert not may(alone, "hand in", "owed-reports")
    assert Role.CONTRIBUTOR.value == ROLE
    client = Client()
    client.force_login(alone)
    answers = {path: client.get(path).status_code for path in ("/", "/reports/debt/", "/api/v1/why/", "/calendar/")}
    assert answers == {"/": 302, "/reports/debt/": 403, "/api/v1/why/": 403, "/calendar/": 200}


def test_each_role_writes_its_own_kinds_of_records_and_no_others() -> None:
    contributor = person(Role.CONTRIBUTOR, name="body")
    Contributor.objects.create(user=contributor, organisation=builders.organisation("body"))
    assert writes(person(Role.READER, name="a")) == set()
    assert writes(person(Role.ADVISER, name="b")) == set(REGISTER)
    assert writes(person(Role.CONTROLLER, name="c")) == set(MONEY)
    assert writes(person(Role.ADMINISTRATOR, name="d")) == set(SETTINGS)
    assert writes(contributor) == set()
    assert may(contributor, "create", "event")
    assert not may(contributor, "read", "register")


def test_every_kind_of_record_belongs_to_a_role() -> None:
    assert {*MONEY, *REGISTER, *SETTINGS} == set(tables.kinds())


def test_two_roles_add_up() -> None:
    assert writes(person(Role.ADVISER, Role.CONTROLLER)) == {*REGISTER, *MONEY}


def test_only_advisers_see_contacts() -> None:
    seeing = [role for role in Role.values if may(person(role, name=role), "see", "contact")]
    assert seeing == [Role.ADVISER]


@pytest.mark.parametrize("role", Role.values)
def test_the_groups_have_the_rights_that_are_written_down(role: str) -> None:
    rights = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    assert set(rights) == permissions_of(role)


def test_a_role_does_not_count_without_staff() -> None:
    user = person(Role.ADVISER)
    user.is_staff = False
    assert writes(user) == set()


def propose(actor: User, proposal: Proposal) -> Any:
    return apply(proposals=[proposal], way=Way.API, actor=actor, may=may_propose(actor))


def refusal(actor: User, proposal: Proposal) -> str:
    with pytest.raises(Refused) as refused:
        propose(actor, proposal)
    assert refused.value.forbidden
    return str(refused.value.errors[0]["non_field_errors"][0])


@pytest.fixture
def two_portfolios() -> None:
    builders.portfolio("ours")
    builders.portfolio("theirs", own=False)
    builders.project("OURS", councils=("MR-A",))
    builders.project("THEIRS", portfolio=builders.portfolio("theirs"), councils=("MR-B",))


def title(reference: str) -> Proposal:
    return Proposal.update("project", reference, {"title": {"en": "Another"}})


@pytest.mark.usefixtures("two_portfolios")
@pytest.mark.parametrize("limits", [{"portfolio": "ours"}, {"council": "MR-A"}])
def test_a_limited_role_changes_only_what_lies_within(limits: dict[str, str]) -> None:
    actor = limited(Role.ADVISER, **limits)
    propose(actor, title("OURS"))
    assert refusal(actor, title("THEIRS")) == OUTSIDE
    assert refusal(actor, Proposal.delete("project", "THEIRS")) == OUTSIDE
    ours, theirs = Project.objects.order_by("reference")
    assert may(actor, "update", ours)
    assert not may(actor, "update", theirs)
    assert Project.objects.get(reference="THEIRS").title_en == "THEIRS"


@pytest.mark.usefixtures("two_portfolios")
def test_two_limits_widen_each_other() -> None:
    actor = limited(Role.ADVISER, portfolio="ours", council="MR-B")
    propose(actor, title("OURS"))
    propose(actor, title("THEIRS"))


@pytest.mark.usefixtures("two_portfolios")
def test_nobody_moves_a_project_across_the_limits() -> None:
    actor = limited(Role.ADVISER, portfolio="ours")
    assert refusal(actor, Proposal.update("project", "OURS", {"portfolio": "theirs"})) == OUTSIDE
    taken = Proposal.update("project", "THEIRS", {"portfolio": "ours"})
    assert refusal(actor, taken) == OUTSIDE


@pytest.mark.usefixtures("two_portfolios")
def test_a_council_that_is_only_the_audience_opens_nothing() -> None:
    theirs = Project.objects.get(reference="THEIRS")
    theirs.councils.through.objects.create(project=theirs, council=builders.council("MR-C"), role="audience")
    assert refusal(limited(Role.ADVISER, council="MR-C"), title("THEIRS")) == OUTSIDE


@pytest.mark.usefixtures("two_portfolios")
def test_the_money_of_a_project_lies_where_the_project_lies() -> None:
    actor = limited(Role.CONTROLLER, portfolio="ours")
    ours, theirs = (builders.allocation(project) for project in Project.objects.order_by("reference"))
    for grant, may_write in ((ours, True), (theirs, False)):
        assert may(actor, "update", builders.entry(grant, amount="10.00")) is may_write
        assert may(actor, "delete", builders.contract(grant)) is may_write
        assert may(actor, "update", grant) is may_write
        assert may(actor, "create", "entry", of=grant.project) is may_write
    assert not may(actor, "update", builders.post())


@pytest.mark.usefixtures("two_portfolios")
def test_shared_records_are_added_but_not_changed_with_a_limited_role() -> None:
    actor = limited(Role.ADVISER, portfolio="ours")
    builders.organisation("body")
    propose(actor, Proposal.create("organisation", {"slug": "other", "name": {"en": "Other"}, "kind": "public"}))
    changed = Proposal.update("organisation", "body", {"abbreviation": "BO"})
    assert refusal(actor, changed) == OUTSIDE
    assert not may(actor, "update", Organisation.objects.get(slug="body"))


@pytest.mark.usefixtures("two_portfolios")
def test_an_event_lies_where_all_its_projects_lie() -> None:
    actor = limited(Role.ADVISER, portfolio="ours")
    ours, theirs = Project.objects.order_by("reference")
    event = builders.event("meeting")
    assert not may(actor, "update", event)
    event.projects.add(ours)
    assert may(actor, "update", event)
    event.projects.add(theirs)
    assert not may(actor, "update", event)


@pytest.mark.usefixtures("two_portfolios")
def test_a_second_role_without_limits_reaches_everything() -> None:
    actor = limited(Role.ADVISER, portfolio="ours")
    everywhere = Group.objects.create(name="editors")
    everywhere.permissions.add(Permission.objects.get(codename="change_project"))
    actor.groups.add(everywhere)
    propose(User.objects.get(pk=actor.pk), title("THEIRS"))


@pytest.mark.usefixtures("two_portfolios")
def test_a_write_that_no_form_checked_is_undone_outside_the_limits() -> None:
    actor = limited(Role.ADVISER, portfolio="ours")
    theirs = Project.objects.get(reference="THEIRS")
    theirs.status = "ongoing"
    with pytest.raises(PermissionDenied, match="outside"), changing(way=Way.ADMIN, actor=actor):
        theirs.save()
    assert Project.objects.get(reference="THEIRS").status == "closed"
    with changing(way=Way.ADMIN, actor=actor):
        Project.objects.filter(reference="OURS").update(status="ongoing")


@pytest.mark.usefixtures("two_portfolios")
def test_pages_show_no_button_outside_the_limits() -> None:
    client = Client()
    client.force_login(limited(Role.ADVISER, portfolio="ours"))
    assert "?edit=" in client.get("/projects/OURS/").content.decode()
    assert "?edit=" not in client.get("/projects/THEIRS/").content.decode()
    assert client.get("/projects/THEIRS/?edit=texts").status_code == 403
    theirs = Project.objects.get(reference="THEIRS")
    page = client.get(f"/admin/projects/project/{theirs.pk}/change/").content.decode()
    assert 'name="_save"' not in page


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.ADMINISTRATOR])
def test_who_only_reads_a_record_does_not_save_an_old_state_of_it(role: str) -> None:
    row = builders.organisation("body")
    state = row.history.latest("history_id").history_id
    address = f"/admin/projects/organisation/{row.pk}/history/{state}/"
    sent = {"slug": "body", "name_en": "Taken over", "kind": "other", "note_en": ""}
    client = signed_in(person(role))
    assert client.get(address).status_code == 200
    assert client.post(address, sent).status_code == 403
    assert Organisation.objects.get().name_en == "body"


def test_who_may_not_add_records_does_not_bring_a_deleted_one_back() -> None:
    row = builders.organisation("body")
    state = row.history.latest("history_id").history_id
    with changing(way=Way.ADMIN):
        Organisation.objects.get().delete()
    answer = signed_in(person(Role.CONTROLLER)).post(f"/admin/projects/organisation/{row.pk}/history/{state}/")
    assert answer.status_code == 403
    assert not Organisation.objects.exists()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def account_form(account: User, *roles: str) -> dict[str, Any]:
    groups = list(Group.objects.filter(name__in=roles).values_list("pk", flat=True))
    fields = {"username": account.username, "is_active": "on", "is_staff": "on", "groups": groups}
    return {**fields, "date_joined_0": "2026-01-01", "date_joined_1": "00:00"}


def test_an_administrator_gives_roles_to_others_and_not_to_themselves() -> None:
    keeper, other = person(Role.ADMINISTRATOR, name="keeper"), person(Role.ADVISER, name="other")
    client = signed_in(keeper)
    client.post(f"/admin/auth/user/{other.pk}/change/", account_form(other, Role.ADVISER, Role.CONTROLLER))
    assert {group.name for group in other.groups.all()} == {Role.ADVISER, Role.CONTROLLER}
    own = client.post(f"/admin/auth/user/{keeper.pk}/change/", account_form(keeper, Role.CONTROLLER))
    assert "You can only give rights that you have yourself" in own.content.decode()
    assert {group.name for group in keeper.groups.all()} == {Role.ADMINISTRATOR}


def test_an_administrator_sets_no_password_of_an_account_with_other_rights() -> None:
    client, other = signed_in(person(Role.ADMINISTRATOR, name="keeper")), person(Role.CONTROLLER, name="other")
    assert client.get(f"/admin/auth/user/{other.pk}/password/").status_code == 403
    assert 'name="email"' not in client.get(f"/admin/auth/user/{other.pk}/change/").content.decode()
    assert client.get(f"/admin/auth/user/{other.pk}/delete/").status_code == 403


def test_a_role_of_staff_needs_an_account_of_staff() -> None:
    client, other = signed_in(person(Role.ADMINISTRATOR, name="keeper")), person(name="other")
    sent = {**account_form(other, Role.ADVISER), "is_staff": ""}
    refused = client.post(f"/admin/auth/user/{other.pk}/change/", sent)
    assert "The rights of this role count only for staff: Adviser." in refused.content.decode()
    assert not other.groups.exists()


def test_nobody_changes_their_own_limits() -> None:
    keeper = limited(Role.ADMINISTRATOR, portfolio="ours", name="keeper")
    client, row = signed_in(keeper), RoleLimit.objects.get()
    assert client.post(f"/admin/accounts/rolelimit/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert 'name="_save"' not in client.get(f"/admin/accounts/rolelimit/{row.pk}/change/").content.decode()
    assert RoleLimit.objects.exists()


def test_the_groups_of_the_roles_stay_as_they_are() -> None:
    client = signed_in(User.objects.create_superuser("chief"))
    group = Group.objects.get(name=Role.READER)
    assert client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "all"}).status_code == 403
    assert client.get(f"/admin/auth/group/{group.pk}/delete/").status_code == 403


def test_a_limit_names_one_thing_and_is_kept() -> None:
    row = RoleLimit(user=person(Role.ADVISER), role=Group.objects.get(name=Role.ADVISER))
    assert "role_limit_names_one" in [constraint.name for constraint in row._meta.constraints]
    row.portfolio = builders.portfolio("ours")
    row.save()
    assert RoleLimit.objects.get_by_natural_key("somebody", "adviser", "ours", None) == row
    assert row.history.count() == 1


def test_everybody_reads_what_the_roles_do_and_administrators_who_has_them() -> None:
    limited(Role.ADVISER, portfolio="ours")
    reader = signed_in(person(Role.READER, name="plain")).get("/people/").content.decode()
    assert "Keeps the money: grants, contracts, entries, budget posts and rates. Closes periods." in reader
    assert "Who has which role" not in reader
    assert "somebody" not in reader
    page = signed_in(person(Role.ADMINISTRATOR, name="keeper")).get("/people/").content.decode()
    assert "Who has which role" in page
    assert "Adviser: ours" in page
