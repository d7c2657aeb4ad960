"""Measures the annex as PDF: the 17 projects of Dokument 8, and 200 projects."""

import tempfile
from collections.abc import Iterator

from bench.processes import MANAGE, Failed, runs
from bench.results import Result, left_out, result
from bench.setting import Setting

PROJECTS = 200
CASES = {
    "17 projects": "portfolio=dokument-8",
    f"{PROJECTS} projects": "portfolio=generated&portfolio=generated-others",
}
MEGABYTE = 1_000_000


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the seconds and the peak memory of ``manage.py report annex``, including the start of the program."""
    with tempfile.TemporaryDirectory(prefix="oversigt-") as folder:
        for case, query in CASES.items():
            command = [*MANAGE, "report", "annex", "--format", "pdf", "--query", query]
            command += ["--output", f"{folder}/annex.pdf"]
            try:
                done = runs(command, repeat=setting.repeat)
            except Failed as error:
                yield left_out("annex", case, setting.database, str(error))
                continue
            yield result("annex", case, "s", setting.database, [run.seconds for run in done])
            yield result("annex", case, "peak MB", setting.database, [run.peak_bytes / MEGABYTE for run in done])
