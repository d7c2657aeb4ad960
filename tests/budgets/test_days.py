"""A day of the address lies in a year that the register knows."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

OF_THE_API = ("totals/", "why/", "allocations/", "entries/", "differences/", "findings/")
PAGES = ("/why/", "/allocations/", "/entries/", "/reports/", "/reports/difference/")
OUTSIDE = {
    "0001-01-01": "The year 0001 lies outside 1900–2199.",
    "1899-12-31": "The year 1899 lies outside 1900–2199.",
    "2200-01-01": "The year 2200 lies outside 1900–2199.",
    "9999-12-31": "The year 9999 lies outside 1900–2199.",
}


class TestDaysOutsideTheKnownYears:
    @pytest.mark.parametrize("day", OUTSIDE)
    @pytest.mark.parametrize("path", OF_THE_API)
    def test_the_api_refuses_the_day_and_names_its_year(self, get: Any, path: str, day: str) -> None:
        assert get(path, expect=400, on=day) == {"on": [OUTSIDE[day]]}

    @pytest.mark.parametrize("measure", ["granted", "paid"])
    def test_of_every_measure(self, get: Any, measure: str) -> None:
        for path in ("totals/", "why/", "differences/"):
            assert get(path, expect=400, on="1899-12-31", measure=measure) == {"on": [OUTSIDE["1899-12-31"]]}

    @pytest.mark.parametrize("day", OUTSIDE)
    @pytest.mark.parametrize("path", PAGES)
    def test_pages_show_the_sentence(self, reader: Client, path: str, day: str) -> None:
        response = reader.get(path, {"on": day})
        assert response.status_code == 400
        assert OUTSIDE[day] in response.content.decode()

    @pytest.mark.parametrize("name", ["since", "until"])
    def test_periods_of_entries_have_the_same_bounds(self, get: Any, name: str) -> None:
        assert get("entries/", expect=400, **{name: "1899-12-31"}) == {name: [OUTSIDE["1899-12-31"]]}

    @pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
    def test_the_first_and_the_last_known_day_are_answered(self, get: Any, day: str) -> None:
        for path in ("totals/", "why/", "allocations/", "differences/"):
            get(path, on=day)
