"""Checks that totals, list and files agree at any size: the same number of projects, and the same sum to the øre."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from bench.processes import Failed
from bench.results import Result, checked
from bench.scenarios.pages import reader
from bench.setting import Setting

QUERIES = (
    "portfolio=all",
    "portfolio=generated&status=closed&council=MR-S",
    "portfolio=all&search=menneskehandel",
    "portfolio=all&year=2010&country=SE",
    "portfolio=all&group=council:not-stated",
    "portfolio=all&budget_min=1000000",
)
Figures = tuple[int, Decimal]
"""The number of rows, and their sum in DKK."""


def measure(setting: Setting) -> Iterator[Result]:
    """Yields for each query whether the totals, the rows of the totals, the list, and the files of projects and
    allocations have the same count and sum."""
    with reader() as client:
        for query in QUERIES:
            yield checked("agreement", query, setting.database, list(_differences(client, query)))


def _differences(client: Client, query: str) -> Iterator[str]:
    """Yields each place whose figures differ from those of the totals, in words."""
    answer = _json(client, f"/api/v1/totals/?{query}&group_by=status")
    total = answer["total"]
    projects = total["projects"], Decimal(total["budget_dkk"])
    allocations = total["allocations"], Decimal(total["budget_dkk"])
    places = {
        "totals by status": (_of_rows(answer["rows"]), projects),
        "list": (_of_list(client, query), projects),
        "CSV of projects": (_of_file(client, f"/api/v1/projects/?{query}&format=csv", "budget_dkk"), projects),
        "CSV of allocations": (_of_file(client, f"/api/v1/allocations/?{query}&format=csv", "amount_dkk"), allocations),
    }
    for name, (found, expected) in places.items():
        if found != expected:
            yield f"{name}: {found[0]:,} rows, {found[1]:,} DKK; totals: {expected[0]:,} rows, {expected[1]:,} DKK"


def _of_rows(rows: list[dict[str, Any]]) -> Figures:
    """Returns the figures of rows that do not overlap."""
    return sum(row["projects"] for row in rows), sum((Decimal(row["budget_dkk"]) for row in rows), Decimal(0))


def _of_list(client: Client, query: str) -> Figures:
    """Walks the list to its end by cursor."""
    number, total = 0, Decimal(0)
    address: str | None = f"/api/v1/projects/?{query}&fields=reference,budget_dkk&page_size=500&cursor="
    while address:
        page = _json(client, address)
        number += len(page["results"])
        total += sum((Decimal(row["budget_dkk"] or 0) for row in page["results"]), Decimal(0))
        following = page["next"] and urlsplit(page["next"])
        address = f"{following.path}?{following.query}" if following else None
    return number, total


def _of_file(client: Client, address: str, column: str) -> Figures:
    """Reads a CSV row by row. Allocations without an amount in DKK are not counted, as in the totals."""
    answer: Any = client.get(address)
    if answer.status_code != 200:
        raise Failed(f"{address} answered {answer.status_code}")
    number, total = 0, Decimal(0)
    with io.TextIOWrapper(io.BufferedReader(_Stream(answer.streaming_content)), "utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if column == "budget_dkk" or row[column]:
                number += 1
                total += Decimal(row[column] or 0)
    return number, total


class _Stream(io.RawIOBase):
    """The chunks of an answer as a file to read."""

    def __init__(self, chunks: Any) -> None:
        self.chunks = iter(chunks)
        self.left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.left = self.left or next(self.chunks, b"")
        size = min(len(buffer), len(self.left))
        buffer[:size], self.left = self.left[:size], self.left[size:]
        return size


def _json(client: Client, address: str) -> Any:
    answer = client.get(address)
    if answer.status_code != 200:
        raise Failed(f"{address} answered {answer.status_code}")
    return answer.json()
