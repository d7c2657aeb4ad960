"""Several projects are changed at once: chosen, looked at, applied as one change."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from changes.models import Change
from changes.undo import undo
from pages.several import selection
from projects.models import CoreArea, Project
from tests import builders

pytestmark = pytest.mark.django_db

PAGE = "/projects/several/"
CLOSED = "change=status&new_status=closed"


@pytest.fixture(autouse=True)
def register() -> None:
    """Two ongoing projects and a closed one, of which one has a council with a note and a grant."""
    first = builders.project("P-1", status="ongoing", councils=["MR-A"])
    first.council_roles.update(inferred=True, note_en="It says so elsewhere.")
    builders.allocation(first, "1000.00")
    builders.project("P-2", status="ongoing")
    builders.project("P-3", status="closed")
    builders.council("MR-B")
    builders.portfolio("theirs", own=False)
    builders.organisation("body")
    builders.city("umea", "SE")
    CoreArea.objects.create(slug="prevention", name_en="Prevention", number=1)


def looked_at(client: Client, query: str) -> tuple[str, str]:
    """Returns the address of the page with the difference, and its text."""
    answer = client.get(f"{PAGE}?{query}")
    assert answer.status_code == 200, answer.content.decode()
    return f"{PAGE}?{query}", text_of(answer)


def text_of(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def agreed(client: Client, address: str, **values: Any) -> dict[str, Any]:
    """Returns what the page's form sends."""
    page = client.get(address).content.decode()
    found = re.findall(r'name="(seen|shown|left_out|form_key)" value="([^"]*)"', page)
    return {**dict(found), **values}


def apply(client: Client, query: str, **values: Any) -> Any:
    address = f"{PAGE}?{query}"
    return client.post(address, agreed(client, address, **values), follow=True)


def statuses() -> dict[str, str]:
    return dict(Project.objects.values_list("reference", "status"))


def test_the_ticked_projects_are_changed_as_one_change_that_one_undo_takes_back(admin_client: Client) -> None:
    address, page = looked_at(admin_client, f"tick=P-1&tick=P-3&{CLOSED}")
    assert "2 ticked projects" in page
    assert "1 project would change" in page
    assert "1 stays as it is" in page
    assert "P-1 P-1 Status: Ongoing → Closed" in page
    assert not Change.objects.exists()
    answer = admin_client.post(address, agreed(admin_client, address, reason="The year is over"), follow=True)
    assert '1 project was changed. <a href="/changes/1/">See change 1 or undo it</a>.' in answer.content.decode()
    assert statuses() == {"P-1": "closed", "P-2": "ongoing", "P-3": "closed"}
    change = Change.objects.get()
    assert (change.reason, change.way, str(change.actor)) == ("The year is over", "page", "admin")
    assert [record.key for record in change.records.all()] == ["P-1"]
    undo(change=change)
    assert statuses()["P-1"] == "ongoing"


def test_all_that_match_are_chosen_by_their_query(admin_client: Client) -> None:
    _address, page = looked_at(admin_client, f"every=yes&status=ongoing&{CLOSED}")
    assert "All 2 projects that match the filters" in page
    assert "Status: Ongoing" in page
    apply(admin_client, f"every=yes&status=ongoing&{CLOSED}")
    assert set(statuses().values()) == {"closed"}


def test_one_is_back_on_the_list_with_the_same_filters(admin_client: Client) -> None:
    answer = apply(admin_client, f"tick=P-1&status=ongoing&columns=partners&page=1&{CLOSED}")
    assert answer.redirect_chain == [("/projects/?status=ongoing&columns=partners&page=1", 302)]


def rows(reference: str) -> dict[str, Any]:
    project = Project.objects.get(reference=reference)
    return {
        "councils": {(role.council.code, role.role, role.note_en or "") for role in project.council_roles.all()},
        "partners": {(partner.organisation.slug, partner.role) for partner in project.partnerships.all()},
        "core_areas": {area.slug for area in project.core_areas.all()},
        "places": {place.slug for place in project.places.all()},
        "portfolio": project.portfolio.slug,
        "status": project.status,
    }


NOTED = ("MR-A", "co-operating", "It says so elsewhere.")


@pytest.mark.parametrize(
    ("query", "field", "said", "then"),
    [
        ("change=status&new_status=closed", "status", "Status: Ongoing → Closed", "closed"),
        (
            "change=add-council&new_council=MR-B&council_role=funding",
            "councils",
            "Council in a role added: MR-B",
            {NOTED, ("MR-B", "funding", "")},
        ),
        ("change=remove-council&new_council=MR-A", "councils", "Council in a role removed: MR-A", set()),
        ("change=add-partner&new_partner=body&partner_role=hosting", "partners", "body", {("body", "hosting")}),
        ("change=add-core-area&new_core_area=prevention", "core_areas", "Prevention", {"prevention"}),
        ("change=add-place&new_place=umea", "places", "umea", {"umea"}),
        ("change=portfolio&new_portfolio=theirs", "portfolio", "ours → theirs", "theirs"),
    ],
)
def test_every_change_says_what_it_does_and_does_it(
    admin_client: Client, query: str, field: str, said: str, then: Any
) -> None:
    _address, page = looked_at(admin_client, f"tick=P-1&{query}")
    assert said in page
    assert apply(admin_client, f"tick=P-1&{query}").status_code == 200
    assert rows("P-1")[field] == then
    # Once more, there is nothing to change
    assert "1 stays as it is" in looked_at(admin_client, f"tick=P-1&{query}")[1]


def test_what_is_added_can_be_removed_again(admin_client: Client) -> None:
    before = rows("P-1")
    for name, value in [("partner", "body"), ("core_area", "prevention"), ("place", "umea")]:
        verb = name.replace("_", "-")
        role = "&partner_role=hosting" if name == "partner" else ""
        apply(admin_client, f"tick=P-1&change=add-{verb}&new_{name}={value}{role}")
        assert rows("P-1") != before
        apply(admin_client, f"tick=P-1&change=remove-{verb}&new_{name}={value}")
        assert rows("P-1") == before


def test_a_role_limits_what_is_removed(admin_client: Client) -> None:
    apply(admin_client, "tick=P-1&change=add-council&new_council=MR-A&council_role=audience")
    apply(admin_client, "tick=P-1&change=remove-council&new_council=MR-A&council_role=audience")
    assert rows("P-1")["councils"] == {NOTED}


def test_a_council_is_added_in_a_role_only(admin_client: Client) -> None:
    answer = admin_client.get(f"{PAGE}?tick=P-1&change=add-council&new_council=MR-B")
    assert answer.status_code == 400
    assert "Choose a role to add it with." in text_of(answer)


def test_totals_that_move_are_said_by_council_and_by_portfolio(admin_client: Client) -> None:
    page = looked_at(admin_client, "tick=P-1&tick=P-2&change=add-council&new_council=MR-B&council_role=funding")[1]
    assert "MR-A: −1,000 DKK (1,000 → 0)" in page
    assert "MR-A + MR-B: +1,000 DKK (0 → 1,000)" in page
    page = looked_at(admin_client, "every=yes&change=portfolio&new_portfolio=theirs")[1]
    assert "theirs: +1,000 DKK (0 → 1,000)" in page
    assert "ours: −1,000 DKK (1,000 → 0)" in page
    assert "No total moves." in looked_at(admin_client, f"tick=P-1&{CLOSED}")[1]


def test_another_selection_than_the_shown_one_is_shown_again(admin_client: Client) -> None:
    address = f"{PAGE}?every=yes&status=ongoing&{CLOSED}"
    form = agreed(admin_client, address)
    builders.project("P-4", status="ongoing")
    answer = admin_client.post(address, form)
    assert answer.status_code == 409
    assert "Other projects match by now than those that were shown. Now they are 3." in text_of(answer)
    assert not Change.objects.exists()
    assert admin_client.post(address, agreed(admin_client, address)).status_code == 302


def test_as_many_others_are_another_selection(admin_client: Client) -> None:
    address = f"{PAGE}?every=yes&status=ongoing&{CLOSED}"
    form = agreed(admin_client, address)
    Project.objects.filter(reference="P-2").update(status="closed")
    Project.objects.filter(reference="P-3").update(status="ongoing")
    assert admin_client.post(address, form).status_code == 409
    assert not Change.objects.exists()


@pytest.mark.parametrize("status", ["closed", "ongoing"])
def test_a_field_that_somebody_changed_in_between_is_named_and_nothing_is_written(
    admin_client: Client, status: str
) -> None:
    """The first would have been changed, the other would have stayed as it was."""
    address = f"{PAGE}?tick=P-1&tick=P-2&tick=P-3&change=status&new_status={status}"
    form = agreed(admin_client, address)
    apply(admin_client, "tick=P-2&change=status&new_status=closed")
    answer = admin_client.post(address, form)
    assert answer.status_code == 409
    assert "Somebody changed these projects in the meantime: P-2." in text_of(answer)
    assert Change.objects.count() == 1
    assert admin_client.post(address, agreed(admin_client, address)).status_code == 302


def test_another_field_that_somebody_changed_is_no_matter(admin_client: Client) -> None:
    address = f"{PAGE}?tick=P-1&{CLOSED}"
    form = agreed(admin_client, address)
    apply(admin_client, "tick=P-1&change=add-place&new_place=umea")
    assert admin_client.post(address, form).status_code == 302
    assert (rows("P-1")["status"], rows("P-1")["places"]) == ("closed", {"umea"})


def test_a_page_from_before_a_restored_backup_is_shown_again(admin_client: Client) -> None:
    apply(admin_client, "tick=P-1&change=add-place&new_place=umea")
    address = f"{PAGE}?tick=P-1&{CLOSED}"
    form = agreed(admin_client, address)
    Change.objects.update(mark="another")
    assert admin_client.post(address, form).status_code == 409


@pytest.mark.parametrize("seen", ["", "x", "1:", "9" * 30 + ":a", "-1:a", "٣:a"])
def test_a_forged_version_is_refused(admin_client: Client, seen: str) -> None:
    address = f"{PAGE}?tick=P-1&{CLOSED}"
    assert admin_client.post(address, agreed(admin_client, address, seen=seen)).status_code == 409
    assert not Change.objects.exists()


def test_the_same_form_sent_twice_is_one_change(admin_client: Client) -> None:
    address = f"{PAGE}?tick=P-1&{CLOSED}"
    form = agreed(admin_client, address)
    first, second = admin_client.post(address, form), admin_client.post(address, form)
    assert first["Location"] == second["Location"] == "/projects/"
    assert Change.objects.count() == 1


def test_a_project_that_is_gone_is_named(admin_client: Client) -> None:
    _address, page = looked_at(admin_client, f"tick=P-1&tick=P-9&{CLOSED}")
    assert "These projects are no longer in the register: P-9." in page


def test_what_the_person_may_not_change_is_refused_with_the_reason_and_left_out(
    client: Client, django_user_model: Any
) -> None:
    person = django_user_model.objects.create_user("per", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="change_project"))
    client.force_login(person)
    page = looked_at(client, "tick=P-1&change=add-place&new_place=umea")[1]
    assert "1 cannot change and is left out" in page
    assert "You do not have the right to change these rows of it: places." in page
    assert "Change 1 project" not in page
    assert apply(client, f"tick=P-1&{CLOSED}").status_code == 200
    assert statuses()["P-1"] == "closed"


def test_who_may_not_change_projects_sees_no_ticks_and_no_page(reader: Client, admin_client: Client) -> None:
    address = f"{PAGE}?tick=P-1&{CLOSED}"
    form = agreed(admin_client, address)
    assert reader.get(address).status_code == 403
    assert reader.post(address, form).status_code == 403
    assert 'name="tick"' not in reader.get("/projects/").content.decode()
    assert 'name="tick"' in admin_client.get("/projects/").content.decode()
    assert not Change.objects.exists()


def test_a_right_lost_in_between_writes_nothing(client: Client, django_user_model: Any) -> None:
    person = django_user_model.objects.create_superuser("per")
    client.force_login(person)
    address = f"{PAGE}?tick=P-1&{CLOSED}"
    form = agreed(client, address)
    django_user_model.objects.filter(pk=person.pk).update(is_superuser=False)
    assert client.post(address, form).status_code == 403
    assert not Change.objects.exists()


def test_more_projects_than_one_change_takes_are_refused_with_a_sentence(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "MOST", 2)
    monkeypatch.setattr("pages.several.views.MOST", 2)
    answer = admin_client.get(f"{PAGE}?every=yes&{CLOSED}")
    assert answer.status_code == 400
    assert "3 projects are chosen, and one change takes 2 at most." in text_of(answer)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "tick=P-9",
        "tick=P-1&typo=1",
        "tick=P-1&change=delete",
        "tick=P-1&change=status",
        "tick=P-1&change=status&new_status=banana",
        "tick=P-1&change=add-place&new_place=nowhere",
        "tick=P-1&change=add-council&new_council=MR-X&council_role=funding",
        "tick=P-1&change=add-council&new_council=MR-B&council_role=banana",
        "every=yes&status=banana",
        "every=yes&search=nothing-like-this",
    ],
)
def test_nonsense_is_a_400_and_writes_nothing(admin_client: Client, query: str) -> None:
    assert admin_client.get(f"{PAGE}?{query}").status_code == 400
    assert admin_client.post(f"{PAGE}?{query}", {"seen": "0:", "shown": "x"}).status_code == 400
    assert not Change.objects.exists()


def test_a_reason_that_is_too_long_is_refused_and_kept(admin_client: Client) -> None:
    address = f"{PAGE}?tick=P-1&{CLOSED}"
    answer = admin_client.post(address, agreed(admin_client, address, reason="x" * 1001))
    assert answer.status_code == 409
    assert "x" * 1000 in answer.content.decode()
    assert not Change.objects.exists()


def test_a_long_list_is_cut_after_fifty_and_says_how_many_more(admin_client: Client) -> None:
    for number in range(10, 63):
        builders.project(f"P-{number}", status="ongoing")
    page = looked_at(admin_client, f"every=yes&{CLOSED}")[1]
    assert "55 projects would change" in page
    assert "And 5 more." in page
    assert page.count("Ongoing → Closed") == 50


def test_a_search_in_a_long_list_shows_the_results_without_errors(admin_client: Client) -> None:
    answer = admin_client.get(f"{PAGE}?tick=P-1&find=new_partner&find_new_partner=body")
    assert answer.status_code == 200
    assert "This field is required" not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("change=status", "filter-new_status", "Status : This field is required."),
        ("change=status&new_status=x", "filter-new_status", "Status : Select a valid choice. x is not"),
        ("change=add-place", "filter-new_place", "Places, Place : This field is required."),
        (
            "change=add-council&new_council=MR-B",
            "filter-council_role",
            "Councils of ministers, Role : Choose a role to add it with.",
        ),
    ],
)
def test_a_wrong_choice_is_said_at_the_top_with_a_link_to_its_field(
    admin_client: Client, query: str, field: str, sentence: str
) -> None:
    answer = admin_client.get(f"{PAGE}?tick=P-1&{query}")
    top = answer.content.decode().partition('id="what"')[0]
    assert f"Nothing is saved yet {sentence}" in text_of_part(top)
    assert f'href="#{field}"' in top
    assert f'id="{field}"' in answer.content.decode()


def text_of_part(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))


def test_a_selection_that_nothing_matches_any_more_is_said_to_have_changed(admin_client: Client) -> None:
    address = f"{PAGE}?every=yes&status=ongoing&{CLOSED}"
    form = agreed(admin_client, address)
    Project.objects.update(status="closed")
    page = text_of(admin_client.post(address, form))
    assert "The selection has changed" in page
    assert "No project is chosen" not in page
    assert "No project matches the filters" in text_of(admin_client.get(address))
