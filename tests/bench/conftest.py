"""A register that is just large enough to generate a portfolio in it."""

import pytest

from projects.models import CoreArea, Place
from tests import builders


@pytest.fixture
def small_reference(db: None) -> None:
    """Writes a reference of the tests' own. Generated rows then do not depend on the fixtures."""
    for code in ("MR-A", "MR-B", "MR-C"):
        builders.council(code)
    for number, slug in enumerate(("prevention", "capacity-building", "cross-sector"), 1):
        CoreArea.objects.create(slug=slug, number=number, name_en=slug)
    for slug, code in (("denmark", "DK"), ("sweden", "SE")):
        Place.objects.create(slug=slug, kind="country", code=code, name_en=slug)
