"""Two people change a task at once, on real connections: the second sees the first one's change."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from desk import services
from desk.models import Task
from tests import builders
from tests.parallel import at_once, in_a_thread, on_a_file

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_changes_at_once_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = get_user_model().objects.create_user("anna", is_staff=True)
    row = Task.objects.create(row=builders.project("P-1").pk, text="Old", person=anna, due=timezone.localdate())
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)

    def save(text: str) -> str:
        try:
            services.save_task(task=row, values={"text": text}, version=1)
        except services.ChangedMeanwhile as error:
            return f"sees {error.row.text}"
        return "saved"

    answers = at_once(lambda: save("One"), lambda: save("Two"))
    text = in_a_thread(lambda: Task.objects.get().text)
    assert sorted(answers) == ["saved", f"sees {text}"]


def test_of_two_who_do_a_task_at_once_one_did_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [get_user_model().objects.create_user(name, is_staff=True) for name in ("anna", "bo")]
    row = Task.objects.create(row=builders.project("P-1").pk, text="Old", person=people[0], due=timezone.localdate())
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)

    def mark(user: Any) -> bool:
        return services.mark_task(task=row, done=True, user=user)

    answers = at_once(*(lambda user=user: mark(user) for user in people))
    assert sorted(answers) == [False, True]
    assert in_a_thread(lambda: Task.objects.get().done_by_id) == people[answers.index(True)].pk
