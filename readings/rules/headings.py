"""What the heading above an item says of it: the council that pays, or the country."""

import re

from readings.rules.facts import CERTAIN, DECIDE, PARTS, Fact, Item
from readings.rules.names import Mention, Register, mentions
from readings.rules.paper.councils import only_councils
from readings.words.money import NOT_GRANTED, PAID_HEADING

LEAST_AGREEING = 3
"""Items whose own words say what their heading does, after which the heading says it of the others."""


def add_from_heading(heading: str, named: list[Mention], text: str, facts: list[Fact], stated: bool = False) -> None:
    """Adds to the facts of an item what the heading above it says. ``named``: the names in the heading.

    ``stated``: whether the annex says that each project stands under the council that pays for it.
    A council pays for certain if it is the only one and the heading has words for paying. A place is never certain.
    """
    councils = sorted({one.key for one in named if one.kind == "council"})
    if councils and (stated or PAID_HEADING.search(heading)):
        _add_councils(heading, councils, text, facts)
    elif len(councils) == 1 and not any(fact.field == "councils" for fact in facts):
        value = {"code": councils[0], "role": "funding"}
        facts.append(Fact("councils", value, DECIDE, "council-role", None, heading))
    places = [one for one in named if one.kind == "place"]
    rest = "".join(letter for at, letter in enumerate(heading) if not any(m.start <= at < m.end for m in places))
    if places and re.fullmatch(r"(?:[\W\d]|\b(?:og|och|ja|and|in|i|í)\b)*", rest):
        known = {fact.value for fact in facts if fact.field == "places"}
        new = [place for place in dict.fromkeys(one.key for one in places) if place not in known]
        facts += [Fact("places", place, DECIDE, "place-heading", None, heading) for place in new]


def pay_the_only_grant(facts: list[Fact]) -> None:
    """Says of the only grant who pays, if the item says of one council that it pays."""
    grants = [fact for fact in facts if fact.field == "grant"]
    paying = [fact for fact in facts if fact.field == "councils" and fact.value["role"] == "funding"]
    if len(grants) != 1 or len(paying) != 1 or grants[0].value["payer"]:
        return
    if paying[0].state == CERTAIN and grants[0].value["states"].get("scope") == "whole":
        # A column of councils says who supports the project, and not in so many words who paid this amount
        by_column = paying[0].reason == "council-column"
        grants[0].value["payer"] = paying[0].value["code"]
        grants[0].value["states"]["payer"] = "role" if by_column else PARTS["payer"][0]


def _add_councils(heading: str, councils: list[str], text: str, facts: list[Fact]) -> None:
    named = [fact for fact in facts if fact.field == "councils" and fact.value["role"] == "funding"]
    others = {fact.value["code"] for fact in named} - set(councils)
    sure = len(councils) == 1 and not others and not NOT_GRANTED.search(text)
    for code in councils:
        if not any(fact.value["code"] == code for fact in named):
            value = {"code": code, "role": "funding"}
            facts.append(Fact("councils", value, CERTAIN if sure else DECIDE, "heading-payer", None, heading))
    grants = [fact for fact in facts if fact.field == "grant"]
    if sure and len(grants) == 1 and not grants[0].value["payer"]:
        grants[0].value["payer"] = councils[0]
        grants[0].value["states"]["payer"] = PARTS["payer"][0]


def agree(items: list[Item], register: Register) -> None:
    """Lets a heading of one council say who pays where the text of an item does not, if the text of the others does: at
    least ``LEAST_AGREEING`` items below such headings say that this council pays, and none says another one."""
    below = [(item, council) for item in items if (council := _only_council(item.section, register))]
    said = [(council, payers) for item, council in below if (payers := _payers(item))]
    if len(said) < LEAST_AGREEING or any(council not in payers for council, payers in said):
        return
    for item, council in below:
        granted = any(one.field == "grant" and one.state == CERTAIN for one in item.facts)
        for fact in item.facts if granted else ():
            of_heading = fact.field == "councils" and fact.reason == "council-role" and fact.span is None
            if of_heading and fact.value["code"] == council:
                fact.state, fact.reason = CERTAIN, "agreement"


def _only_council(heading: str, register: Register) -> str:
    if not only_councils(heading, register):
        return ""
    named = {one.key for one in mentions(heading, register) if one.kind == "council"}
    return named.pop() if len(named) == 1 else ""


def _payers(item: Item) -> set[str]:
    paying = [one for one in item.facts if one.field == "councils" and one.state == CERTAIN and one.span]
    return {one.value["code"] for one in paying if one.value["role"] == "funding"}
