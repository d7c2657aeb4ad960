"""Parts of pages are remembered until a record changes, and hold nothing of their first reader."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template import RequestContext, Template
from django.test import Client, RequestFactory

from changes.models import Way
from changes.opened import changing
from projects import memory
from projects.models import Project
from projects.remembering import parts
from projects.remembering.parts import PersonalInPart, when_needed
from tests import builders

PAGES = ["/", "/projects/", "/allocations/", "/map/", "/reports/", "/reports/by-council/"]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    memory.forget()
    yield
    memory.forget()


@pytest.fixture
def readers(transactional_db: None) -> dict[str, Client]:
    builders.allocation(builders.project(reference="MR-1", title_en="First title"), "1000.00")
    people = {
        "reader": User.objects.create_user("plain-reader"),
        "other": User.objects.create_user("second-reader"),
        "staff": User.objects.create_superuser("chief-adviser"),
    }
    clients = {name: Client() for name in people}
    for name, client in clients.items():
        client.force_login(people[name])
    return clients


def content(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    # The token of the forms is another one in each answer
    return re.sub(r'name="(csrfmiddlewaretoken|form_key)" value="[\w-]+"', "", answer.content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_a_remembered_page_is_the_page_that_would_be_made_now(readers: dict[str, Client], address: str) -> None:
    made = {}
    for name, client in readers.items():
        memory.forget()
        made[name] = content(client, address)
    memory.forget()
    for name in ("staff", "reader", "other"):
        assert content(readers[name], address) == made[name], name
    assert "chief-adviser" not in made["reader"]


@pytest.mark.parametrize("address", PAGES)
def test_the_second_reader_asks_the_database_nothing_about_projects(
    readers: dict[str, Client], address: str, django_assert_max_num_queries: Any
) -> None:
    content(readers["reader"], address)
    # 1: session, 2: account, 3: contributor, 4: version of the data, 5: pinned views
    with django_assert_max_num_queries(5) as queries:
        content(readers["other"], address)
    assert not [query["sql"] for query in queries.captured_queries if "projects_project" in query["sql"]]


@pytest.mark.parametrize("address", PAGES)
def test_each_language_has_its_own_parts(readers: dict[str, Client], address: str) -> None:
    danish = content(readers["reader"], f"{address}?lang=da")
    english = content(readers["reader"], f"{address}?lang=en")
    assert "Filtre" in danish
    assert "Filtre" not in english
    assert content(readers["other"], f"{address}?lang=da") == danish.replace("plain-reader", "second-reader")


def test_only_readers_who_may_change_projects_see_check_boxes(readers: dict[str, Client]) -> None:
    box = 'name="tick"'
    assert box in content(readers["staff"], "/projects/")
    assert box not in content(readers["reader"], "/projects/")
    assert box in content(readers["staff"], "/projects/")


@pytest.mark.parametrize("address", ["/", "/reports/changes/"])
def test_only_staff_see_who_changed_a_project(readers: dict[str, Client], address: str) -> None:
    editor = User.objects.create_user("the-editor", first_name="Edda", last_name="Editor")
    with changing(way=Way.PROGRAM, actor=editor):
        Project.objects.get().save()
        Project.objects.update(title_en="Second title")
    for _time in range(2):
        assert re.search("Edda Editor|the-editor", content(readers["staff"], address))
        page = content(readers["reader"], address)
        assert "Edda Editor" not in page
        assert "the-editor" not in page


@pytest.mark.parametrize("address", ["/", "/projects/", "/allocations/"])
def test_a_page_shows_a_change_at_once(readers: dict[str, Client], address: str) -> None:
    for title in ("Second title", "Third title"):
        content(readers["reader"], address)
        with changing(way=Way.PROGRAM):
            Project.objects.update(title_en=title, starts="2007")
        assert title in content(readers["reader"], address)


def test_every_filter_has_its_own_parts(readers: dict[str, Client]) -> None:
    assert "First title" in content(readers["reader"], "/projects/")
    assert "First title" not in content(readers["reader"], "/projects/?search=nothing-like-it")
    assert "First title" in content(readers["reader"], "/projects/?search=first")


def test_a_page_that_does_not_exist_is_an_error_each_time(readers: dict[str, Client]) -> None:
    for _time in range(2):
        content(readers["reader"], "/projects/")
        assert readers["reader"].get("/projects/?page=2").status_code == 400


def request_of(user: Any = None) -> HttpRequest:
    request = RequestFactory().get("/projects/")
    request.user = user or User(username="somebody")
    setattr(request, parts.BEGUN, "7:00112233445566ff")
    return request


@pytest.mark.parametrize(
    "template",
    [
        "{{ user }}",
        "{{ user.username }}",
        "{% if user.is_staff %}{% endif %}",
        "{{ request.user }}",
        "{{ request.session }}",
        "{% if perms.projects.change_project %}{% endif %}",
        "{% for message in messages %}{% endfor %}",
        "{% csrf_token %}",
    ],
)
def test_a_part_that_uses_anything_of_its_reader_is_an_error(template: str, db: None) -> None:
    request = request_of()
    context = RequestContext(request, {"request": request})
    context.update({"user": request.user, "perms": {}, "messages": [], "csrf_token": "secret"})
    page = Template("{% load parts %}{% part name %}" + template + "{% endpart %}")
    with pytest.raises(PersonalInPart):
        page.render(context)


def test_a_part_sees_the_address_of_its_request(db: None) -> None:
    page = Template("{% load parts %}{% part name %}{{ request.path }}{% querystring page=2 %}{% endpart %}")
    request = request_of()
    assert page.render(RequestContext(request, {"request": request})) == "/projects/?page=2"


def test_a_part_is_not_kept_if_a_record_changed_while_its_page_was_made(readers: dict[str, Client]) -> None:
    """The view had read the old title before the change; the part is rendered after it."""
    page = Template("{% load parts %}{% part name %}{{ title }}{% endpart %}")

    def shown(*, change: str = "") -> str:
        request = request_of()
        setattr(request, parts.BEGUN, memory.mark())
        title = when_needed(lambda: Project.objects.get().title_en)
        if change:
            str(title)
            with changing(way=Way.PROGRAM):
                Project.objects.update(title_en=change)
        return page.render(RequestContext(request, {"request": request, "title": title}))

    assert shown(change="Second title") == "First title"
    assert shown() == "Second title"
    assert shown() == "Second title"


def test_an_answer_is_worked_out_when_it_is_used_and_once() -> None:
    calls: list[int] = []

    def work_out() -> list[int]:
        calls.append(1)
        return [1, 2]

    answer = when_needed(work_out)
    assert calls == []
    assert [*answer, *answer] == [1, 2, 1, 2]
    assert calls == [1]
