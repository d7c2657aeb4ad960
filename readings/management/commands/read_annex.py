"""Reads an annex and prints its items with their facts. Writes nothing."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.files.refused import RefusedFile
from readings.files import pages_of_file
from readings.left_out import left_out
from readings.measuring import measure
from readings.reasons import REASONS, SEVERAL
from readings.register import register
from readings.rules.facts import CERTAIN, Fact, Item, plainly
from readings.rules.reader import Annex, read_annex

NOTHING = "No project was found in this text. The reader looks for headings, titles, numbers, bullets and labels."


class Command(BaseCommand):
    help = "Read the projects of an annex (Word, PDF, ODT or text) and print them. Writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--compare", type=Path, help="a JSON file of the facts that are right; print how many were read"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        pages, annex = self._read(options["file"])
        if options["compare"]:
            self._compare(annex, json.loads(options["compare"].read_text("utf-8")))
        elif options["json"]:
            data = annex.as_data()
            left = left_out(pages, data["items"])
            data["left_out"] = [{"span": span.as_data(), "text": text} for span, text in left]
            for item in data["items"]:
                item["facts"] = [plainly(fact) for fact in item["facts"]]
                item["notice"] = str(SEVERAL) if item["several"] else ""
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
        else:
            for item in annex.items:
                self._print(item)
            self.stdout.write(f"{len(annex.items)} items" if annex.items else NOTHING)

    def _read(self, path: Path) -> tuple[list[str], Annex]:
        try:
            with path.open("rb") as file:
                pages = pages_of_file(file, path.name)
            return pages, read_annex(pages, register())
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except RefusedFile as refused:
            raise CommandError(str(refused)) from refused

    def _print(self, item: Item) -> None:
        head = next((fact.value for fact in item.facts if fact.field == "title"), item.text[:60])
        self.stdout.write(f"\n{item.number}. {head}" + (f"  [{item.section}]" if item.section else ""))
        if item.several:
            self.stdout.write(f"   {SEVERAL}")
        for fact in item.facts:
            mark = "certain  " if fact.state == CERTAIN else "to decide"
            self.stdout.write(f"   {mark} {fact.field}: {in_words(fact)}  ({REASONS[fact.reason]})")
            for part, unsure in plainly(fact.as_data()).get("to_decide", {}).items():
                self.stdout.write(f"   to decide {part}: {unsure['value']}  ({REASONS[unsure['reason']]})")

    def _compare(self, annex: Annex, expected: dict[str, Any]) -> None:
        result = measure(annex, expected)
        self.stdout.write(f"items: {result.items} of {result.items_expected}")
        self.stdout.write(
            f"stated facts: {result.stated}; certain and right: {result.certain_right} ({result.share:.1%})"
        )
        self.stdout.write(f"right, to be decided: {result.open_right}; certain and wrong: {len(result.wrong)}")
        for line in result.wrong:
            self.stdout.write(f"wrong    {line}")
        for line in result.missed:
            self.stdout.write(f"not certain {line}")


def in_words(fact: Fact) -> str:
    """Returns the value of a fact on one line."""
    value = plainly(fact.as_data())["value"]
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part)
    return str(fact.value)
