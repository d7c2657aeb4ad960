#!/usr/bin/env python3
"""Adds up the answer of GET /api/v1/why/ again, without the code of Oversigt, and says whether the figure is equal.

    python scripts/why.py answer.json [next-page.json …]
    python scripts/why.py 'https://oversigt.example.org/api/v1/why/?status=ongoing' --key KEY

It needs only Python's standard library. From an address it reads every page of the answer. It ends with 0 if every sum
is equal, and with 1 if one is not, if the site refuses the question, or if the answer cannot be read.

The rules, as docs/api.md states them:

- An amount in DKK counts as it is. An amount in another currency counts as the amount times its rate, rounded to the
  øre; half an øre is rounded away from zero. Without a rate it does not count.
- What is granted adds up allocations. Every other measure adds up entries: see SIGNS.
- Of what moved after a day (`after`), a row that has ended is taken away: its sign is turned round.
- What budget posts have adds up the posts: see OF_POSTS. What contracts and co-financing state adds up what states it:
  see OF_STATED.
- A project is the sum of its rows, and the figure is the sum of its projects. Without a row that counts, a sum is not
  stated (null), which is not 0.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

ORE = Decimal("0.01")
SIGNS = {
    "granted": {"decided": 1},
    "contracted": {"contracted": 1, "changed": 1},
    "paid": {"paid": 1},
    "released": {"released": 1},
    "repaid": {"repaid": 1},
    "debt": {"contracted": 1, "changed": 1, "paid": -1, "released": -1},
}
"""Measure → kind of row → 1 if the measure adds it, -1 if the measure takes it away."""
OF_POSTS = {
    "adopted": {"adopted_dkk": 1},
    "carried_over": {"carried_over_dkk": 1},
    "undisposed": {"adopted_dkk": 1, "carried_over_dkk": 1, "granted_dkk": -1},
}
"""The same of the measures that say what budget posts have, by the amounts of a post."""
OF_STATED = {
    "co_financing": {"co-financing": 1},
    "parts": {"grant": 1, "co-financing": 1},
    "whole_budget": {"contract": 1},
    "uncovered": {"contract": 1, "grant": -1, "co-financing": -1},
    "instalments": {"instalment": 1},
    "unpaid": {"instalment": 1, "entry": -1},
}
"""The same of the measures that say what contracts and co-financing state, by the kind of what states it."""


def in_dkk(amount: str | None, currency: str, rate: str | None) -> Decimal | None:
    """Returns an amount in DKK by its rate; None: not stated, or in another currency without a rate."""
    if amount is None or (currency != "DKK" and rate is None):
        return None
    if currency == "DKK":
        return Decimal(amount)
    with localcontext() as context:
        context.prec = 60
        return (Decimal(amount) * Decimal(rate or 0)).quantize(ORE, ROUND_HALF_UP)


def added(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Returns the sum of the amounts that count; None: no amount counts."""
    counted = [amount for amount in amounts if amount is not None]
    return sum(counted, Decimal(0)) if counted else None


def amount_of(text: str | None) -> Decimal | None:
    """Returns an amount of the answer; None: not stated."""
    return None if text is None else Decimal(text)


def differences(pages: list[dict[str, Any]]) -> Iterator[str]:
    """Yields a sentence for each number of the answer that differs from its parts."""
    first = pages[0]
    if first["question"]["measure"] in OF_POSTS:
        yield from of_posts(pages)
        return
    if first["question"]["measure"] in OF_STATED:
        yield from of_stated(pages)
        return
    signs, rows, projects = SIGNS[first["question"]["measure"]], [], []
    moved = first["question"]["after"] is not None
    for page in pages:
        if page["question"] != first["question"] or page["sum"] != first["sum"]:
            yield "The pages answer different questions, or the register changed between them: read them again."
        for project in page["projects"]:
            found = [_row(row, signs, moved) for row in project["rows"]]
            for _amount, sentences in found:
                yield from sentences
            sums = [amount for amount, _sentences in found]
            yield from compared(f"Project {project['reference']}", added(sums), amount_of(project["amount_dkk"]))
            rows += sums
            if added(sums) is not None:
                projects.append(project["reference"])
    stated, counted = first["sum"], [amount for amount in rows if amount is not None]
    yield from compared("The figure", added(rows), amount_of(stated["amount_dkk"]))
    yield from compared("The number of rows", len(counted), stated["rows"])
    yield from compared("The number of rows that do not count", len(rows) - len(counted), stated["rows_not_counted"])
    yield from compared("The number of projects", len(set(projects)), stated["projects"])
    yield from repeated(row["reference"] for page in pages for project in page["projects"] for row in project["rows"])
    yield from of_groups(first)


def of_posts(pages: list[dict[str, Any]]) -> Iterator[str]:
    """Yields a sentence for each number of an answer about budget posts that differs from its parts."""
    first, posts = pages[0], [post for page in pages for post in page["posts"]]
    signs, amounts = OF_POSTS[first["question"]["measure"]], []
    for post in posts:
        adds = sum((Decimal(post[name]) * sign for name, sign in signs.items()), Decimal(0))
        yield from compared(f"What post {post['code']} adds", adds, amount_of(post["adds_dkk"]))
        amounts.append(adds)
    yield from compared("The figure", added(amounts), amount_of(first["sum"]["amount_dkk"]))
    yield from compared("The number of posts", len(posts), first["sum"]["rows"])
    yield from repeated(post["code"] for post in posts)


def of_stated(pages: list[dict[str, Any]]) -> Iterator[str]:
    """Yields a sentence for each number of an answer about stated amounts that differs from its parts."""
    first, rows = pages[0], [row for page in pages for row in page["stated"]]
    signs, amounts = OF_STATED[first["question"]["measure"]], []
    for row in rows:
        name, dkk = f"{row['kind'].capitalize()} {row['code']}", in_dkk(row["amount"], row["currency"], row["rate"])
        if row["kind"] not in signs:
            yield f"{name}: the measure does not add up rows of the kind {row['kind']}."
            continue
        amounts.append(None if dkk is None else dkk * signs[row["kind"]])
        yield from compared(f"{name} in DKK", dkk, amount_of(row["amount_dkk"]))
        yield from compared(f"What {name} adds", amounts[-1], amount_of(row["adds_dkk"]))
    counted = [amount for amount in amounts if amount is not None]
    yield from compared("The figure", added(amounts), amount_of(first["sum"]["amount_dkk"]))
    yield from compared("The number of rows", len(counted), first["sum"]["rows"])
    yield from compared(
        "The number of rows that do not count", len(rows) - len(counted), first["sum"]["rows_not_counted"]
    )
    yield from repeated(f"{row['kind']} {row['code']}" for row in rows)


def _row(row: dict[str, Any], signs: dict[str, int], moved: bool) -> tuple[Decimal | None, list[str]]:
    """Returns what a row adds, and the sentences about it."""
    rate = row["rate"] and row["rate"]["rate"]
    name, dkk = f"Row {row['reference']}", in_dkk(row["amount"], row["currency"], rate)
    if row["kind"] not in signs:
        return None, [f"{name}: the measure does not add up rows of the kind {row['kind']}."]
    if row["ended"] and not moved:
        return None, [f"{name} has ended, but the figure is not what moved after a day."]
    sign = signs[row["kind"]] * (-1 if row["ended"] else 1)
    adds = None if dkk is None else dkk * sign
    stated = amount_of(row["amount_dkk"]), amount_of(row["adds_dkk"])
    return adds, [*compared(f"{name} in DKK", dkk, stated[0]), *compared(f"What {name} adds", adds, stated[1])]


def repeated(references: Iterable[str]) -> Iterator[str]:
    """Yields a sentence for each row that is there twice."""
    seen: set[str] = set()
    for reference in references:
        if reference in seen:
            yield f"Row {reference} is counted twice."
        seen.add(reference)


def of_groups(page: dict[str, Any]) -> Iterator[str]:
    """Yields a sentence if the groups do not add up to the figure. Groups that overlap have no sum."""
    groups = page["groups"]
    if groups is None or groups["overlapping"]:
        return
    amounts = [amount_of(group["amount_dkk"]) for group in groups["rows"]]
    whole = added([*amounts, amount_of(groups["rest_dkk"])])
    yield from compared("The sum of the groups", whole, amount_of(page["sum"]["amount_dkk"]))


def compared(name: str, found: Any, stated: Any) -> Iterator[str]:
    """Yields a sentence if what was found differs from what the answer states."""
    if found != stated:
        words = [("not stated" if value is None else str(value)) for value in (found, stated)]
        yield f"{name}: the parts give {words[0]}, the answer states {words[1]}."


def pages_of(places: list[str], key: str) -> list[dict[str, Any]]:
    """Returns the pages in the files, or every page at the address. Raises OSError and ValueError."""
    if urlsplit(places[0]).scheme not in ("http", "https"):
        return [json.loads(Path(place).read_text("utf-8")) for place in places]
    pages, place = [], places[0]
    headers = {"Accept": "application/json", **({"Authorization": f"Token {key}"} if key else {})}
    while place:
        if urlsplit(place)[:2] != urlsplit(places[0])[:2]:
            raise ValueError("The next page is at another site.")
        with urlopen(Request(place, headers=headers)) as answer:  # noqa: S310 (only http and https)
            pages.append(json.load(answer))
        place = pages[-1]["next"]
    return pages


def refusal(error: HTTPError) -> str:
    """Returns the sentences with which the site refuses: `detail`, or those of each wrong parameter."""
    try:
        said = json.load(error)
    except (OSError, ValueError):
        said = None
    if not isinstance(said, dict) or not said:
        return f"The site refuses it: {error.code} {error.reason}"
    sentences = []
    for name, words in said.items():
        text = " ".join(map(str, words)) if isinstance(words, list) else str(words)
        sentences.append(text if name == "detail" else f"{name}: {text}")
    return f"The site refuses it ({error.code}): {' '.join(sentences)}"


def main(arguments: list[str] | None = None) -> int:
    """Reads the answer, prints what it found, and returns the exit code."""
    parser = argparse.ArgumentParser(description="Adds up the answer of GET /api/v1/why/ again.")
    parser.add_argument("places", nargs="+", metavar="FILE_OR_ADDRESS")
    parser.add_argument("--key", default="", help="the key of the API, for an address")
    options = parser.parse_args(arguments)
    try:
        pages = pages_of(options.places, options.key)
        found = list(differences(pages))
    except HTTPError as error:
        print(refusal(error))
        return 1
    except (OSError, URLError, ValueError, KeyError, TypeError, ArithmeticError) as error:
        print(f"The answer cannot be read: {error!r}")
        return 1
    for sentence in found:
        print(sentence)
    stated = pages[0]["sum"]
    if not found:
        amount = "not stated" if stated["amount_dkk"] is None else f"{stated['amount_dkk']} DKK"
        named = {*OF_POSTS, *OF_STATED}
        of = "" if pages[0]["question"]["measure"] in named else f" of {stated['projects']} projects"
        print(f"Equal: {amount}, {stated['rows']} rows{of}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
