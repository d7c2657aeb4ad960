"""Every message is complete in every language: none untranslated or fuzzy, and no placeholder missing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings

from tests.house.test_plain_words import ROOMS

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr0-9]*|%[sd]|%%|\{[\w:]*\}|</?[a-z]+")


def messages(path: Path) -> list[Message]:
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def of_language(language: str, domain: str = "django") -> list[Message]:
    path = ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
    return messages(path) if path.exists() else []


def texts(message: Message, attribute: str) -> list[str]:
    value = getattr(message, attribute)
    return [value] if isinstance(value, str) else list(value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_sure(language: str) -> None:
    open_ones = [m.id for m in of_language(language) if m.fuzzy or not all(texts(m, "string"))]
    assert open_ones == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_stands_in_the_translation_too(language: str) -> None:
    for message in of_language(language) + of_language(language, "djangojs"):
        *_, expected = (sorted(PLACEHOLDER.findall(text)) for text in texts(message, "id"))
        for text in texts(message, "string"):
            assert sorted(PLACEHOLDER.findall(text)) == expected, (message.id, text)


HIDDEN = re.compile(r"import .*\b[np]*gettext(?:_lazy)? as (?!_\b)\w+")


def test_no_message_hides_behind_another_name_of_gettext() -> None:
    """The collection of the messages knows gettext by its own name and as ``_``, and skips every other name."""
    code = [path for path in ROOT.glob("*/**/*.py") if not {".venv", "staticfiles"} & {*path.parts}]
    assert [str(path) for path in code if HIDDEN.search(path.read_text("utf-8"))] == []


def test_no_message_of_the_code_is_missing_from_the_files(tmp_path: Path) -> None:
    if shutil.which("xgettext") is None and os.environ.get("CI"):
        pytest.fail("there is no gettext on this machine, and CI has to look for new messages")
    if shutil.which("xgettext") is None:
        pytest.skip("there is no gettext on this machine: new messages were not looked for")
    for name in (*ROOMS, "templates", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "da", "--add-location", "file"]
    subprocess.run(command, cwd=tmp_path, env={"PATH": os.environ["PATH"]}, check=True, capture_output=True)
    in_code = {str(message.id) for message in messages(tmp_path / "locale/da/LC_MESSAGES/django.po")}
    for language in LANGUAGES:
        assert {str(message.id) for message in of_language(language)} == in_code, language
