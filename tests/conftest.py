"""What tests start from: an empty register, or Dokument 8 as its fixtures tell it."""

from functools import wraps
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import BaseCommand, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.client import ClientHandler
from django.utils import translation

from changes import guard

_rows: list[tuple[Any, list[Any]]] = []
_inserts: list[tuple[str, Any]] = []
"""The statements that put those rows back, once they were seen: they need not be composed for every test."""


def guarded(function: Any) -> Any:
    """The function, within which records are written only inside a change, as everywhere but in tests."""

    @wraps(function)
    def within(*args: Any, **options: Any) -> Any:
        # Django's own commands set up the database of tests
        ours = not type(args[0]).__module__.startswith("django.core.management")
        with guard.without_change(not ours):
            return function(*args, **options)

    return within


# Tests make their rows as they like. Requests and commands of theirs are guarded, and so is every other thread.
guard.always_without_change()
ClientHandler.__call__ = guarded(ClientHandler.__call__)  # type: ignore[method-assign]
BaseCommand.execute = guarded(BaseCommand.execute)  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _own_surroundings(settings: Any, tmp_path_factory: Any) -> None:
    """Plain HTTP, no collected static files, no throttling and no language left over from another test."""
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Files are served by the test server; WhiteNoise would warn that none were collected
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    # The last request of the test before may have chosen another one
    translation.deactivate()


@pytest.fixture
def dokument8(db: None) -> None:
    """The whole of fixtures/. Loaded once by the command; for later tests its rows are put back as they were."""
    if _rows:
        # In one transaction: rows of one table refer to rows of a later one
        with transaction.atomic():
            put_back()
        return
    call_command("load_fixtures", stdout=StringIO())
    for name in ("projects", "budgets", "events"):
        models = apps.get_app_config(name).get_models(include_auto_created=True)
        _rows.extend((model, list(model._base_manager.all())) for model in models)


def put_back() -> None:
    """Inserts the rows of the fixtures into the empty register."""
    if _inserts:
        with connection.cursor() as cursor:
            for sql, parameters in _inserts:
                cursor.execute(sql, parameters)
        return
    compose()


def compose() -> None:
    """Inserts the rows as the ORM does, and keeps what it says to the database."""
    seen: list[tuple[str, Any]] = []

    def see(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT"):
            seen.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(see):
        for model, rows in _rows:
            model._base_manager.bulk_create(rows)
    if connection.vendor == "postgresql":
        # One journey instead of one for each table, with the values in it
        with connection.cursor() as cursor:
            written = [cursor.cursor.mogrify(sql, parameters).decode() for sql, parameters in seen]
        seen = [(";".join(written), None)]
    _inserts.extend(seen)


@pytest.fixture
def reader(db: None, django_user_model: Any) -> Client:
    """A browser in which somebody without any right but reading is signed in."""
    client = Client()
    client.force_login(django_user_model.objects.create_user("reader"))
    return client


@pytest.fixture
def get(reader: Client) -> Any:
    """Gets an address of the API as the reader: ``get("projects/", status="closed")`` gives the data."""

    def get(path: str, expect: int = 200, **parameters: Any) -> Any:
        response = reader.get(f"/api/v1/{path}", parameters)
        assert response.status_code == expect, response.content
        return response.json()

    return get
