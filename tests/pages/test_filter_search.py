"""The filters search in lists that are too long to offer completely, with and without JavaScript."""

import pytest
from django.test import Client

from events.models import EventParty
from projects.models import Organisation, Partnership
from tests import builders

pytestmark = pytest.mark.django_db

PAGES = {
    "/projects/": "partner",
    "/": "partner",
    "/reports/by-council/": "partner",
    "/calendar/": "organisation",
    "/calendar/clashes/": "organisation",
}
"""Page → its filter with very many values."""


@pytest.fixture(autouse=True)
def _many() -> None:
    """Creates three hundred organisations that are partners of a project and take part in an event."""
    Organisation.objects.bulk_create(
        Organisation(slug=f"body-{number:03}", name_en=f"Body {number:03}") for number in range(300)
    )
    project, event = builders.project(), builders.event()
    for model, of in ((Partnership, {"project": project, "role": "implementing"}), (EventParty, {"event": event})):
        rows = Organisation.objects.filter(slug__startswith="body-")
        model.objects.bulk_create(model(organisation=row, **{"role": "participating", **of}) for row in rows)


def picker_on(client: Client, page: str, **asked: str) -> str:
    """Returns the list of the page's filter, as HTML."""
    answer = client.get(page, asked)
    assert answer.status_code == 200
    html = answer.content.decode()
    start = html.index(f'data-picker="{PAGES[page]}"')
    return html[start : html.index("</details>", start)]


@pytest.mark.parametrize("page", PAGES)
def test_a_filter_offers_the_most_used_values_and_a_search(page: str, reader: Client) -> None:
    picker = picker_on(reader, page)
    assert 30 <= picker.count('type="checkbox"') <= 41
    assert f'name="find_{PAGES[page]}"' in picker


@pytest.mark.parametrize("page", PAGES)
def test_the_search_finds_what_is_not_offered_by_every_word(page: str, reader: Client) -> None:
    name = PAGES[page]
    picker = picker_on(reader, page, **{"find": name, f"find_{name}": "28 BODY"})
    # 28 is in 028, 128, 228 and 280 to 289
    assert "13 found" in picker
    assert [f'value="body-28{digit}"' in picker for digit in range(10)] == [True] * 10
    assert picker.count('type="checkbox"') == 13
    # The list is open, also without JavaScript; a value that was not counted does not show "none"
    assert picker.startswith(f'data-picker="{name}" open')
    assert "tick none" not in picker


@pytest.mark.parametrize("page", PAGES)
def test_what_is_chosen_stays_while_one_searches(page: str, reader: Client) -> None:
    name = PAGES[page]
    picker = picker_on(reader, page, **{name: "body-299", "find": name, f"find_{name}": "Body 280"})
    assert 'value="body-299" checked' in picker
    assert 'value="body-280"' in picker


def test_many_that_are_found_are_the_first_and_nothing_says_so(reader: Client) -> None:
    picker = picker_on(reader, "/projects/", find="partner", find_partner="body")
    assert "Many are found: these are the first." in picker
    assert picker.count('type="checkbox"') == 30
    assert "Nothing is found." in picker_on(reader, "/projects/", find="partner", find_partner="nobody")


def test_programs_do_not_search_in_lists(reader: Client) -> None:
    for path in ("projects/", "events/", "totals/"):
        assert reader.get(f"/api/v1/{path}", {"find_partner": "x"}).status_code == 400
