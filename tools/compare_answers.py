"""Compares the answers of the API on two sites, byte by byte: ``python -m tools.compare_answers URL URL``.

For a change that must not alter any answer: start the site before and after it, each with the same data, and run
this with ``OVERSIGT_TOKEN_A`` and ``OVERSIGT_TOKEN_B`` set to a key of each. Follows every list to every record,
and requests the totals by every dimension, the annex and the files. Exits with 1 if an answer differs.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

API = "/api/v1/"
LANGUAGES = ("en", "da", "sv", "nb", "fi", "is")
DIMENSIONS = (
    *("status", "kind", "council", "core_area", "country", "place"),
    *("partner", "fund", "year", "portfolio", "scope", "source"),
)
FILES = ("projects", "allocations", "organisations", "events")
DAYS = re.compile(rb"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+(Z|[+-]\d{2}:\d{2})")
"""Moments of saving. They differ, because each site made its own when it loaded the data."""


@dataclass(frozen=True)
class Site:
    """A running site and a key to read it."""

    url: str
    token: str

    def answer(self, path: str) -> tuple[int, bytes]:
        """Returns the status and the body, with the address of the site and moments of saving left out."""
        request = Request(self.url + path, headers={"Authorization": f"Token {self.token}"})  # noqa: S310
        try:
            with urlopen(request) as response:  # noqa: S310
                status, body = response.status, response.read()
        except HTTPError as error:
            status, body = error.code, error.read()
        return status, DAYS.sub(b"(moment)", body.replace(self.url.encode(), b""))


def addresses(site: Site) -> Iterator[str]:
    """Yields the paths of every list, every record, every total, the annex, and the files."""
    yield API
    for path in json.loads(site.answer(API)[1]).values():
        # The documentation page holds a token that is new for each request
        if not path.endswith("/docs/"):
            yield from records(site, urlsplit(path).path)
    for language, dimension, mode in product(LANGUAGES, DIMENSIONS, ("exclusive", "mentioned")):
        yield f"{API}totals/?group_by={dimension}&mode={mode}&portfolio=all&lang={language}"
    for rows, columns in product(DIMENSIONS, DIMENSIONS):
        yield f"{API}totals/?group_by={rows},{columns}"
    for language in LANGUAGES:
        yield f"{API}annex/?lang={language}"
    for name, extension in product(FILES, ("csv", "ndjson", "csv&dialect=excel")):
        yield f"{API}{name}/?format={extension}"


def records(site: Site, path: str) -> Iterator[str]:
    """Yields the address of a list in each language, and of each record on its pages."""
    yield from (f"{path}?lang={language}" for language in LANGUAGES)
    status, body = site.answer(f"{path}?page_size=100")
    results = json.loads(body).get("results", []) if status == 200 and body.startswith(b"{") else []
    for row in results:
        key = row.get("reference") or row.get("slug") or row.get("code")
        if key:
            yield f"{path}{quote(str(key))}/"


def main(first: str, second: str) -> int:
    """Prints each address whose answers differ, then the counts; returns the exit code."""
    before = Site(first, os.environ["OVERSIGT_TOKEN_A"])
    after = Site(second, os.environ["OVERSIGT_TOKEN_B"])
    paths = list(dict.fromkeys(addresses(before)))
    different = [path for path in paths if before.answer(path) != after.answer(path)]
    for path in different:
        print(f"differs: {path}")
    print(f"{len(paths)} addresses, {len(different)} differ")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
