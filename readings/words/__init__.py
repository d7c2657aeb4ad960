"""The words of annexes in six languages, as regular expressions. They say what the rules look for, and hold no rule."""

import re
from collections.abc import Iterable


def any_of(words: str | Iterable[str]) -> str:
    """Returns a pattern for any of the words, the longest first. A space stands for any blanks."""
    listed = words.split("|") if isinstance(words, str) else list(words)
    # Words of one length in the order of the alphabet: the order of a set differs from process to process
    ordered = sorted({word.strip() for word in listed if word.strip()}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(word.replace(" ", r"\s+") for word in ordered) + ")"


def pattern(words: str | Iterable[str], before: str = r"(?<!\w)", after: str = r"(?!\w)") -> re.Pattern[str]:
    """Returns the compiled pattern for any of the words as whole words, in small letters or capitals."""
    return re.compile(before + any_of(words) + after, re.IGNORECASE)
