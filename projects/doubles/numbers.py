"""Official numbers of organisations: their registers, how each is written, and its check digit.

The codes of the registers are those of org-id.guide, which the IATI Standard uses for organisation identifiers.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from projects.choices import NumberScheme


def _remainder(digits: str, weights: tuple[int, ...], modulus: int = 11) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % modulus


def _danish(digits: str) -> bool:
    return digits[0] != "0" and _remainder(digits, (2, 7, 6, 5, 4, 3, 2, 1)) == 0


def _norwegian(digits: str) -> bool:
    return _remainder(digits, (3, 2, 7, 6, 5, 4, 3, 2, 1)) == 0


def _swedish(digits: str) -> bool:
    # The third digit is at least 2, so that the number is no birth date: numbers of persons are not kept here
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return digits[2] >= "2" and sum(one // 10 + one % 10 for one in doubled) % 10 == 0


def _finnish(digits: str) -> bool:
    return _remainder(digits, (7, 9, 10, 5, 8, 4, 2, 1)) == 0


def _icelandic(digits: str) -> bool:
    # Organisations add 40 to the day. Without it the number is a person's
    day, month = int(digits[:2]), int(digits[2:4])
    right = _remainder(digits[:9], (3, 2, 7, 6, 5, 4, 3, 2, 1)) == 0
    return 41 <= day <= 71 and 1 <= month <= 12 and right and digits[9] in "089"


@dataclass(frozen=True)
class Scheme:
    """A register of organisations."""

    country: str
    """ISO 3166-1."""
    length: int
    """Digits of a number."""
    is_right: Callable[[str], bool]
    """Takes the digits; returns whether the check digit is right."""
    written: str
    """How its country writes the number; each 0 is a digit."""

    def show(self, digits: str) -> str:
        """Returns the number as its country writes it."""
        rest = iter(digits)
        return "".join(next(rest) if sign == "0" else sign for sign in self.written)


SCHEMES: dict[str, Scheme] = {
    NumberScheme.DENMARK: Scheme("DK", 8, _danish, "00000000"),
    NumberScheme.NORWAY: Scheme("NO", 9, _norwegian, "000 000 000"),
    NumberScheme.SWEDEN: Scheme("SE", 10, _swedish, "000000-0000"),
    NumberScheme.FINLAND: Scheme("FI", 8, _finnish, "0000000-0"),
    NumberScheme.ICELAND: Scheme("IS", 10, _icelandic, "000000-0000"),
}
NAMED = re.compile(
    r"\(?\b(?P<word>CVR|org\.?(?:anisations|anisasjons)?[-. ]?n(?:umme)?r\.?|Y-tunnus|FO-nummer|kt\.?|kennitala"
    r"|business ID)"
    r"[-.: nro]*(?P<number>(?:DK|SE|NO|FI|IS)?[ ]?\d[\d -]{6,11}\d)\b\)?",
    re.IGNORECASE,
)
"""A number inside a name, with the word that says which register it is of."""
LEFT_OUT = re.compile(r"[\s.\-]")


def digits_of(scheme: str, number: str) -> str:
    """Returns the digits of a number without its signs, or "" if they are no number of this register.

    ``scheme`` is a ``NumberScheme``. It checks the length and the check digit.
    """
    known = SCHEMES[scheme]
    text = LEFT_OUT.sub("", number).upper().removeprefix(known.country)
    if scheme == NumberScheme.NORWAY:
        text = text.removesuffix("MVA")
    elif scheme == NumberScheme.SWEDEN and len(text) == 12:
        # As the Swedish tax agency writes it: 16 before the number, or 01 behind it in a VAT number
        text = text.removeprefix("16") if text.startswith("16") else text.removesuffix("01")
    elif scheme == NumberScheme.FINLAND and len(text) == 7:
        text = text.zfill(8)
    is_plain = len(text) == known.length and text.isascii() and text.isdigit()
    return text if is_plain and known.is_right(text) else ""


def schemes_of(number: str) -> list[str]:
    """Returns the registers whose numbers look like this one and have the right check digit."""
    return [scheme for scheme in SCHEMES if digits_of(scheme, number)]


def wrong_number(scheme: str, number: str) -> str:
    """Returns why this is no number of the register, as a sentence; empty if it is one."""
    if scheme not in SCHEMES or digits_of(scheme, number):
        return ""
    return str(_("This is no number of this register: its length or its check digit is wrong."))


def numbers_in(text: str) -> Iterator[tuple[str, str]]:
    """Yields each official number that a name contains ("Fonden X, CVR 12345678"), as register and digits."""
    for match in NAMED.finditer(text):
        for scheme in schemes_of(match["number"]):
            yield scheme, digits_of(scheme, match["number"])


def without_numbers(text: str) -> str:
    """Returns a name without the official numbers in it."""
    return NAMED.sub(" ", text).strip(" ,;-")
