"""Two people change the same projects at once: one change is written, the other person looks again."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from changes.models import Change
from pages.several import views
from projects.models import Project
from tests import builders
from tests.pages.several.test_several import PAGE, agreed, text_of
from tests.parallel import Overtaking, at_once, in_a_thread, on_a_file

pytestmark = pytest.mark.django_db(transaction=True)


def staff(name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser(name))
    return client


def move(reference: str, portfolio: str) -> str:
    return f"{PAGE}?tick={reference}&change=portfolio&new_portfolio={portfolio}"


def test_of_two_moves_at_once_one_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    builders.project("P-1")
    for name in ("theirs", "others"):
        builders.portfolio(name)
    anna, bo = staff("anna"), staff("bo")
    hers, his = agreed(anna, move("P-1", "theirs")), agreed(bo, move("P-1", "others"))
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)
    second = Overtaking(lambda: bo.post(move("P-1", "others"), his))
    monkeypatch.setattr(views, "apply", second.before(views.apply))
    first = in_a_thread(lambda: anna.post(move("P-1", "theirs"), hers))
    answers = {first.status_code: first, second.end().status_code: second.answer}
    assert sorted(answers) == [302, 409]
    assert "P-1" in text_of(answers[409])
    assert in_a_thread(Change.objects.count) == 1
    assert in_a_thread(lambda: Project.objects.get().portfolio.slug) == (
        "theirs" if first.status_code == 302 else "others"
    )


def test_changes_that_do_not_meet_are_both_written_without_waiting_in_a_circle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    references = [f"P-{number}" for number in range(30)]
    for reference in references:
        builders.project(reference, status="ongoing")
    builders.city("umea", "SE")
    ticks = [f"tick={reference}" for reference in references]
    closing = f"{PAGE}?{'&'.join(ticks)}&change=status&new_status=closed"
    placing = f"{PAGE}?{'&'.join(reversed(ticks))}&change=add-place&new_place=umea"
    anna, bo = staff("anna"), staff("bo")
    forms = agreed(anna, closing), agreed(bo, placing)
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)
    answers = at_once(lambda: anna.post(closing, forms[0]), lambda: bo.post(placing, forms[1]))
    assert [answer.status_code for answer in answers] == [302, 302]

    def found() -> Any:
        return {(project.status, project.places.get().slug) for project in Project.objects.all()}

    assert in_a_thread(found) == {("closed", "umea")}
    assert in_a_thread(Change.objects.count) == 2
