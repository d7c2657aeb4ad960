"""The API's JSON is the same as DRF's, whatever it holds."""

from collections import OrderedDict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.renderers import JSONRenderer

from changes.api.rendering import FastJSONRenderer
from projects.choices import Status

TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('\u2028\u2029\x00\x1f\x7f"\\/<>&é🎉'))
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
)


@given(DATA)
def test_any_data_is_the_same(data: Any) -> None:
    assert FastJSONRenderer().render(data) == JSONRenderer().render(data)


@pytest.mark.parametrize(
    "value",
    [
        date(2009, 12, 8),
        datetime(2009, 12, 8, 9, 30, 0, 123456, tzinfo=UTC),
        Decimal("1.50"),
        59.94,
        gettext_lazy("Budget"),
        Status.CLOSED,
        OrderedDict(b=1, a=2),
        {1: "a number as a key"},
        "\ud800",
    ],
    ids=repr,
)
def test_a_value_of_python_is_the_same(value: Any) -> None:
    def written(renderer: Any) -> Any:
        try:
            return renderer.render({"value": value})
        except UnicodeEncodeError:
            return UnicodeEncodeError

    assert written(FastJSONRenderer()) == written(JSONRenderer())


def test_an_answer_with_indents_is_the_same() -> None:
    media = "application/json; indent=4"
    assert FastJSONRenderer().render({"a": [1]}, media) == JSONRenderer().render({"a": [1]}, media)
