"""Ten ways in which one organisation gets into a register twice."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bench.doubles.names import FORMS, Body
from bench.generator.dice import Dice

LETTERS: tuple[dict[int, Any], ...] = (
    str.maketrans({"ø": "oe", "å": "aa", "æ": "ae", "ä": "ae", "ö": "oe", "ð": "d", "þ": "th", "Ø": "Oe", "Å": "Aa",
                   "Æ": "Ae", "Ä": "Ae", "Ö": "Oe", "Þ": "Th"}),
    str.maketrans("øåæäöðéíóúýáØÅÆÄÖÁÍÓÚ", "oaaaodeiouyaOAAAOAIOU"),
    str.maketrans("øæäöØÆÄÖ", "öäæøÖÄÆØ"),
)  # fmt: skip
SAME_FORM = {"A/S": "A.S.", "AS": "A/S", "AB": "Aktiebolag", "Oy": "Oy Ab", "ApS": "APS", "hf.": "HF", "ehf.": "Ehf"}
BESIDE = {
    "og": "&",
    "och": "&",
    "and": "&",
    "&": "og",
    "Institut": "Inst.",
    "Institute": "Inst.",
    "University": "Univ.",
    "Universitet": "Univ.",
    "International": "Int.",
    "Ministry": "Min.",
}


@dataclass(frozen=True)
class Planted:
    """A double, and the variation that made it."""

    body: Body
    of: int
    """The place of the original."""
    kind: str


Variation = Callable[[Body, Dice], Body | tuple[Body, Body] | None]
"""Returns the double, or the original as it has to be known beside its double; None if it does not fit."""


def plant(bodies: list[Body], seed: int, each: int) -> tuple[list[Body], list[Planted]]:
    """Returns the organisations, some with what they have to be known by, and ``each`` doubles of every kind."""
    dice, originals, planted = Dice(seed, "doubles"), list(bodies), []
    free = dice.some_of(range(len(originals)), len(originals))
    for kind, vary in VARIATIONS.items():
        made, tried = 0, 0
        while made < each and tried < len(free):
            place = free[tried]
            tried += 1
            varied = vary(originals[place], dice)
            if varied is None:
                continue
            if isinstance(varied, tuple):
                originals[place], varied = varied
            planted.append(Planted(varied, place, kind))
            free.remove(place)
            made, tried = made + 1, tried - 1
    return originals, planted


def _case(body: Body, dice: Dice) -> Body | None:
    name = body.names[0]
    other = dice.one_of((name.upper(), name.lower(), name.title()))
    return replace(body, names=(other,), abbreviation="") if other != name else None


def _letters(body: Body, dice: Dice) -> Body | None:
    name = body.names[0].translate(dice.one_of(LETTERS))
    return replace(body, names=(name,), abbreviation="") if name != body.names[0] else None


def _legal_form(body: Body, dice: Dice) -> Body | None:
    name = body.names[0]
    form = next((form for forms in FORMS.values() for form in forms if name.endswith(f" {form}")), "")
    if form:
        bare = name.removesuffix(form).strip()
        other = f"{bare} {SAME_FORM[form]}" if form in SAME_FORM and dice.chance(0.5) else bare
        return replace(body, names=(other,))
    return replace(body, names=(f"Stiftelsen {name}",)) if " Fond " in name else None


def _translation(body: Body, dice: Dice) -> Body | tuple[Body, Body] | None:
    if len(body.names) < 2:
        return None
    double = replace(body, names=(body.names[1],), abbreviation="")
    # Half of the originals are known by their own name only
    return (replace(body, names=body.names[:1]), double) if dice.chance(0.5) else double


def _former_name(body: Body, dice: Dice) -> tuple[Body, Body]:
    former = f"{dice.one_of(('Gamle', 'Forenede', 'Første'))} {body.names[0]}"
    return replace(body, names=(*body.names, former)), replace(body, names=(former,), abbreviation="")


def _acronym(body: Body, dice: Dice) -> Body | None:
    if len(body.abbreviation) < 3:
        return None
    named = (body.abbreviation, f"{body.names[0]} ({body.abbreviation})", f"{body.abbreviation} – {body.names[0]}")
    return replace(body, names=(dice.one_of(named),), abbreviation="")


def _number(body: Body, dice: Dice) -> tuple[Body, Body] | None:
    if body.country != "DK":
        return None
    digits = _cvr(dice)
    other = f"{body.names[0].split()[0]} Holding"
    written = f"{other}, CVR-nr. {digits[:2]} {digits[2:4]} {digits[4:6]} {digits[6:]}"
    return replace(body, numbers=(("DK-CVR", digits),)), replace(body, names=(written,), abbreviation="")


def _cvr(dice: Dice) -> str:
    while True:
        digits = "".join(str(dice.between(1 if place == 0 else 0, 9)) for place in range(7))
        rest = sum(int(digit) * weight for digit, weight in zip(digits, (2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        if rest != 1:
            return digits + str((11 - rest) % 11)


def _typing_error(body: Body, dice: Dice) -> Body | None:
    words = body.names[0].split()
    long = [place for place, word in enumerate(words) if len(word) >= 8 and word.isalpha()]
    if not long:
        return None
    place = dice.one_of(long)
    word, at = words[place], dice.between(2, len(words[place]) - 3)
    words[place] = dice.one_of(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at] + word[at:],
            word[:at] + dice.one_of("aeioustnr") + word[at + 1 :],
        )
    )
    name = " ".join(words)
    return replace(body, names=(name,), abbreviation="") if name != body.names[0] else None


def _order(body: Body, dice: Dice) -> Body | None:
    words = body.names[0].split()
    if len(words) < 2 or words[-1] == "ry" or any(form in words for forms in FORMS.values() for form in forms):
        return None
    return replace(body, names=(f"{words[-1]}, {' '.join(words[:-1])}" if dice.chance(0.5) else " ".join(words[::-1]),))


def _punctuation(body: Body, dice: Dice) -> Body | None:
    name = body.names[0]
    words = [BESIDE.get(word, word) for word in name.split()]
    found = [
        " ".join(words),
        name.replace("-", " ") if "-" in name else name,
        f"{name}.",
        re.sub(r" (?=\w+$)", "  ", name),
        f"“{name}”",
        name.replace(" ", "-", 1),
    ]
    other = dice.one_of([one for one in found if one != name])
    return replace(body, names=(other,), abbreviation="")


VARIATIONS: dict[str, Variation] = {
    "acronym": _acronym,
    "case": _case,
    "letters": _letters,
    "legal form": _legal_form,
    "translation": _translation,
    "former name": _former_name,
    "number": _number,
    "typing error": _typing_error,
    "order": _order,
    "punctuation": _punctuation,
}
