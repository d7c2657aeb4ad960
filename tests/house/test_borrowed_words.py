"""The texts of other packages exist in every language, wherever readers may meet them; tests/borrowed.py checks it."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_file
from django.conf import settings
from django.contrib import admin
from django.utils.translation.trans_real import DjangoTranslation, translation

from portfolio import borrowed_words
from tests import borrowed
from tests.borrowed import Message

pytestmark = pytest.mark.once

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
ADMIN_WORDS = str(Path(admin.__file__).parent / "locale")


@cache
def met(*extensions: str) -> Mapping[Message, str]:
    return borrowed.met(extensions) if extensions else borrowed.met()


def lacking(words: Mapping[Message, str], translated: Any) -> list[str]:
    catalogue = translated._catalog
    return [f"{file}: {message.text}" for message, file in words.items() if not told(catalogue, message)]


def told(catalogue: Any, message: Message) -> bool:
    key = f"{message.context}\x04{message.text}" if message.context else message.text
    found: Callable[[Any], Any] = catalogue.get
    several = all(found((key, form)) for form in (0, 1))
    return bool(several) if message.plural else bool(found(key) or several)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_package_that_a_reader_may_meet_is_in_their_language(language: str) -> None:
    assert lacking(met(), translation(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_admins_scripts_is_in_their_language(language: str) -> None:
    words = DjangoTranslation(language, domain="djangojs", localedirs=[ADMIN_WORDS])
    assert lacking(met(".js"), words) == []


def test_nothing_is_borrowed_that_no_package_says_any_more() -> None:
    borrowed_ones = extract_from_file("python", borrowed_words.__file__, keywords=borrowed.KEYWORDS)
    texts = {text if isinstance(text, str) else text[0] for _line, text, *_rest in borrowed_ones}
    assert texts - {message.text for message in met()} == set()


def test_the_rule_names_only_files_that_are_there() -> None:
    for name in borrowed.NOT_MET:
        assert borrowed.place(name).exists(), name
