"""Any sequence of changes, undone in reverse order, leaves exactly what was before; and none is half-written."""

import json
import os
import signal
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db.models import Max
from hypothesis import given
from hypothesis import strategies as st

from changes import tables
from changes.apply import Refused, apply
from changes.models import Change, Way
from changes.parts.rows import Rows
from changes.proposal import Proposal
from changes.reading import snapshots
from changes.undo import CannotUndo, standing_on_change, undo, undone_by
from projects.models import CouncilRole, Project
from tests import builders
from tests.cases import examples
from tests.parallel import at_once, in_a_thread, on_a_file

SOURCE = {"document": "paper", "section": "one", "item": None}
COUNCILS = [{"code": code, "role": role} for code in ("MR-A", "MR-B") for role in ("funding", "audience")]
GRANTS = [{"reference": f"G-{number}", "amount": f"{number}00.10", "source": SOURCE} for number in (1, 2, 3)]
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["One", "Two", {"da": "En", "fi": "Yksi"}]),
        "kind": st.sampled_from(["study", "seminar"]),
        "status": st.sampled_from(["ongoing", "closed"]),
        "starts": st.sampled_from([None, "2004", "2004-05"]),
        "councils": st.lists(st.sampled_from(COUNCILS), max_size=3, unique_by=repr),
        "allocations": st.lists(st.sampled_from(GRANTS), max_size=2, unique_by=repr),
        "partners": st.lists(st.sampled_from([{"organisation": "o-1", "role": "hosting"}]), max_size=1),
        "follows": st.lists(st.sampled_from(["P-1", "P-2"]), max_size=2, unique=True),
    },
)
WHOLE = {"title": "New", "kind": "study", "status": "closed", "portfolio": "ours", "source": SOURCE}
PROJECTS = st.sampled_from(["P-1", "P-2", "P-3"])
ORGANISATIONS = st.sampled_from(["o-1", "o-2"])
PROPOSALS = st.one_of(
    st.builds(lambda key, data: Proposal.create("project", {**WHOLE, **data, "reference": key}), PROJECTS, FIELDS),
    st.builds(lambda key, data: Proposal.update("project", key, data), PROJECTS, FIELDS),
    st.builds(lambda key: Proposal.delete("project", key), PROJECTS),
    st.builds(lambda key: Proposal.create("organisation", {"slug": key, "name": key}), ORGANISATIONS),
    st.builds(lambda key: Proposal.update("organisation", key, {"name": "Other"}), ORGANISATIONS),
    st.builds(lambda key: Proposal.delete("organisation", key), ORGANISATIONS),
)
SEQUENCES = st.lists(
    st.tuples(st.lists(PROPOSALS, min_size=1, max_size=3), st.sampled_from([Way.PAGE, Way.API, Way.IMPORT])), max_size=8
)


def everything() -> str:
    """Every record of the register, as text."""
    found = {
        kind: snapshots(kind, list(tables.model_of(kind)._base_manager.values_list("pk", flat=True)))
        for kind in tables.kinds()
    }
    return json.dumps(found, sort_keys=True, ensure_ascii=False)


def begin() -> None:
    """A register with what the proposals refer to, and without what they make."""
    Project.objects.all().delete()
    builders.source(), builders.portfolio(), builders.council("MR-A"), builders.council("MR-B")
    builders.organisation("o-1").__class__.objects.filter(slug__startswith="o-").delete()


def apply_all(sequence: Any) -> list[tuple[Change, str]]:
    """Applies the sequence. Returns each change that was made, with the register before it."""
    done: list[tuple[Change, str]] = []
    for proposals, way in sequence:
        before = everything()
        try:
            change = apply(proposals=proposals, way=way).change
        except Refused:
            assert everything() == before
            continue
        if change is None:
            assert everything() == before
        else:
            done.append((change, before))
    return done


@examples(40)
@given(sequence=SEQUENCES)
def test_changes_undone_in_reverse_order_leave_what_was_before(db: None, sequence: Any) -> None:
    begin()
    for change, before in reversed(apply_all(sequence)):
        undo(change=change)
        assert everything() == before


@examples(40)
@given(sequence=SEQUENCES, data=st.data())
def test_any_change_is_undone_or_says_what_stands_on_it(db: None, sequence: Any, data: Any) -> None:
    """An undo that works can be undone itself; one that is refused has written nothing."""
    begin()
    changes = [change for change, _before in apply_all(sequence)]
    if not changes:
        return
    change = data.draw(st.sampled_from(changes))
    before = everything()
    try:
        undone = undo(change=change).change
    except CannotUndo:
        # Others have brought all of it back meanwhile
        assert everything() == before
        assert change != changes[-1]
    except Refused as refused:
        assert everything() == before
        assert change != changes[-1]
        standing = standing_on_change(change, refused)
        assert standing
        assert all(one.fields or one.sentences for one in standing)
    else:
        assert undone is not None
        assert undone_by([change.number]) == {change.number: undone.number}
        undo(change=undone)
        assert everything() == before
        assert undone_by([change.number]) == {}


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_and_come_in_the_order_of_the_commits(tmp_path: Path, monkeypatch: Any) -> None:
    for number in range(4):
        builders.project(f"P-{number}", status="ongoing")
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)

    def write(number: int) -> None:
        # The second and the fourth fail, and must not use up a number
        for kind in ("seminar", "opera", "study", "opera", "campaign"):
            with suppress(Refused):
                apply(proposals=[Proposal.update("project", f"P-{number}", {"kind": kind})], way=Way.API)

    def watch() -> list[tuple[int, int]]:
        seen = []
        for _look in range(60):
            last = Change.objects.aggregate(last=Max("number"))["last"] or 0
            seen.append((last, Change.objects.filter(number__lte=last).count()))
        return seen

    seen = at_once(watch, *(lambda n=number: write(n) for number in range(4)))[0]
    # Whoever sees a number sees every one before it
    assert all(last == count for last, count in seen)
    assert in_a_thread(lambda: sorted(Change.objects.values_list("number", flat=True))) == list(range(1, 13))


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_in_the_middle_leaves_nothing_half_written(tmp_path: Path, monkeypatch: Any) -> None:
    builders.project("P-1", councils=["MR-A"], status="ongoing")
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)
    child = os.fork()
    if child == 0:
        # Of the child: a connection of its own, and a sudden end between two rows
        monkeypatch.setattr(Rows, "save", lambda *_args: os.kill(os.getpid(), signal.SIGKILL))
        data = {"status": "closed", "councils": []}
        call = lambda: apply(proposals=[Proposal.update("project", "P-1", data)], way=Way.API)  # noqa: E731
        thread = Thread(target=call)
        thread.start()
        thread.join()
        os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert in_a_thread(lambda: Project.objects.get().status) == "ongoing"
    assert in_a_thread(CouncilRole.objects.count) == 1
    assert in_a_thread(Change.objects.count) == 0
    done = in_a_thread(lambda: apply(proposals=[Proposal.update("project", "P-1", {"status": "closed"})], way=Way.API))
    assert done.change.number == 1
