"""Lines that are packed as whole numbers come out as they went in."""

from hypothesis import given
from hypothesis import strategies as st

from reports.difference.causes import Cause
from reports.difference.difference import Line
from reports.difference.packed import Packed, Shared

ENDS = st.none() | st.tuples(st.integers(1, 3) | st.text(max_size=2), st.none())
LINES = st.builds(
    Line, st.sampled_from(Cause), st.integers(0, 9), st.integers(0, 9), ENDS, ENDS, st.integers(-(10**17), 10**17)
)


@given(lines=st.lists(LINES))
def test_lines_come_out_as_they_went_in_and_sorting_keeps_those_of_one_key(lines: list[Line]) -> None:
    causes, ends = Shared(), Shared()
    packed: Packed[Line] = Packed(Line, {0: causes, 3: ends, 4: ends})
    for line in lines:
        packed.append(line)
    assert list(packed) == lines
    assert packed[1:3] == lines[1:3]
    assert len(packed) == len(lines)
    packed.sort(key=lambda line: line.after)
    assert list(packed) == sorted(lines, key=lambda line: line.after)
