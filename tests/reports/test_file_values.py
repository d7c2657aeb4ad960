"""The SQL of the exports gives each cell the value that the models have: in every language, dialect and order."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from budgets.models import Allocation
from events.models import Event
from projects.models import Lineage, Organisation, Project
from reports.exports import EXPORTS, statements
from reports.formats import renderer_for
from reports.renderers.base import BETWEEN
from reports.renderers.csv_files import harmless
from tests import builders
from tests.random_portfolios import PORTFOLIOS, Plan, build, clear
from tests.reports.rows_by_hand import BY_HAND
from tests.test_agreement import FEWER

pytestmark = pytest.mark.django_db
MODELS: dict[str, Any] = {
    "projects": Project,
    "allocations": Allocation,
    "organisations": Organisation,
    "events": Event,
}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
HOSTILE = [
    'say "so"',
    "a,b;c",
    "line\nline",
    "cr\rlf\r\n",
    "=1+1",
    "  @x",
    "＝2",
    "ab\u2028c",
    "\x0b",
    "| a | b",
    "x" * 300,
]
if connection.vendor == "sqlite":
    HOSTILE.append("a\0b")  # PostgreSQL holds no NUL


@pytest.fixture(params=["by key", "gathered"], autouse=True)
def way(request: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads the rows in both ways: small portions by their keys; and on PostgreSQL the rest in one statement."""
    monkeypatch.setattr(statements, "AT_ONCE", 2)
    monkeypatch.setattr(statements, "FETCHED", 3 if request.param == "gathered" else 10_000)


def lines(name: str, rows: Any, dialect: str, only: Any = ()) -> bytes:
    renderer = renderer_for("csv", dialect)
    return b"".join(renderer.render(EXPORTS[name].table(rows, [], people=renderer.people, only=only)))


def by_hand(name: str, rows: Any, dialect: str) -> bytes:
    """Returns the lines of the file as Python's own writer of CSV makes them."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";" if dialect else ",", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_cell(value, dialect) for value in BY_HAND[name](row, bool(dialect))])
    return file.getvalue().encode()


def _cell(value: Any, dialect: str) -> str:
    if isinstance(value, bool):
        return ("yes" if value else "no") if dialect and translation.get_language() == "en" else str(value).lower()
    if isinstance(value, Decimal):
        return str(value).replace(".", ",") if dialect else str(value)
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    return harmless(BETWEEN.join(value) if isinstance(value, list) else str(value))


def agree(name: str, dialect: str, rows: Any = None) -> None:
    rows = MODELS[name].objects.all() if rows is None else rows
    _heading, *rest = lines(name, rows, dialect).split(b"\r\n", 1)
    assert rest == [by_hand(name, rows, dialect)]


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("dialect", ["", "excel"])
def test_the_files_of_the_seeds_are_what_the_models_say(name: str, dialect: str) -> None:
    for language in LANGUAGES:
        with translation.override(language):
            if name == "events" and dialect and language != "en":
                continue  # "yes" in this language has a test of its own
            agree(name, dialect)


@FEWER
@given(plans=PORTFOLIOS, language=st.sampled_from(LANGUAGES), dialect=st.sampled_from(["", "excel"]))
def test_the_files_of_random_portfolios_are_what_the_models_say(plans: list[Plan], language: str, dialect: str) -> None:
    clear()
    build(plans)
    with translation.override(language):
        for name in ("projects", "allocations", "organisations"):
            agree(name, dialect)
        agree("projects", dialect, Project.objects.order_by("-status", "-reference").exclude(kind="study"))


@pytest.mark.parametrize("dialect", ["", "excel"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_every_language_and_sign_come_unharmed(language: str, dialect: str) -> None:
    for number, text in enumerate(HOSTILE):
        own = LANGUAGES[number % len(LANGUAGES)]
        project = builders.project(f"P-{number:02}", original_language=LANGUAGES[number % 4])
        Project.objects.filter(pk=project.pk).update(
            **{"title_en": "", f"title_{own}": text, f"summary_{LANGUAGES[number % 5]}": text}
        )
    Lineage.objects.create(project=Project.objects.get(reference="P-03"), earlier=Project.objects.get(reference="P-01"))
    Lineage.objects.create(project=Project.objects.get(reference="P-03"), earlier=Project.objects.get(reference="P-00"))
    with translation.override(language):
        agree("projects", dialect)
        agree("projects", dialect, Project.objects.order_by("-reference"))


@pytest.mark.usefixtures("dokument8")
def test_chosen_columns_are_the_same_columns_in_their_order() -> None:
    whole = list(csv.reader(io.StringIO(lines("projects", Project.objects.all(), "excel").decode()), delimiter=";"))
    some = ["reference", "title", "partners", "budget_dkk", "source"]
    read = lines("projects", Project.objects.all(), "excel", some).decode()
    told = list(csv.reader(io.StringIO(read), delimiter=";"))
    names = [field.known_as for field in EXPORTS["projects"]._fields(True, ())]
    assert [row[1:] for row in told] == [[row[names.index(name)] for name in some[1:]] for row in whole]
