"""The rules of docs/architecture.md, checked against the code."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.urls import URLPattern, get_resolver

from budgets.dimensions import DIMENSIONS
from budgets.filtersets import AllocationFilterSet
from events.filtersets import EventFilterSet
from portfolio.api_urls import router
from projects import filtersets

ROOT = Path(settings.BASE_DIR)
ROOMS = {
    "changes": set(),
    "projects": {"changes"},
    "accounts": {"changes", "projects"},
    "budgets": {"changes", "projects"},
    "events": {"changes", "projects"},
    "reports": {"changes", "projects", "budgets", "events"},
    "letters": {"changes", "projects", "accounts", "budgets", "events", "reports"},
    "seals": {"changes", "projects", "accounts", "budgets", "events", "reports"},
    "readings": {"changes", "projects", "accounts", "budgets", "letters"},
    "desk": {"changes", "projects", "letters"},
    "pages": {
        *("changes", "projects", "accounts", "budgets", "events", "reports", "seals", "letters", "readings", "desk"),
    },
    "tables": {"changes", "projects", "budgets", "events", "reports", "pages"},
    "portfolio": {
        *("changes", "projects", "accounts", "budgets", "events", "reports", "seals", "letters", "desk", "pages"),
        "tables",
    },
    "tools": {"changes", "projects", "budgets", "events", "pages"},
}
"""Each package, and the packages that it may import."""


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms or ROOMS:
        yield from (path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_imports_run_one_way(room: str) -> None:
    for path in modules(room):
        backward = {name for name in imported(path) if name in ROOMS} - ROOMS[room] - {room}
        assert not backward, f"{path.relative_to(ROOT)} imports {backward}"


RIGHTS = re.compile(r"\.is_staff\b|\.has_perm\(")
DECIDING = {
    "accounts/rights.py",
    "accounts/roles.py",
    "budgets/books/rights.py",
    "budgets/entries/rights.py",
    "changes/approving/rights.py",
    "changes/rights/__init__.py",
    "changes/rights/limits.py",
    "events/entry/contributing.py",
    "seals/rights.py",
}
"""Modules that decide about rights. All others ask ``may``."""
SHOWING = {"changes/api/conditional.py", "pages/people.py"}
"""Modules that only tell accounts apart: an answer's tag depends on the rights, and a page lists them."""


def test_rights_are_decided_in_few_places() -> None:
    asking = {str(path.relative_to(ROOT)) for path in modules() if RIGHTS.search(path.read_text("utf-8"))}
    assert asking <= DECIDING | SHOWING
    assert not [path for path in (ROOT / "templates").rglob("*.html") if "user.is_staff" in path.read_text("utf-8")]


def test_money_is_summed_in_one_file() -> None:
    summing = [str(path.relative_to(ROOT)) for path in modules() if re.search(r"\bSum\(", path.read_text("utf-8"))]
    assert summing == ["budgets/totals.py"]


def test_modules_stay_short() -> None:
    long = {
        str(path.relative_to(ROOT)): length
        for path in modules()
        if (length := len(path.read_text().splitlines())) > 400
    }
    assert not long


READ = {".py", ".html", ".css", ".js"}
"""The files in which people search."""


def test_a_folder_holds_at_most_20_files() -> None:
    places = [ROOT / name for name in (*ROOMS, "templates", "static", "tests", "bench")]
    paths = [path for place in places for path in place.rglob("*") if path.suffix in READ]
    files = Counter(path.parent.relative_to(ROOT) for path in paths if path.parent.name != "migrations")
    assert not {str(folder): number for folder, number in files.items() if number > 20}


def test_functions_stay_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 40
    ]
    assert not long


@pytest.mark.parametrize(
    "name", ["totals.py", "dimensions.py", "querysets.py", "services.py", "views.py", "filters.py"]
)
def test_public_functions_say_what_they_give(name: str) -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in modules()
        if path.name == name
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert not silent


def test_every_setting_of_the_environment_is_explained() -> None:
    read = set(re.findall(r"env\.\w+\(\s*\"(\w+)\"", (ROOT / "portfolio/settings.py").read_text("utf-8")))
    explained = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.M))
    assert read == explained


def test_the_start_stops_at_a_missing_key_and_names_it(monkeypatch: Any) -> None:
    import environ

    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(environ.ImproperlyConfigured, match="SECRET_KEY"):
        environ.Env().str("SECRET_KEY")


def own_models() -> list[Any]:
    return [
        model
        for room in ROOMS
        if apps.is_installed(room)
        for model in apps.get_app_config(room).get_models()
        if not model.__name__.startswith("Historical")
    ]


DERIVED = {"Engagement", "SentForm", "Change", "RecordChange", "Latest", "SentRequest", "Notice", "Reminder"}
DERIVED |= {"ProposalNews"}
DERIVED |= {"Draft", "Tries", "OpenSession", "LastWrite"}
DERIVED |= {"Milestone", "KeptGroup"}
DERIVED |= {"WaitingProposal", "Erasure", "FileContent", "Chain"}
"""Models that only the program writes: nobody edits, names or loads their rows."""


def edited_models() -> list[Any]:
    return [model for model in own_models() if model.__name__ not in DERIVED]


WITHOUT_HISTORY = {
    "Preference": "when a person changed their language is personal data that nobody has a use for",
    "FeedAddress": "a revoked address leaves nothing behind: whoever used it when is nobody's business",
    "Key": "a revoked key leaves nothing behind, as with addresses",
    "Recipient": "its row only holds addresses, and a renewed address leaves nothing behind",
    "Following": "what a person followed when is nobody's business",
    "Letter": "a letter is not changed after it is made; its row says when it was sent",
    "Comment": "a conversation between colleagues: a comment that was withdrawn leaves nothing behind",
    "Task": "its row says who made it, and who did it when",
    "LedgerFile": "a copy of a file of the accounting system, deleted after some weeks",
    "LedgerColumns": "how files with the same headings were read the last time; the next file may be read differently",
    "BookMatch": "a match is never changed: its row says who kept it, when and why, and who withdrew it",
    "TableFile": "a copy of a file, deleted after some weeks; what it changed is a change of the register",
    "TableHeading": "what a heading meant the last time; the next file may mean something else",
    "Seal": "a seal is written once: its row and its signed manifest say who made it, when and why",
    "SealedFile": "and so is a file of it",
    "AnnexReading": "a copy of a file and what was read of it, deleted after some weeks if nothing came of it",
    "AcceptedItem": "it is written once, and says from which item of an annex a project came",
    "Pin": "and so is what a person had on the dashboard when",
}
"""The exceptions, with their reasons."""


@pytest.mark.parametrize("model", edited_models(), ids=lambda model: model.__name__)
def test_every_change_of_a_row_is_kept(model: Any) -> None:
    assert hasattr(model, "history") != (model.__name__ in WITHOUT_HISTORY)


@pytest.mark.parametrize("model", edited_models(), ids=lambda model: model.__name__)
def test_every_row_can_be_edited_by_staff(model: Any) -> None:
    inlines = {inline.model for one in admin.site._registry.values() for inline in one.inlines}
    assert model in admin.site._registry or model in inlines


@pytest.mark.parametrize("model", edited_models(), ids=lambda model: model.__name__)
def test_every_row_has_a_natural_key(model: Any) -> None:
    assert model.natural_lookups()


def documented() -> str:
    return (ROOT / "docs/api.md").read_text("utf-8")


@pytest.mark.parametrize(
    "prefix", [prefix for prefix, _viewset, _name in router.registry] + ["totals", "annex", "token", "schema", "docs"]
)
def test_every_endpoint_is_documented(prefix: str) -> None:
    assert f"`{prefix}/" in documented() or f" {prefix}/" in documented()


FILTERSETS = (filtersets.ProjectFilterSet, AllocationFilterSet, EventFilterSet)


@pytest.mark.parametrize("name", dict.fromkeys(name for one in FILTERSETS for name in one.base_filters))
def test_every_filter_is_documented(name: str) -> None:
    assert f"`{name}`" in documented()


@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_dimension_is_documented(name: str) -> None:
    assert f"`{name}`" in documented()


def test_every_page_has_a_name() -> None:
    unnamed = [
        pattern.pattern
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLPattern) and not pattern.name
    ]
    assert not unnamed


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_no_asset_comes_from_another_host() -> None:
    pattern = re.compile(
        r"(src|href)=[\"'](https?:)?//[^\"']+\.(js|css|woff2?|png|svg)|url\((https?:)?//|@import +[\"']?http"
    )
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]
    assert not [str(path) for path in files if pattern.search(path.read_text("utf-8"))]


def test_no_page_needs_inline_style_or_script() -> None:
    pattern = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=\"")
    assert not [str(path) for path in (ROOT / "templates").rglob("*.html") if pattern.search(path.read_text("utf-8"))]


def test_lines_of_templates_stay_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{number} has {len(line)} characters"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if len(line) > 160
    ]
    assert not long
