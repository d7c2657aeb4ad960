"""Lines that are packed as whole numbers come out as they went in, also when most of them are in a file."""

import pickle
from array import array

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.difference import numbers, packed
from reports.difference.causes import Cause
from reports.difference.difference import MOST_KEPT, Line
from reports.difference.numbers import Numbers, Overflow
from reports.difference.packed import Packed, Shared

ENDS = st.none() | st.tuples(st.integers(1, 3) | st.text(max_size=2), st.none())
LINES = st.builds(
    Line, st.sampled_from(Cause), st.integers(0, 9), st.integers(0, 9), ENDS, ENDS, st.integers(-(10**17), 10**17)
)
SLOW_FIXTURE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["memory", "file"])
def small_memory(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once everything fits into the memory; once 20 numbers do, and three lines are sorted at once."""
    if request.param == "file":
        monkeypatch.setattr(numbers, "MOST_IN_MEMORY", 20)
        monkeypatch.setattr(numbers, "READ_AT_ONCE", 13)
        monkeypatch.setattr(packed, "SORTED_AT_ONCE", 3)


@pytest.mark.usefixtures("small_memory")
@SLOW_FIXTURE
@given(lines=st.lists(LINES))
def test_lines_come_out_as_they_went_in_and_sorting_keeps_those_of_one_key(lines: list[Line]) -> None:
    causes, ends = Shared(), Shared()
    kept: Packed[Line] = Packed(Line, {0: causes, 3: ends, 4: ends}, Overflow())
    for line in lines:
        kept.append(line)
    assert list(kept) == lines
    assert kept[1:3] == lines[1:3]
    assert len(kept) == len(lines)
    kept.sort(key=lambda line: line.after)
    assert list(kept) == sorted(lines, key=lambda line: line.after)
    assert [kept[place] for place in range(len(kept))] == list(kept)
    kept.sort(key=lambda line: line.before)
    assert list(kept) == sorted(sorted(lines, key=lambda line: line.after), key=lambda line: line.before)


@pytest.mark.usefixtures("small_memory")
@SLOW_FIXTURE
@given(rows=st.lists(st.tuples(st.integers(0, 2), st.integers(-(2**63), 2**63 - 1))))
def test_rows_that_share_a_file_do_not_mix(rows: list[tuple[int, int]]) -> None:
    overflow = Overflow()
    three = [Numbers(2, overflow) for _each in range(3)]
    for which, number in rows:
        three[which].append((which, number))
    for which, each in enumerate(three):
        expected = [array("q", (which, number)) for at, number in rows if at == which]
        assert list(each) == expected
        assert [each[place] for place in range(len(each))] == expected


def test_only_so_many_numbers_of_all_rows_are_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "MOST_IN_MEMORY", 100)
    overflow = Overflow()
    both = [Numbers(2, overflow), Numbers(2, overflow)]
    for number in range(1000):
        both[number % 2].append((number, -number))
        assert sum(len(each._memory) for each in both) <= 100
    assert [row[0] for row in both[0]] == list(range(0, 1000, 2))


def test_removed_rows_leave_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "MOST_IN_MEMORY", 4)
    overflow = Overflow()
    gone, kept = Numbers(2, overflow), Numbers(2, overflow)
    gone.append((1, 2))
    kept.append((3, 4))
    gone.clear()
    kept.append((5, 6))
    assert len(gone) == 0
    assert list(gone) == []
    assert len(kept._memory) == 4
    kept.append((7, 8))
    assert len(kept._memory) == 0
    assert list(kept) == [array("q", row) for row in ((3, 4), (5, 6), (7, 8))]


def test_the_lines_of_the_largest_remembered_answer_need_no_file_and_are_remembered_whole() -> None:
    causes, ends = Shared(), Shared()
    kept: Packed[Line] = Packed(Line, {0: causes, 3: ends, 4: ends}, Overflow())
    lines = [Line(Cause.NEW, 0, MOST_KEPT - number, None, ("MR-S",), 100) for number in range(MOST_KEPT)]
    for line in lines:
        kept.append(line)
    kept.sort(key=lambda line: line.after)
    assert list(pickle.loads(pickle.dumps(kept))) == lines[::-1]  # noqa: S301 - our own
