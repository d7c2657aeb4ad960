"""Letters folded for search, the same on every database: å/aa, ø/o, ä/a, case and accents."""

import unicodedata

# Longer spellings come first: "aa" and "å" both end as "a", so that Aarhus, Århus and Arhus are one word.
SPELLINGS = (
    ("aa", "a"),
    ("ae", "a"),
    ("oe", "o"),
    ("æ", "a"),
    ("ø", "o"),
    ("œ", "o"),
    ("þ", "th"),
    ("ð", "d"),
    ("đ", "d"),
    ("ł", "l"),
)


def fold(text: str) -> str:
    """The text as search compares it: lower case, Nordic letters and accents folded, spaces single."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    for spelling, plain in SPELLINGS:
        text = text.replace(spelling, plain)
    return " ".join(text.split())
