"""Makes titles, summaries and names from the words of the field, in the six languages of the register."""

from pathlib import Path

import yaml

from bench.generator.dice import Dice

WORDS = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
LANGUAGES: list[str] = list(WORDS["languages"])
LONG_ENOUGH = 330
"""A summary ends with the sentence that passes this length: about 400 letters."""


def title(dice: Dice, language: str, number: int) -> str:
    """Returns a title that no other project has: it ends with the project's number."""
    parts = WORDS["languages"][language]
    return f"{dice.one_of(parts['work'])} {dice.one_of(parts['about'])} ({number})"


def summary(dice: Dice, language: str) -> str:
    """Returns sentences with about 400 letters in total."""
    parts = WORDS["languages"][language]
    text = ""
    while len(text) < LONG_ENOUGH:
        sentence = " ".join(dice.one_of(parts[part]) for part in ("who", "does", "why"))
        text = f"{text} {sentence}" if text else sentence
    return text


def city(dice: Dice, number: int) -> str:
    """Returns a name with Nordic letters and its number."""
    return f"{dice.one_of(WORDS['cities']['starts'])}{dice.one_of(WORDS['cities']['ends'])} {number}"


def organisation(dice: Dice, kind: str, number: int) -> str:
    """Returns a name that says what kind of organisation it is."""
    return f"{dice.one_of(WORDS['bodies'][kind])} {city(dice, number)}"
