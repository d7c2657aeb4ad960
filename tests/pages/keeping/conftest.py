"""Fixtures of the tests of the pages on which records are kept."""

from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def anna(db: None, django_user_model: Any) -> Any:
    """A superuser."""
    return django_user_model.objects.create_superuser("anna", password="a long password")


@pytest.fixture
def staff(anna: Any) -> Client:
    """A browser without scripts, in which anna is signed in."""
    client = Client()
    client.force_login(anna)
    return client
