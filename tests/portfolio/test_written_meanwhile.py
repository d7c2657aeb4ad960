"""A file of a list while others write: the rows are those that its header promised."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from changes.models import Way
from changes.opened import changing
from portfolio import exports
from projects.models import Organisation
from tests import builders
from tests.parallel import in_a_thread, on_a_file

pytestmark = pytest.mark.django_db(transaction=True)


def founded(name: str) -> None:
    with changing(way=Way.PROGRAM):
        builders.organisation(name)


@pytest.mark.parametrize("file", ["csv", "ndjson", "json"])
def test_a_file_has_the_rows_that_were_counted(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    founded("first")
    reader = Client()
    reader.force_login(get_user_model().objects.create_user("reader"))
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)
    export_table = exports.export_table

    def overtaken(*args: Any, **options: Any) -> Any:
        made = export_table(*args, **options)
        in_a_thread(lambda: founded("second"))
        return made

    def asked() -> tuple[str, bytes]:
        asks = {"page_size": "all"} if file == "json" else {"format": file}
        answer = reader.get("/api/v1/organisations/", asks)
        in_a_thread(lambda: founded("third"))
        return answer["X-Row-Count"], b"".join(answer.streaming_content)

    monkeypatch.setattr(exports, "export_table", overtaken)
    promised, content = in_a_thread(asked)
    assert promised == "1"
    assert b"first" in content
    assert b"second" not in content
    assert b"third" not in content
    assert in_a_thread(Organisation.objects.count) == 3
    # Nothing stays open: the same thread writes again
    in_a_thread(lambda: founded("fourth"))
