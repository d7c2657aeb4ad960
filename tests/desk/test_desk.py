"""Comments and tasks: who sees them, who changes them, and that they stay out of the register."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from changes.models import Change, Way
from changes.opened import changing
from changes.undo import undo
from changes.version import version
from desk.models import Comment, Task
from events.models import Contributor
from letters.services import follow
from projects.models import Project
from tests import builders

pytestmark = pytest.mark.django_db
SECRET = "Call the ministry xyzzy"


@pytest.fixture
def people(django_user_model: Any) -> dict[str, Any]:
    """Anna and Bo are on the staff, Carl only reads, Dora has the account of an organisation."""
    make = django_user_model.objects.create_user
    found = {name: make(name, is_staff=name in ("anna", "bo")) for name in ("anna", "bo", "carl", "dora")}
    Contributor.objects.create(user=found["dora"], organisation=builders.organisation("body"))
    return found


@pytest.fixture
def browsers(people: dict[str, Any]) -> dict[str, Client]:
    clients = {name: Client() for name in people}
    for name, client in clients.items():
        client.force_login(people[name])
    return clients


@pytest.fixture
def project() -> Project:
    return builders.project("P-1", title_en="Safe house")


def comment(project: Any, author: Any, text: str = SECRET) -> Comment:
    return Comment.objects.create(row=project.pk, author=author, text=text)


def task(project: Any, person: Any, days: int = 3, text: str = SECRET, **values: Any) -> Task:
    due = timezone.localdate() + timedelta(days=days)
    return Task.objects.create(row=project.pk, person=person, due=due, text=text, **values)


def sent_task(person: Any, **values: Any) -> dict[str, Any]:
    return {"text": SECRET, "person": str(person.pk), "due": "2030-05-06", **values}


# Writing


def test_staff_comment_on_a_project(browsers: dict[str, Client], people: Any, project: Project) -> None:
    answer = browsers["anna"].post("/desk/projects/P-1/comments/", {"text": "One\r\n\r\n1 < 2 & 3"}, follow=True)
    assert answer.redirect_chain == [("/projects/P-1/#comments", 302)]
    page = browsers["bo"].get("/projects/P-1/").content.decode()
    assert "<p>One</p>" in page
    assert "1 &lt; 2 &amp; 3" in page
    row = Comment.objects.get()
    assert (row.author, row.text) == (people["anna"], "One\n\n1 < 2 & 3")


def test_a_task_names_a_person_and_a_day_and_is_done_by_somebody(
    browsers: dict[str, Client], people: Any, project: Project
) -> None:
    browsers["anna"].post("/desk/projects/P-1/tasks/", sent_task(people["bo"]))
    row = Task.objects.get()
    assert (row.person, str(row.due), row.author, row.done) == (people["bo"], "2030-05-06", people["anna"], None)
    browsers["anna"].post(f"/desk/tasks/{row.pk}/done/", {"done": "true"})
    row.refresh_from_db()
    assert row.done_by == people["anna"]
    again = browsers["bo"].post(f"/desk/tasks/{row.pk}/done/", {"done": "true"}, follow=True)
    assert "Somebody did this already." in again.content.decode()
    row.refresh_from_db()
    assert row.done_by == people["anna"]
    browsers["bo"].post(f"/desk/tasks/{row.pk}/done/", {"done": "false"})
    row.refresh_from_db()
    assert (row.done, row.done_by) == (None, None)


@pytest.mark.parametrize(
    "values",
    [
        *({"text": text} for text in ("", "x" * 301, "a\0b", "a\u202eb", "two\nlines")),
        *({"due": day} for day in ("soon", "")),
        *({"person": person} for person in ("0", "x")),
    ],
    ids=str,
)
def test_a_wrong_task_is_refused_and_keeps_what_was_typed(
    browsers: dict[str, Client], people: Any, project: Project, values: dict[str, str]
) -> None:
    answer = browsers["anna"].post("/desk/projects/P-1/tasks/", {**sent_task(people["bo"]), **values})
    assert answer.status_code == 400
    assert not Task.objects.exists()
    if "text" not in values:
        assert SECRET in answer.content.decode()


def test_angle_brackets_are_ordinary_text(browsers: dict[str, Client], people: Any, project: Project) -> None:
    said = "a<b, ask Anna <anna@example.org> <script>x</script>"
    browsers["anna"].post("/desk/projects/P-1/comments/", {"text": said})
    browsers["anna"].post("/desk/projects/P-1/tasks/", sent_task(people["bo"], text=said))
    assert (Comment.objects.get().text, Task.objects.get().text) == (said, said)
    page = browsers["bo"].get("/projects/P-1/").content.decode()
    assert page.count("&lt;script&gt;x&lt;/script&gt;") >= 2
    assert "<script>x" not in page


def test_a_task_goes_to_active_staff_only(browsers: dict[str, Client], people: Any, project: Project) -> None:
    people["bo"].is_active = False
    people["bo"].save()
    for name in ("bo", "carl", "dora"):
        answer = browsers["anna"].post("/desk/projects/P-1/tasks/", sent_task(people[name]))
        assert answer.status_code == 400
    assert not Task.objects.exists()


def test_a_form_sent_twice_saves_once(browsers: dict[str, Client], people: Any, project: Project) -> None:
    key = {"form_key": "k" * 32}
    for _sending in range(2):
        browsers["anna"].post("/desk/projects/P-1/comments/", {"text": SECRET, **key})
        browsers["anna"].post("/desk/projects/P-1/tasks/", {**sent_task(people["bo"]), "form_key": "t" * 32})
    assert (Comment.objects.count(), Task.objects.count()) == (1, 1)


def test_authors_change_and_withdraw_their_comments(browsers: dict[str, Client], people: Any, project: Project) -> None:
    row = comment(project, people["anna"])
    for path in (f"/desk/comments/{row.pk}/", f"/desk/comments/{row.pk}/withdraw/"):
        assert browsers["bo"].post(path, {"text": "Mine", "version": "1"}).status_code == 403
    browsers["anna"].post(f"/desk/comments/{row.pk}/", {"text": "Better", "version": "1"})
    row.refresh_from_db()
    assert (row.text, row.changed is None) == ("Better", False)
    assert "Better" in browsers["anna"].get(f"/desk/comments/{row.pk}/withdraw/").content.decode()
    assert Comment.objects.exists()
    browsers["anna"].post(f"/desk/comments/{row.pk}/withdraw/")
    assert not Comment.objects.exists()


def test_a_task_is_changed_by_its_author_and_by_who_does_it(
    browsers: dict[str, Client], people: Any, project: Project, django_user_model: Any
) -> None:
    row = task(project, people["bo"], author=people["anna"])
    other = Client()
    other.force_login(django_user_model.objects.create_user("eva", is_staff=True))
    path = f"/desk/tasks/{row.pk}/"
    assert other.post(path, sent_task(people["bo"], version="1")).status_code == 403
    for version_, name in enumerate(("anna", "bo"), start=1):
        sent = sent_task(people["bo"], text=f"By {name}", version=str(version_))
        assert browsers[name].post(path, sent).status_code == 302
        row.refresh_from_db()
        assert row.text == f"By {name}"


def test_a_change_from_an_old_form_overwrites_nothing_unseen(
    browsers: dict[str, Client], people: Any, project: Project
) -> None:
    row = task(project, people["bo"], author=people["anna"])
    path = f"/desk/tasks/{row.pk}/"
    browsers["anna"].post(path, sent_task(people["bo"], text="First", version="1"))
    answer = browsers["bo"].post(path, sent_task(people["bo"], text="Second", version="1"))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Somebody changed this meanwhile." in page
    assert "First" in page
    assert "Second" in page
    assert Task.objects.get().text == "First"
    assert browsers["bo"].post(path, sent_task(people["bo"], text="Second", version="2")).status_code == 302
    assert Task.objects.get().text == "Second"


# Who sees them


PATHS = ("/desk/", "/desk/projects/P-1/comments/", "/desk/projects/P-1/tasks/")


@pytest.mark.parametrize("name", ["carl", "dora"])
def test_only_staff_see_and_write_them(browsers: dict[str, Client], people: Any, project: Project, name: str) -> None:
    own, of_task = comment(project, people["anna"]), task(project, people["anna"])
    posts = (f"/desk/comments/{own.pk}/", f"/desk/tasks/{of_task.pk}/", f"/desk/tasks/{of_task.pk}/done/")
    for path in PATHS:
        assert browsers[name].get(path).status_code == 403
    for path in (*PATHS[1:], *posts):
        assert browsers[name].post(path, {"text": "x", "done": "true"}).status_code == 403
    for path in ("/projects/P-1/", "/"):
        assert SECRET not in browsers[name].get(path).content.decode()
    assert Task.objects.get().done is None


def test_visitors_of_an_open_site_do_not_see_them(people: Any, project: Project, settings: Any) -> None:
    settings.OPEN_READING = True
    comment(project, people["anna"])
    task(project, people["anna"])
    assert SECRET not in Client().get("/projects/P-1/").content.decode()
    for path in PATHS:
        assert Client().get(path)["Location"].startswith("/sign-in/")


def test_they_are_in_no_export_answer_search_feed_or_history(
    browsers: dict[str, Client], people: Any, project: Project
) -> None:
    people["anna"].is_superuser = True
    people["anna"].save()
    with changing(way=Way.PROGRAM):
        Project.objects.update(status="ongoing")
    comment(project, people["anna"])
    task(project, people["anna"])
    paths = (
        "/projects/",
        "/search/?search=xyzzy",
        "/api/v1/projects/P-1/",
        "/api/v1/projects/?format=csv",
        "/api/v1/projects/?format=ndjson",
        "/api/v1/changes/",
        "/calendar.ics",
        "/reports/changes/?since=2009",
    )
    for path in paths:
        answer = browsers["anna"].get(path)
        assert answer.status_code == 200, path
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"ministry" not in text, path
    written = StringIO()
    call_command("dumpdata", "projects", "budgets", "events", "changes", stdout=written)
    assert "ministry" not in written.getvalue()


def test_they_do_not_move_the_version_of_the_data(browsers: dict[str, Client], people: Any, project: Project) -> None:
    before = version()
    browsers["anna"].post("/desk/projects/P-1/comments/", {"text": SECRET})
    browsers["anna"].post("/desk/projects/P-1/tasks/", sent_task(people["bo"]))
    assert version() == before
    assert not Change.objects.exists()
    # The dashboard is remembered for everybody, and shows each reader their own
    assert SECRET in browsers["bo"].get("/").content.decode()
    assert SECRET not in browsers["anna"].get("/").content.decode()


def test_they_come_back_with_a_project_whose_deletion_is_undone(
    browsers: dict[str, Client], people: Any, project: Project
) -> None:
    comment(project, people["anna"])
    task(project, people["anna"])
    with changing(way=Way.PROGRAM) as opened:
        Project.objects.all().delete()
    assert "deleted project" in browsers["anna"].get("/desk/").content.decode()
    undo(change=opened.change)
    assert browsers["anna"].get("/projects/P-1/").content.decode().count(SECRET) > 1


# The dashboard, and many rows


def test_the_dashboard_shows_late_tasks_first_and_comments_on_followed_projects(
    browsers: dict[str, Client], people: Any, project: Project
) -> None:
    other = builders.project("P-2")
    task(project, people["anna"], 5, "Next week")
    task(other, people["anna"], -2, "Long ago")
    task(project, people["bo"], -9, "Of Bo")
    comment(project, people["bo"], "Followed")
    comment(other, people["bo"], "Elsewhere")
    follow(user=people["anna"], kind="project", key=project.pk, rhythm="weekly")
    page = browsers["anna"].get("/").content.decode()
    assert page.index("Long ago") < page.index("Next week")
    assert page.count("late</b>") == 1
    assert "Followed" in page
    assert "Of Bo" not in page
    assert "Elsewhere" not in page


@pytest.mark.parametrize("path", ["/desk/", "/projects/P-1/", "/", *PATHS[1:]])
def test_a_thousand_rows_take_no_more_queries_than_thirty(
    browsers: dict[str, Client], people: Any, project: Project, path: str
) -> None:
    follow(user=people["anna"], kind="project", key=project.pk, rhythm="weekly")
    due = timezone.localdate()

    def add(number: int) -> None:
        facts = {"row": project.pk, "text": "x"}
        Comment.objects.bulk_create([Comment(**facts, author=people["bo"]) for _ in range(number)])
        Task.objects.bulk_create([Task(**facts, person=people["anna"], due=due) for _ in range(number)])

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browsers["anna"].get(path).status_code == 200
        return len(found)

    add(30)
    queries()
    few = queries()
    add(970)
    assert queries() == few


def test_lists_are_paged(browsers: dict[str, Client], people: Any, project: Project) -> None:
    for number in range(25):
        comment(project, people["anna"], f"Comment {number}.")
    path = "/desk/projects/P-1/comments/"
    first, second = (browsers["bo"].get(path, {"page": page}).content.decode() for page in (1, 2))
    assert "Comment 24." in first
    assert "Comment 4." not in first
    assert "Comment 4." in second
    assert browsers["bo"].get("/desk/projects/P-1/comments/?page=3").status_code == 400
    assert browsers["bo"].get("/desk/projects/P-1/comments/?typo=1").status_code == 400


def test_comments_of_a_deleted_account_stay(browsers: dict[str, Client], people: Any, project: Project) -> None:
    comment(project, people["anna"])
    people["anna"].delete()
    page = browsers["bo"].get("/projects/P-1/").content.decode()
    assert SECRET in page
    assert "former colleague" in page


def test_a_task_asks_to_choose_a_person(browsers: dict[str, Client], project: Project) -> None:
    page = browsers["anna"].get("/projects/P-1/").content.decode()
    assert "---------" not in page.partition('name="person"')[2].partition("</select>")[0]
    assert '<option value="">Choose …</option>' in page
