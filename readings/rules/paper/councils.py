"""Lines that are nothing but councils: headings that name who pays for what follows, and no titles."""

import re

from readings.rules.names import Register, mentions
from readings.rules.paper.pages import Block
from readings.rules.passage import Line
from readings.words.labels import alone

LONGEST = 120
SEVERAL = re.compile(
    r"[#\s]*(?:flere|flera|several|multiple|joint|two or more|mere end et|mer enn ett|mer än ett|useat|useita|"
    r"useamman|fleiri|"
    r"fælles for|felles for|gemensamt för|andre|andra|other|muut|aðrar)\s+(?:nordiske\s+|nordiska\s+|nordic\s+)?"
    r"(?:ministerråd\w*|råd|councils?(?:\s+of\s+ministers)?|ministerineuvosto\w*|ráðherranefnd\w*)"
    r"(?:\s+(?:i fællesskab|i fællesskap|i fellesskap|gemensamt|i samarbete|tilsammen|sammen|tillsammans|together|"
    r"jointly|"
    r"yhdessä|yhteisesti|saman|sameiginlega))?[\s:]*",
    re.IGNORECASE,
)
"""A heading for what several councils pay together, none of which it names."""
SIGNS = re.compile(r"(?:[\W\d_]|\b(?:og|och|ja|and|samt|sekä)\b)*", re.IGNORECASE)


def only_councils(text: str, register: Register | None) -> bool:
    """Returns whether a text is nothing but names or codes of councils of the register."""
    if register is None or len(text) > LONGEST or re.search(r"[.,;]\s*$", text):
        return False
    if SEVERAL.fullmatch(text):
        return True
    named = [one for one in mentions(text, register) if one.kind == "council"]
    rest = "".join(letter for at, letter in enumerate(text) if not any(one.start <= at < one.end for one in named))
    return bool(named) and bool(SIGNS.fullmatch(rest))


def council_lines(blocks: list[Block], place: int, register: Register | None) -> list[Line]:
    """Returns the lines at the beginning of a paragraph that are only councils. They may be the value of a label."""
    block, found = blocks[place], list[Line]()
    if place and alone(blocks[place - 1].lines[-1].text):
        return found
    for line in block.lines:
        if not only_councils(line.text, register):
            break
        found.append(line)
    rest = block.lines[len(found) : len(found) + 1]
    return found if not rest or rest[0].text[:1].isupper() or rest[0].text[:1] in '"“”„«»*' else []
