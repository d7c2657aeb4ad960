"""Saved views: who may see and change them, which can be saved, and that a view keeps its filters."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import services
from accounts.models import Pin, SavedView
from projects.models import Council
from tests.pages.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(django_user_model: Any) -> dict[str, Any]:
    """Creates two members of staff, and a person who is not on the staff."""
    staff = {name: django_user_model.objects.create_user(name, is_staff=True) for name in ("anna", "bo")}
    return {**staff, "carl": django_user_model.objects.create_user("carl")}


@pytest.fixture
def browsers(people: dict[str, Any]) -> dict[str, Client]:
    clients = {name: Client() for name in people}
    for name, client in clients.items():
        client.force_login(people[name])
    return clients


def view_of(owner: Any, name: str = "Mine", **values: Any) -> SavedView:
    return SavedView.objects.create(owner=owner, name=name, **{"page": "projects", "query": "status=ongoing", **values})


def sent(**values: str) -> dict[str, str]:
    return {"page": "projects", "query": "status=ongoing", "name": "Mine", **values}


# Saving


@pytest.mark.once
@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("page", "report", "query", "address"),
    [
        ("dashboard", "", "council=MR-S&page=", "/?council=MR-S"),
        ("projects", "", "page=2&lang=sv&columns=kind&status=ongoing", "/projects/?status=ongoing&columns=kind"),
        ("projects", "", "search=a b&year=&ordering=-ends", "/projects/?search=a+b&ordering=-ends"),
        ("allocations", "", "belongs_to=council:MR-S", "/allocations/?belongs_to=council%3AMR-S"),
        ("reports", "", "group_by=council&group_by=year", "/reports/?group_by=council&group_by=year"),
        ("report", "changes", "since=2009&format=csv", "/reports/changes/?since=2009"),
        ("report", "joint-financing", "", "/reports/joint-financing/"),
        ("annex", "", "status=closed", "/reports/annex/?status=closed"),
    ],
)
def test_a_view_keeps_what_its_page_knows(
    browsers: dict[str, Client], page: str, report: str, query: str, address: str
) -> None:
    answer = browsers["anna"].post("/views/save/", sent(page=page, report=report, query=query))
    assert answer.headers.get("location") == address, text_of(answer)
    assert browsers["anna"].get(address).status_code == 200


LONG = "search=" + "x" * 100_000
BAD = [
    ({"name": ""}, "Give the view a name."),
    ({"name": "  "}, "Give the view a name."),
    ({"name": "x" * 81}, "at most 80"),
    ({"name": "two\nlines"}, "one line"),
    ({"name": "turned \u202e round"}, "one line"),
    ({"name": "nul \0"}, "Null characters"),
    ({"query": LONG}, "at most 4000"),
    ({"query": "statsu=ongoing"}, "statsu"),
    ({"query": "status=banana"}, "banana"),
    ({"query": "columns=banana"}, "banana"),
    ({"query": "search=%00"}, "ull"),
    ({"query": "belongs_to=council:MR-S"}, "belongs_to"),
    ({"query": "https://example.org/?status=ongoing"}, "There is no parameter"),
    ({"page": "https://example.org/"}, "not one of the available choices"),
    ({"page": "admin:index"}, "not one of the available choices"),
    ({"page": ""}, "required"),
    ({"report": "gaps"}, "names the report"),
    ({"page": "report"}, "There is no report"),
    ({"page": "report", "report": "banana"}, "There is no report"),
    ({"page": "report", "report": "../x"}, "valid"),
    ({"page": "report", "report": "changes", "query": "since=yesterday"}, "since"),
    ({"page": "reports", "query": "group_by=banana"}, "group_by"),
]


def test_what_makes_no_sense_is_not_saved_and_the_form_says_why(browsers: dict[str, Client]) -> None:
    for values, sentence in BAD:
        answer = browsers["anna"].post("/views/save/", sent(**values))
        assert answer.status_code == 400, values
        assert sentence in text_of(answer), values
    assert not SavedView.objects.exists()


def test_a_name_is_taken_once_by_each_person(browsers: dict[str, Client], people: dict[str, Any]) -> None:
    view_of(people["bo"])
    assert browsers["anna"].post("/views/save/", sent()).status_code == 302
    refused = browsers["anna"].post("/views/save/", sent(query=""))
    assert (refused.status_code, "of this name already" in text_of(refused)) == (400, True)


def test_a_view_is_pinned_and_shared_as_it_is_saved(browsers: dict[str, Client], people: dict[str, Any]) -> None:
    browsers["anna"].post("/views/save/", sent(shared="on", pinned="on"))
    (view,) = SavedView.objects.pinned_by(people["anna"])
    assert view.shared
    assert view.history.get().history_user == people["anna"]
    assert text_of(browsers["anna"].get("/projects/")).count("Saved as “Mine”.") == 1


def test_only_staff_share(browsers: dict[str, Client]) -> None:
    assert "shared" not in browsers["carl"].get("/projects/").content.decode().split("save-view-form")[1]
    refused = browsers["carl"].post("/views/save/", sent(shared="on"))
    assert (refused.status_code, "Only staff share views." in text_of(refused)) == (400, True)
    assert browsers["carl"].post("/views/save/", sent()).status_code == 302


# Who sees and changes what


def test_a_person_sees_their_own_views_and_staff_the_shared_ones(
    browsers: dict[str, Client], people: dict[str, Any]
) -> None:
    view_of(people["anna"], "Of Anna alone")
    view_of(people["bo"], "Shared by Bo", shared=True)
    view_of(people["carl"], "Of Carl")
    seen = {name: [row.view.name for row in client.get("/views/").context["rows"]] for name, client in browsers.items()}
    assert seen == {
        "anna": ["Of Anna alone", "Shared by Bo"],
        "bo": ["Shared by Bo"],
        "carl": ["Of Carl"],
    }


def test_only_the_owner_changes_or_deletes(browsers: dict[str, Client], people: dict[str, Any]) -> None:
    private, shared = view_of(people["bo"]), view_of(people["bo"], "Shared", shared=True)
    for view in (private, shared):
        for verb in ("change", "delete"):
            for ask in (browsers["anna"].get, browsers["anna"].post):
                assert ask(f"/views/{view.pk}/{verb}/").status_code == 404
    may_pin = {
        view: browsers["anna"].post(f"/views/{view.pk}/pin/", {"to": "on"}).status_code for view in (private, shared)
    }
    assert may_pin == {private: 404, shared: 302}
    assert browsers["carl"].post(f"/views/{shared.pk}/pin/", {"to": "on"}).status_code == 404


def test_what_is_no_longer_shared_leaves_the_dashboards_of_others(
    browsers: dict[str, Client], people: dict[str, Any]
) -> None:
    view = view_of(people["bo"], shared=True)
    for name in ("anna", "bo"):
        services.pin_view(user=people[name], view=view)
    assert browsers["bo"].post(f"/views/{view.pk}/change/", {"name": "Renamed"}).status_code == 302
    assert [(pin.user.username, pin.view.name) for pin in Pin.objects.all()] == [("bo", "Renamed")]


def test_a_rename_to_nothing_or_to_a_taken_name_is_refused(browsers: dict[str, Client], people: dict[str, Any]) -> None:
    view = view_of(people["anna"])
    view_of(people["anna"], "Taken")
    for name in ("", "Taken", "\x07"):
        assert browsers["anna"].post(f"/views/{view.pk}/change/", {"name": name}).status_code == 400
    view.refresh_from_db()
    assert view.name == "Mine"


def test_a_view_is_deleted_only_after_a_question(browsers: dict[str, Client], people: dict[str, Any]) -> None:
    view = view_of(people["anna"])
    assert "Delete the view “Mine”?" in text_of(browsers["anna"].get(f"/views/{view.pk}/delete/"))
    assert SavedView.objects.exists()
    browsers["anna"].post(f"/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()
    assert SavedView.history.filter(history_type="-").count() == 1


def test_pins_keep_the_order_that_the_person_gives_them(browsers: dict[str, Client], people: dict[str, Any]) -> None:
    views = [view_of(people["anna"], name) for name in "abc"]
    for view in views:
        browsers["anna"].post(f"/views/{view.pk}/pin/", {"to": "on"})
    for number, to in ((2, "earlier"), (0, "later"), (0, "later"), (1, "off"), (2, "earlier")):
        browsers["anna"].post(f"/views/{views[number].pk}/pin/", {"to": to})
    with CaptureQueriesContext(connection) as queries:
        assert [view.name for view in SavedView.objects.pinned_by(people["anna"]) if view.owner.username] == ["c", "a"]
    assert len(queries) == 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/views/save/", 405),
        ("get", "/views/1/pin/", 405),
        ("put", "/views/1/delete/", 405),
        ("post", "/views/", 405),
        ("post", "/views/1/pin/", 404),
        ("post", "/views/99999999999999999999/delete/", 404),
        ("get", "/views/x/change/", 404),
        ("get", "/views/?page=2", 400),
        ("get", "/views/?status=ongoing", 400),
    ],
)
def test_other_requests_are_answered_with_what_is_wrong(
    browsers: dict[str, Client], method: str, path: str, status: int
) -> None:
    assert getattr(browsers["anna"], method)(path).status_code == status


def test_a_pin_goes_nowhere_else(browsers: dict[str, Client], people: dict[str, Any]) -> None:
    view = view_of(people["anna"])
    assert browsers["anna"].post(f"/views/{view.pk}/pin/", {"to": "the moon"}).status_code == 400


def test_saving_needs_an_account_even_where_reading_needs_none(client: Client, settings: Any) -> None:
    settings.OPEN_READING = True
    for path in ("/views/", "/views/1/change/"):
        assert client.get(path).headers["location"].startswith("/sign-in/")
    assert client.post("/views/save/", sent()).headers["location"].startswith("/sign-in/")
    assert "Save this view" not in text_of(client.get("/projects/"))


def test_a_form_of_another_site_is_refused(people: dict[str, Any]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["anna"])
    assert client.post("/views/save/", sent()).status_code == 403


# The contents of a view


@pytest.mark.usefixtures("dokument8")
def test_the_list_tells_what_each_view_asks_in_words(browsers: dict[str, Client], people: dict[str, Any]) -> None:
    view_of(people["anna"], "A", query="council=MR-S&status=closed&columns=places&ordering=-budget_dkk")
    view_of(people["anna"], "B", page="reports", query="group_by=council%2Cyear&mode=mentioned")
    view_of(people["anna"], "C", page="report", report="changes", query="since=2009-03")
    view_of(people["anna"], "D", page="dashboard", query="")
    view_of(people["anna"], "E", page="report", report="gone", query="gone=1&belongs_to=banana&council=GONE")
    said = text_of(browsers["anna"].get("/views/"))
    for words in (
        "Status: Closed Columns: Places Order: Budget, descending",
        "Rows and columns: Council of ministers, Year Where there are several: Each value in full",
        "What changed · private Since: March 2009",
        "Dashboard · private Filters: none; the Council's own portfolios",
        "gone · private gone: 1 Belongs to: banana Council of ministers: GONE",
    ):
        assert words in said


@pytest.mark.usefixtures("dokument8")
def test_many_views_take_as_many_queries_as_few(browsers: dict[str, Client], people: dict[str, Any]) -> None:
    query = "council=MR-S&core_area=prevention&partner=fafo&group=council:MR-S"
    counts = []
    for number in range(8):
        view_of(people["anna"], f"{number}", query=query)
        view_of(people["bo"], f"{number}", query=query, shared=True)
        with CaptureQueriesContext(connection) as queries:
            assert browsers["anna"].get("/views/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[-1]


@pytest.mark.usefixtures("dokument8")
def test_a_view_of_what_is_gone_opens_as_its_page_with_the_error(
    browsers: dict[str, Client], people: dict[str, Any]
) -> None:
    view = view_of(people["anna"], query="council=MR-S")
    Council.objects.filter(code="MR-S").update(code="MR-X", folded_code="mr-x")
    answer = browsers["anna"].get(view.get_absolute_url())
    assert (answer.status_code, "MR-S" in text_of(answer)) == (400, True)
    assert browsers["anna"].get("/views/").status_code == 200


def test_a_name_with_markup_is_shown_and_not_obeyed(browsers: dict[str, Client], people: dict[str, Any]) -> None:
    view = view_of(people["anna"], "<b>bold</b>", query="search=%22%3E%3Cscript%3E")
    for path in ("/views/", f"/views/{view.pk}/change/", f"/views/{view.pk}/delete/"):
        page = browsers["anna"].get(path).content.decode()
        assert "<b>bold" not in page
        assert "<script>" not in page


def test_administrators_rename_views_and_see_pins_and_languages(admin_client: Client, people: dict[str, Any]) -> None:
    view = view_of(people["anna"], shared=True)
    services.pin_view(user=people["anna"], view=view)
    services.keep_language(user=people["anna"], language="fi")
    for path in ("savedview/", f"savedview/{view.pk}/change/", f"savedview/{view.pk}/history/", "pin/", "preference/"):
        assert admin_client.get(f"/admin/accounts/{path}").status_code == 200, path


def test_a_private_view_is_private_on_the_editing_side_too(admin_client: Client, people: dict[str, Any]) -> None:
    view = view_of(people["anna"], "Before the meeting")
    services.pin_view(user=people["anna"], view=view)
    for path in ("savedview/", "pin/"):
        assert "Before the meeting" not in admin_client.get(f"/admin/accounts/{path}").content.decode()
    for page in ("change", "history", "delete"):
        answer = admin_client.get(f"/admin/accounts/savedview/{view.pk}/{page}/", follow=True)
        assert "Before the meeting" not in answer.content.decode()
