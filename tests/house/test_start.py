"""What a process loads before its first answer: each library there takes memory in every process."""

import subprocess
import sys

from tests.run import ROOT

LOADED_WHERE_NEEDED = {"docx", "lxml", "openpyxl", "pyhanko", "pypdf", "typst"}
START = "import django; django.setup(); import portfolio.urls, sys; print(*sys.modules)"


def test_libraries_that_read_and_write_documents_are_not_loaded_at_the_start() -> None:
    done = subprocess.run([sys.executable, "-c", START], cwd=ROOT, check=True, capture_output=True, text=True)
    assert LOADED_WHERE_NEEDED & set(done.stdout.split()) == set()
