"""Several people keep projects at once: nothing is lost, doubled or refused without a reason."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from projects.models import Project
from tests import builders
from tests.parallel import at_once, in_a_thread, on_a_file
from tests.sent_forms import fields_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def separate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Returns a function; from its call on, each thread has its own connection."""
    return lambda: on_a_file(tmp_path / "register.sqlite3", monkeypatch)


def person(name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser(name))
    return client


def filled(client: Client) -> dict[str, Any]:
    """Returns the form of a new project with the reference that the page proposed."""
    page = client.get("/projects/new/").content.decode()
    source = {"source-document-words": "Paper", "source-section": "one"}
    return {**fields_of(page), **source, "title": "A study", "status": "ongoing", "save": "1"}


def test_projects_begun_at_once_get_references_of_their_own(separate: Callable[[], None]) -> None:
    builders.source()
    builders.project("OURS-1", status="ongoing")
    people = [person(name) for name in ("anna", "bo", "cai")]
    forms = [filled(client) for client in people]
    assert {form["reference"][0] for form in forms} == {"OURS-2"}
    separate()
    calls = [
        lambda client=client, form=form: client.post("/projects/new/", form)
        for client, form in zip(people, forms, strict=True)
    ]
    answers = at_once(*calls)
    assert sorted(answer["Location"] for answer in answers) == [f"/projects/OURS-{n}/" for n in (2, 3, 4)]


def test_two_sections_saved_at_once_are_both_kept(separate: Callable[[], None]) -> None:
    builders.project()
    people = [person(name) for name in ("anna", "bo")]
    forms = [
        fields_of(client.get(f"/projects/P-1/?edit={section}").content.decode())
        for client, section in zip(people, ("dates", "facts"), strict=True)
    ]
    separate()
    answers = at_once(
        lambda: people[0].post("/projects/P-1/edit/dates/", {**forms[0], "starts": "2006", "save": "1"}),
        lambda: people[1].post("/projects/P-1/edit/facts/", {**forms[1], "kind": "study", "save": "1"}),
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    project = in_a_thread(Project.objects.get)
    assert (str(project.starts), project.kind) == ("2006", "study")
