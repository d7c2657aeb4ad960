"""Pages of the API's list of projects are sent again until a record changes."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from changes.models import Way
from changes.opened import changing
from changes.version import version
from projects.models import Project
from projects.remembering.counts import Counts, counts
from projects.remembering.lists import SentPages, sent_pages
from tests import builders

LIST = "/api/v1/projects/"


@pytest.fixture
def kept(client: Any, django_user_model: Any) -> Any:
    """Returns a signed-in client. Pages are kept outside of transactions only."""
    sent_pages.forget()
    counts.forget()
    builders.project("P-1", title_en="First", title_da="Første")
    client.force_login(django_user_model.objects.create_user("reader"))
    yield client
    sent_pages.forget()


def statements(client: Any, address: str) -> tuple[str, int]:
    with CaptureQueriesContext(connection) as seen:
        body = client.get(address).content.decode()
    return body, sum('FROM "projects_project"' in query["sql"] for query in seen.captured_queries)


def counted(client: Any, question: str) -> tuple[int, int]:
    """Returns the number of rows that a page tells, and how many statements counted them."""
    with CaptureQueriesContext(connection) as seen:
        number = client.get(f"{LIST}?{question}").json()["count"]
    return number, sum("COUNT(*)" in query["sql"] for query in seen.captured_queries)


@pytest.mark.django_db(transaction=True)
def test_a_page_is_read_once_until_a_record_changes(kept: Any) -> None:
    first, read = statements(kept, LIST)
    assert read > 0
    assert statements(kept, LIST) == (first, 0)
    with changing(way=Way.PROGRAM):
        Project.objects.update(title_en="Second")
    second, read = statements(kept, LIST)
    assert read > 0
    assert '"title":"Second"' in second


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", [f"{LIST}?lang=da", f"{LIST}?fields=reference", f"{LIST}?status=ongoing"])
def test_another_question_is_another_page(kept: Any, other: str) -> None:
    first = statements(kept, LIST)[0]
    second, read = statements(kept, other)
    assert read > 0
    assert second != first


@pytest.mark.django_db(transaction=True)
def test_a_page_during_which_a_record_changed_is_not_kept(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from portfolio.viewsets import ProjectViewSet

    read = ProjectViewSet.paginate_queryset

    def and_then_a_change(self: Any, rows: Any) -> Any:
        page = read(self, rows)
        with changing(way=Way.PROGRAM):
            Project.objects.update(title_en="Second")
        return page

    with monkeypatch.context() as patched:
        patched.setattr(ProjectViewSet, "paginate_queryset", and_then_a_change)
        statements(kept, LIST)
    assert statements(kept, LIST)[1] > 0


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_a_list_are_counted_once_until_a_record_changes(kept: Any) -> None:
    for number in range(2, 5):
        builders.project(f"P-{number}")
    assert counted(kept, "page_size=2&page=1") == (4, 1)
    assert counted(kept, "page_size=2&page=2") == (4, 0)
    assert counted(kept, "page_size=1&page=4") == (4, 0)
    assert counted(kept, "page_size=2&status=ongoing") == (0, 1)
    with changing(way=Way.PROGRAM):
        Project.objects.filter(reference="P-2").update(status="ongoing")
    assert counted(kept, "page_size=2&page=2") == (4, 1)
    assert counted(kept, "page_size=2&status=ongoing") == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_count_during_which_a_record_changed_is_not_kept(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    count = QuerySet.count

    def and_then_a_change(self: Any) -> int:
        number = count(self)
        with changing(way=Way.PROGRAM):
            Project.objects.update(title_en="Second")
        return number

    rows, begun = Project.objects.all(), version()
    assert begun
    with monkeypatch.context() as patched:
        patched.setattr(QuerySet, "count", and_then_a_change)
        assert counts.of(rows, begun) == 1
    with CaptureQueriesContext(connection) as seen:
        assert counts.of(rows, begun) == 1
    assert "COUNT(*)" in seen.captured_queries[0]["sql"]


def test_the_counts_that_are_kept_have_a_bounded_number() -> None:
    few = Counts(most=2)
    for number in range(4):
        few._keep(f"question {number}", "1:a", number)
    assert list(few._counts) == ["question 2", "question 3"]
    few._keep("another", "2:b", 7)
    assert list(few._counts) == ["another"]


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_is_for_readers_only(kept: Any) -> None:
    statements(kept, LIST)
    kept.logout()
    assert kept.get(LIST).status_code in (401, 403)


def test_the_pages_that_are_kept_have_a_bounded_size() -> None:
    pages = SentPages(most_bytes=10)
    for number in range(5):
        pages.keep(number, "1:a", b"four")
    assert [pages.get(number, "1:a") for number in range(5)] == [None, None, None, b"four", b"four"]
    assert pages.bytes == 8
    pages.keep(3, "1:a", b"fourth")
    assert pages.bytes == 10
    pages.keep("another", "2:b", b"new")
    assert (pages.get(3, "1:a"), pages.bytes) == (None, 3)
    pages.keep("large", "2:b", b"larger than all")
    assert (pages.get("large", "2:b"), pages.bytes) == (None, 0)
