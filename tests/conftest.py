"""Fixtures of all tests: an empty register, or Dokument 8 from its fixtures."""

import gc
import logging
from collections.abc import Iterator
from functools import wraps
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import BaseCommand, call_command
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.template.backends.django import Template
from django.test import Client
from django.test.client import ClientHandler
from django.utils import translation
from hypothesis import settings

from changes import guard, tables
from changes.opened import current

# Tests make many small objects that live on. To search them for cycles at the usual pace takes a tenth of the run.
gc.set_threshold(200_000, 20, 50)

# A test states a rule, and a slow machine does not break it. Speed is measured in bench/.
settings.register_profile("oversigt", deadline=None)
settings.load_profile("oversigt")

_rows: list[tuple[Any, list[Any]]] = []
_inserts: list[tuple[str, Any]] = []
"""The recorded statements that insert those rows, so that they are not composed again for every test."""


def guarded(function: Any) -> Any:
    """Returns the function with the guard on: inside it, records are written only within a change, as outside of
    tests.
    """

    @wraps(function)
    def within(*args: Any, **options: Any) -> Any:
        # Django's own commands set up the database of tests
        ours = not type(args[0]).__module__.startswith("django.core.management")
        with guard.without_change(not ours):
            return function(*args, **options)

    return within


# Tests create rows freely. Their requests and commands are guarded, and so is every other thread.
guard.always_without_change()
ClientHandler.__call__ = guarded(ClientHandler.__call__)  # type: ignore[method-assign]
BaseCommand.execute = guarded(BaseCommand.execute)  # type: ignore[method-assign]


def keep_state(instance: Any, created: bool, raw: bool = False, **_options: Any) -> None:
    """Writes the history of a row that is saved without a change: a change would write it when it closes."""
    if raw or current() is not None or type(instance)._meta.db_table not in tables.tables():
        return
    history = type(instance).history
    if not created:
        history.filter(id=instance.pk, until_change=None).update(until_change=0)
    history.bulk_history_create([instance], update=not created)


def keep_index(instance: Any, raw: bool = False, **_options: Any) -> None:
    """Indexes an event that is saved without a change, or whose rows are: a change would do so when it closes."""
    if raw or current() is not None or type(instance).__name__ not in ("Event", "EventParty", "EventContact"):
        return
    from events.clash.index import index_events

    index_events([getattr(instance, "event_id", instance.pk)])


post_save.connect(keep_state)
post_save.connect(keep_index)


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Names a case by its parameter if its value is a file: made in two processes, files can differ by a second."""
    return argname if isinstance(val, bytes) and len(val) > 40 else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Puts SQLite's database of the tests into a file. The running site answers in several threads, and threads that
    share one connection, as they do with a database in memory, break into each other's transactions.

    The file need not outlive the machine, so nothing waits for the disk; and on a slow machine a writer may wait longer
    for the others than a person would.
    """
    if connection.vendor == "sqlite":
        fast = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
        connection.settings_dict["OPTIONS"] |= {"init_command": fast, "timeout": 120}
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "register.sqlite3")


@pytest.fixture(autouse=True)
def _own_surroundings(settings: Any, tmp_path_factory: Any) -> None:
    """Sets plain HTTP, no collected static files, no throttling and no language from another test."""
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.STORAGES = {
        **settings.STORAGES,
        "files": {
            "BACKEND": "projects.files.storage.FolderStorage",
            "OPTIONS": {"location": str(tmp_path_factory.getbasetemp() / "files")},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.SEAL_KEY = str(tmp_path_factory.getbasetemp() / "files" / "seal-key.pem")
    # The test server serves the files; WhiteNoise would warn that none were collected
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    # The last request of the test before may have chosen another language
    translation.deactivate()


@pytest.fixture
def dokument8(db: None) -> None:
    """Loads all of fixtures/: the first time by the command, for later tests by inserting the same rows again."""
    if _rows:
        # In one transaction: rows of one table refer to rows of a later table
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
    """Inserts the rows through the ORM and records its statements."""
    seen: list[tuple[str, Any]] = []

    def see(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT"):
            seen.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(see):
        for model, rows in _rows:
            model._base_manager.bulk_create(rows)
    if connection.vendor == "postgresql":
        # One round trip instead of one per table, with the values in the statement
        with connection.cursor() as cursor:
            written = [cursor.cursor.mogrify(sql, parameters).decode() for sql, parameters in seen]
        seen = [(";".join(written), None)]
    _inserts.extend(seen)


@pytest.fixture
def reader(db: None, django_user_model: Any) -> Client:
    """A browser with a signed-in user who may only read."""
    client = Client()
    client.force_login(django_user_model.objects.create_user("reader"))
    return client


@pytest.fixture
def get(reader: Client) -> Any:
    """Returns a function that reads the API: ``get("projects/", status="closed")`` returns the data."""

    def get(path: str, expect: int = 200, **parameters: Any) -> Any:
        response = reader.get(f"/api/v1/{path}", parameters)
        assert response.status_code == expect, response.content
        return response.json()

    return get


@pytest.fixture
def only_the_answer(monkeypatch: Any) -> Iterator[None]:
    """Draws no pages and logs no refusals, for tests that ask every address: who may open one is decided before."""
    monkeypatch.setattr(Template, "render", lambda *_args, **_options: "")
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
