"""The messages of installed packages: which of them a reader may see, and in which file each message is.

The rule: every message of an installed package counts, unless its file is in ``NOT_MET`` or the message is in
``LEFT``, each with its reason. So a message that an upgrade adds counts from its first day.
"""

import re
from ast import literal_eval
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.extract import extract_javascript, extract_python
from django.utils.translation.template import templatize

PACKAGES = ("django", "rest_framework", "django_filters", "drf_spectacular", "simple_history", "modeltranslation")

NOT_MET = {
    "django/conf/global_settings.py": "the names of ninety languages; ours are named in settings.py",
    "django/conf/locale/": "no messages",
    "django/contrib/admindocs/": "not installed",
    "django/contrib/flatpages/": "not installed",
    "django/contrib/gis/": "not installed",
    "django/contrib/humanize/": "not installed",
    "django/contrib/postgres/": "not installed",
    "django/contrib/redirects/": "not installed",
    "django/contrib/sitemaps/": "not installed",
    "django/contrib/sites/": "not installed",
    "django/contrib/syndication/": "not installed",
    "django/contrib/admin/templates/admin/invalid_setup.html": "for a database without tables",
    "django/contrib/admin/tests.py": "tests",
    "django/contrib/auth/hashers.py": "parts of a password's hash; our page of a user does not show them",
    "django/core/management/": "for developers, at the command line",
    "django/db/models/fields/files.py": "no model has a file",
    "django/db/models/fields/json.py": "no model has a JSON column",
    "django/utils/translation/": "the machinery itself",
    "django/views/generic/": "not used",
    "django/views/csrf.py": "our own page, templates/403_csrf.html, stands before it",
    "django/views/static.py": "files are served by WhiteNoise",
    "django/views/templates/": "listings of folders and the page of an empty site: for developers",
    "django_filters/templates/": "the browsable API is off",
    "django_filters/rest_framework/": "the form of the browsable API, which is off",
    "drf_spectacular/contrib/": "not installed",
    "modeltranslation/static/": "its tabs are not used",
    "modeltranslation/tests/": "tests",
    "rest_framework/filters.py": "search and sorting are fields of our own filters",
    "rest_framework/templates/": "the browsable API is off",
    "rest_framework/versioning.py": "there is one version, in the address",
    "simple_history/templates/": "our own stand before them",
}
"""Files and folders of the packages whose messages no reader sees here, and why."""

LEFT = {
    "addedname": "no message: a key of the admin's log, inside a call of gettext",
    "changedname": "the same",
    "deletedname": "the same",
    "String (unlimited)": "the kind of a column, which only admindocs would tell, and it is not installed",
    "Universally unique identifier": "the same",
}
"""Texts that look like messages and may stay untranslated, and why."""

KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
CALL = re.compile(r"""\b(_|n?p?gettext)\(((?:\s*u?(?P<q>\"{3}|'{3}|["']).*?(?<!\\)(?P=q)\s*,?)+)""", re.DOTALL)
TEXT = re.compile(r"""u?(\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", re.DOTALL)


class Message(NamedTuple):
    """A text as gettext identifies it: with its context, and with a plural or none."""

    text: str
    context: str = ""
    plural: str = ""


def met(extensions: tuple[str, ...] = (".py", ".html", ".txt")) -> dict[Message, str]:
    """Returns the messages of the packages that a reader may see, each with a file it is in."""
    found: dict[Message, str] = {}
    for path, name in _files(extensions):
        for message in _messages(path):
            if message.text and message.text not in LEFT:
                found.setdefault(message, name)
    return found


def place(name: str) -> Path:
    """Returns the path of a file or folder of an installed package: ``django/forms/``."""
    package, _, rest = name.partition("/")
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / rest


def _files(extensions: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    for package in PACKAGES:
        root = place(package)
        for path in sorted(root.rglob("*")):
            name = f"{package}/{path.relative_to(root).as_posix()}"
            if path.suffix in extensions and not name.startswith(tuple(NOT_MET)):
                yield path, name


def _messages(path: Path) -> Iterator[Message]:
    source = path.read_text("utf-8")
    if "gettext" not in source and "trans" not in source:
        return
    if path.suffix in (".py", ".js"):
        extract: Any = extract_python if path.suffix == ".py" else extract_javascript
        with path.open("rb") as file:
            for _line, function, texts, _comments in extract(file, KEYWORDS, [], {}):
                yield _message(function, [texts] if isinstance(texts, str) else list(texts or []))
    else:
        for call in CALL.finditer(templatize(source)):
            yield _message(call[1], [literal_eval(text[0].removeprefix("u")) for text in TEXT.finditer(call[2])])


def _message(function: str, texts: list[str | None]) -> Message:
    strings = [text or "" for text in texts]
    context = strings.pop(0) if function.startswith(("pgettext", "npgettext")) else ""
    plural = strings[1] if function.startswith("n") and len(strings) > 1 else ""
    return Message(strings[0] if strings else "", context, plural)
