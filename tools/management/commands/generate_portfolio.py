"""Fills a register for tests and measurements: see bench/generator/portfolio.py."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError
from tqdm import tqdm

from bench.generator import copies, portfolio
from bench.generator.register import NoReference


class Command(BaseCommand):
    help = (
        "Generates a portfolio of any size, the same for the same seed: for trying and measuring, never in a "
        "register that is in use. Its rows have no history. --projects 0 --replace takes them out again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--projects", type=int, required=True, help=f"How many, up to {portfolio.MOST:,}.")
        parser.add_argument(
            "--copies",
            type=int,
            default=0,
            help="Adds the projects so many times more, by copying them in the database.",
        )
        parser.add_argument("--seed", type=int, default=1, help="Another seed, another portfolio. Default: 1")
        parser.add_argument("--entries", action="store_true", help="With about six entries a project.")
        parser.add_argument("--replace", action="store_true", help="Take out what was generated before.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Generates the projects and prints their number. Raises CommandError if generated projects exist already."""
        number, seed, times = options["projects"], options["seed"], options["copies"]
        if times < 0 or not 0 <= number * (1 + times) <= portfolio.MOST:
            raise CommandError(
                f"From 0 to {portfolio.MOST:,} projects with their copies, not {number * (1 + times):,}."
            )
        if times and options["entries"]:
            raise CommandError("Entries are not copied: --copies or --entries, not both.")
        if options["replace"]:
            self._remove()
        elif portfolio.exists():
            raise CommandError("There are generated projects already; --replace takes them out first.")
        if number:
            self._generate(number, seed, options["entries"])
            with tqdm(total=number * times, unit=" copied projects", disable=None) as bar:
                copies.copy(times, bar.update)
        self.stdout.write(f"Generated projects: {number * (1 + times)}, seed {seed}.")

    def _remove(self) -> None:
        try:
            portfolio.remove()
        except IntegrityError as error:
            raise CommandError(f"Nothing was removed: a row that people entered refers to one. {error}") from error

    def _generate(self, number: int, seed: int, entries: bool) -> None:
        try:
            register = portfolio.prepare_register(seed=seed)
        except NoReference as reason:
            raise CommandError(str(reason)) from reason
        # disable=None: no bar without a terminal, such as in a pipe
        with tqdm(total=number, unit=" projects", disable=None) as bar:
            portfolio.generate(projects=number, seed=seed, register=register, progress=bar.update, entries=entries)
