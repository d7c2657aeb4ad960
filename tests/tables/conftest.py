"""An account, and the records that planted tables name."""

from typing import Any

import pytest

from bench.incoming.planted import Known
from projects.models import CoreArea
from tests import builders


@pytest.fixture
def boss(django_user_model: Any) -> Any:
    return django_user_model.objects.create_superuser("boss")


@pytest.fixture
def known() -> Known:
    builders.council("MR-S")
    builders.organisation("shelter")
    builders.city("Oslo", "NO")
    CoreArea.objects.create(slug="prevention", name_en="Prevention", number=1)
    builders.source()
    builders.portfolio()
    return Known.read()
