"""Pages of the API's list of projects are sent again until a record changes."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changes.models import Way
from changes.opened import changing
from projects.models import Project
from projects.remembering.lists import SentPages, sent_pages
from tests import builders

LIST = "/api/v1/projects/"


@pytest.fixture
def kept(client: Any, django_user_model: Any) -> Any:
    """Returns a signed-in client. Pages are kept outside of transactions only."""
    sent_pages.forget()
    builders.project("P-1", title_en="First", title_da="Første")
    client.force_login(django_user_model.objects.create_user("reader"))
    yield client
    sent_pages.forget()


def statements(client: Any, address: str) -> tuple[str, int]:
    with CaptureQueriesContext(connection) as seen:
        body = client.get(address).content.decode()
    return body, sum('FROM "projects_project"' in query["sql"] for query in seen.captured_queries)


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
