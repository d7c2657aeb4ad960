"""Partial dates: 2006, 2006-09 and 2006-09-08 are all valid, and none is made more exact (rule 5)."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from projects.models import Document
from projects.partial_date import PartialDate, period_in_words

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
PARTIAL_DATES = st.builds(
    lambda day, precision: PartialDate.parse(day.isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]]),
    DAYS,
    st.sampled_from(["year", "month", "day"]),
)


@pytest.mark.parametrize("text", ["2006", "2006-09", "2006-09-08", "2004-02-29"])
def test_it_is_written_as_it_was_read(text: str) -> None:
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "206", "20060908", "2006-13", "2006-00", "2006-02-30", "2005-02-29", "2006-9", "08.09.2006", "0206",
     "1899", "2200", "2006-09-08T10:00", "２００６", "-2006", "2006-", "2006-09-", "not stated"],
)  # fmt: skip
def test_a_date_that_does_not_exist_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ .*\."):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2006", date(2006, 1, 1), date(2006, 12, 31)),
        ("2004-02", date(2004, 2, 1), date(2004, 2, 29)),
        ("2006-09-08", date(2006, 9, 8), date(2006, 9, 8)),
    ],
)
def test_it_is_the_whole_period_that_it_names(text: str, first: date, last: date) -> None:
    assert (PartialDate.parse(text).first, PartialDate.parse(text).last) == (first, last)


def test_it_sorts_by_its_first_day_and_the_less_exact_first() -> None:
    texts = ["2007", "2006-09-08", "2006-09", "2006", "2006-10", "2006-09-07"]
    in_order = ["2006", "2006-09", "2006-09-07", "2006-09-08", "2006-10", "2007"]
    assert [str(one) for one in sorted(map(PartialDate.parse, texts))] == in_order


def _documents(*dates: PartialDate | None) -> None:
    for number, one in enumerate(dates):
        Document.objects.create(slug=f"d{number}", title_en="D", kind="report", adopted=one)


@pytest.mark.django_db
def test_the_database_sorts_it_as_python_does() -> None:
    _documents(*map(PartialDate.parse, ["2007", "2006-09-08", "2006-09", "2006", "2006-10"]))
    found = Document.objects.order_by("adopted").values_list("adopted", flat=True)
    assert [str(one) for one in found] == ["2006", "2006-09", "2006-09-08", "2006-10", "2007"]


@pytest.mark.django_db
@given(stored=PARTIAL_DATES, asked=PARTIAL_DATES)
def test_a_filter_finds_it_exactly_when_its_period_reaches_there(stored: PartialDate, asked: PartialDate) -> None:
    Document.objects.all().delete()
    _documents(stored, None)
    after = Document.objects.filter(adopted__on_or_after=asked).count()
    before = Document.objects.filter(adopted__on_or_before=asked).count()
    assert (after, before) == (int(stored.last >= asked.first), int(stored.first <= asked.last))


@pytest.mark.parametrize(
    ("starts", "ends", "language", "words"),
    [
        ("2004", "2005", "en", "2004 – 2005"),
        ("2005-12-09", "2005-12-11", "en", "9–11 December 2005"),
        ("2005-12-09", "2005-12-11", "da", "9.–11. december 2005"),
        ("2005-12-09", "2005-12-11", "sv", "9–11 december 2005"),
        ("2005-12-09", "2005-12-11", "nb", "9.–11. desember 2005"),
        ("2005-12-09", "2005-12-11", "fi", "9.–11. joulukuuta 2005"),
        ("2005-12-09", "2005-12-11", "is", "9.–11. desember 2005"),
        ("2005-11-30", "2005-12-02", "en", "30 November – 2 December 2005"),
        ("2005-11-30", "2005-12-02", "da", "30. november – 2. december 2005"),
        ("2005-11-30", "2005-12-02", "sv", "30 november – 2 december 2005"),
        ("2005-11-30", "2005-12-02", "nb", "30. november – 2. desember 2005"),
        ("2005-11-30", "2005-12-02", "fi", "30. marraskuuta – 2. joulukuuta 2005"),
        ("2005-11-30", "2005-12-02", "is", "30. nóvember – 2. desember 2005"),
        ("2005-12-30", "2006-01-02", "en", "30 December 2005 – 2 January 2006"),
        ("2006-09", "2006-10", "en", "September – October 2006"),
        ("2006-09", "2006-10", "fi", "syyskuu – lokakuu 2006"),
        ("2006-09", "2007-10", "sv", "september 2006 – oktober 2007"),
        ("2006-09", "2006-09-08", "en", "September 2006 – 8 September 2006"),
        ("2006", "2006-09", "en", "2006 – September 2006"),
        ("2008-10", "2008-10", "en", "October 2008"),
        ("2008-10", "2008-10", "da", "oktober 2008"),
        ("2006-09-08", "2006-09-08", "sv", "8 september 2006"),
        ("2007", None, "en", "from 2007"),
        (None, "2003-04", "en", "until April 2003"),
        (None, None, "en", ""),
    ],
)
def test_in_words_it_is_no_more_exact_than_the_source(
    starts: str | None, ends: str | None, language: str, words: str
) -> None:
    with translation.override(language):
        assert period_in_words(*(PartialDate.parse(one) if one else None for one in (starts, ends))) == words
