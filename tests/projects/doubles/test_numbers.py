"""Official numbers are known by their length and their check digit, and numbers of persons are never taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.choices import NumberScheme
from projects.doubles.numbers import SCHEMES, digits_of, numbers_in, schemes_of, without_numbers


@pytest.mark.parametrize(
    ("scheme", "written", "digits"),
    [
        ("DK-CVR", "DK 10 12 56 71", ""),
        ("DK-CVR", "13 58 56 28", "13585628"),
        ("DK-CVR", "DK13585628", "13585628"),
        ("NO-BRC", "NO 974 760 673 MVA", "974760673"),
        ("NO-BRC", "974 760 674", ""),
        ("SE-ON", "202100-5489", "2021005489"),
        ("SE-ON", "162021005489", "2021005489"),
        ("SE-ON", "SE202100548901", "2021005489"),
        ("FI-PRO", "0201256-6", "02012566"),
        ("FI-PRO", "201256-6", "02012566"),
        ("IS-RSK", "540269-6459", "5402696459"),
    ],
)
def test_a_number_is_read_as_people_write_it(scheme: str, written: str, digits: str) -> None:
    assert digits_of(scheme, written) == digits


@pytest.mark.parametrize(("scheme", "number"), [("SE-ON", "811218-9876"), ("IS-RSK", "120174-3399")])
def test_the_number_of_a_person_is_no_number_of_an_organisation(scheme: str, number: str) -> None:
    assert digits_of(scheme, number) == ""


@given(st.sampled_from(sorted(SCHEMES)), st.text("0123456789", min_size=7, max_size=10), st.data())
def test_one_wrong_digit_is_noticed(scheme: str, start: str, data: st.DataObject) -> None:
    length = SCHEMES[scheme].length
    right = next((found for end in range(1000) if (found := _with_end(scheme, start, length, end))), "")
    if right:
        place = data.draw(st.integers(0, length - 1))
        other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != right[place]]))
        assert digits_of(scheme, right[:place] + other + right[place + 1 :]) == ""


def _with_end(scheme: str, start: str, length: int, end: int) -> str:
    return digits_of(scheme, (start + "0" * length)[: length - 3] + f"{end:03}")


def test_a_number_inside_a_name_is_found_and_taken_out() -> None:
    assert list(numbers_in("Dansk Røde Kors, CVR-nr. 20 70 02 11")) == [("DK-CVR", "20700211")]
    assert without_numbers("Dansk Røde Kors, CVR-nr. 20 70 02 11") == "Dansk Røde Kors"
    assert list(numbers_in("Foreningen af 1885")) == []


def test_a_number_shows_as_its_country_writes_it() -> None:
    assert SCHEMES[NumberScheme.SWEDEN].show("2021005489") == "202100-5489"
    assert SCHEMES[NumberScheme.FINLAND].show("02012566") == "0201256-6"


def test_some_numbers_fit_several_registers() -> None:
    assert schemes_of("nothing") == []
    assert "NO-BRC" in schemes_of("974760673")
