"""Columns that the database keeps by triggers agree with their definitions after every kind of write."""

import threading
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.models import Allocation
from changes.guard import always_without_change
from changes.models import Change, Way
from changes.opened import changing
from changes.version import version
from projects.kept import triggers
from projects.kept.declared import kept_columns, undeclared
from projects.kept.fields import KeptField
from projects.models import Council, CouncilRole, Organisation, Partnership, Place, Portfolio, Project, ProjectPlace
from tests import builders
from tests.random_portfolios import PORTFOLIOS, Plan, build, clear

pytestmark = pytest.mark.django_db

ON_POSTGRES = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's triggers have no functions")
RANDOM = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def agree() -> bool:
    return not triggers.rows_that_differ(DEFAULT_DB_ALIAS)


def raw(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def one_of(rows: Any, number: int) -> Any:
    """Returns one of the rows, chosen by a number; None if there is none."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return rows.get(pk=keys[number % len(keys)]) if keys else None


def rename_a_portfolio(number: int) -> None:
    portfolio = one_of(Portfolio.objects, number)
    portfolio.slug = f"renamed-{number}-{portfolio.pk}"
    portfolio.save()


def give_a_portfolio_away(number: int) -> None:
    Portfolio.objects.filter(pk=one_of(Portfolio.objects, number).pk).update(own=bool(number % 3))


def move_projects(number: int) -> None:
    Project.objects.filter(reference__lte=f"P-{number}").update(portfolio=one_of(Portfolio.objects, number))


def rename_projects(number: int) -> None:
    raw("UPDATE projects_project SET reference = reference || '-R' WHERE reference <> %s", f"P-{number}")


def save_an_old_copy(number: int) -> None:
    project, old = one_of(Project.objects, number), one_of(Project.objects, number)
    project.status = "ongoing" if project.status == "closed" else "closed"
    project.save()
    old.kind = "study"
    old.save()


def delete_a_project(number: int) -> None:
    project = one_of(Project.objects.exclude(reference__startswith="P-0"), number)
    if project:
        project.delete()


def grant_more(number: int) -> None:
    rows = [
        Allocation(
            project=project, reference=f"{project.reference}-B{number}-{place}", amount=number + 1, year=2000 + number,
            source=builders.source(), council=one_of(Council.objects, number), scope="share" if number % 2 else "whole",
        )
        for place, project in enumerate(Project.objects.all())
    ]  # fmt: skip
    Allocation.objects.bulk_create(rows, ignore_conflicts=True)


def change_grants(number: int) -> None:
    raw("UPDATE budgets_allocation SET amount = amount + %s, council_id = NULL WHERE amount > %s", number, number * 100)


def move_a_grant(number: int) -> None:
    allocation = one_of(Allocation.objects, number)
    if allocation:
        allocation.project = one_of(Project.objects, number + 1)
        allocation.save()


def delete_grants(number: int) -> None:
    Allocation.objects.filter(amount__lt=number * 1000).delete()


def move_a_city(number: int) -> None:
    countries = Place.objects.filter(kind="country")
    Place.objects.filter(kind="city").update(country=one_of(countries, number))


def span_other_countries(number: int) -> None:
    region = Place.objects.get(slug="both")
    region.spans.set(Place.objects.filter(kind="country").order_by("pk")[: number % 3])


def add_places(number: int) -> None:
    rows = [ProjectPlace(project=project, place=one_of(Place.objects, number)) for project in Project.objects.all()]
    ProjectPlace.objects.bulk_create(rows, ignore_conflicts=True)


def name_a_council(number: int) -> None:
    project, council = one_of(Project.objects, number), one_of(Council.objects, number)
    CouncilRole.objects.get_or_create(project=project, council=council, role="audience")


def remove_partners(number: int) -> None:
    Partnership.objects.filter(organisation=one_of(Organisation.objects, number)).delete()


def write_and_take_back(number: int) -> None:
    with transaction.atomic():
        move_projects(number)
        grant_more(number)
        transaction.set_rollback(True)


WRITES: list[Callable[[int], None]] = [
    rename_a_portfolio, give_a_portfolio_away, move_projects, rename_projects, save_an_old_copy, delete_a_project,
    grant_more, change_grants, move_a_grant, delete_grants, move_a_city, span_other_countries, add_places,
    name_a_council, remove_partners, write_and_take_back,
]  # fmt: skip


@RANDOM
@given(
    plans=PORTFOLIOS,
    writes=st.permutations(WRITES),
    numbers=st.lists(st.integers(0, 9), min_size=len(WRITES), max_size=len(WRITES)),
)
def test_every_column_agrees_with_its_definition_after_any_writes(
    plans: list[Plan], writes: list[Callable[[int], None]], numbers: list[int]
) -> None:
    clear()
    build(plans)
    assert agree()
    for write, number in zip(writes, numbers, strict=True):
        write(number)
        assert agree(), write.__name__


def test_the_document_order_is_own_first_then_portfolio_then_ongoing_then_reference() -> None:
    ours, theirs = builders.portfolio("b-ours"), builders.portfolio("a-theirs", own=False)
    also_ours = builders.portfolio("b", own=True)
    builders.project("P-1", portfolio=theirs, status="ongoing")
    builders.project("P-2", portfolio=ours, status="closed")
    builders.project("P-10", portfolio=ours, status="ongoing")
    builders.project("P-3", portfolio=ours, status="ongoing")
    builders.project("P-4", portfolio=also_ours, status="closed")
    in_order = ["P-4", "P-10", "P-3", "P-2", "P-1"]
    assert list(Project.objects.in_document_order().values_list("reference", flat=True)) == in_order
    assert list(Project.objects.own().in_document_order().values_list("reference", flat=True)) == in_order[:4]


def test_a_saved_object_never_writes_a_kept_column() -> None:
    project = builders.project("P-1", status="closed")
    project.document_order = "wrong"
    project.save()
    project.refresh_from_db()
    assert project.document_order == "0ours 1 P-1"


def test_a_change_of_a_kept_column_alone_is_no_change_of_the_project() -> None:
    portfolio = builders.portfolio()
    builders.project("P-1", portfolio=portfolio)
    with changing(way=Way.PROGRAM):
        portfolio.own = False
        portfolio.save()
    records = Change.objects.latest("number").records.values_list("kind", flat=True)
    assert list(records) == ["portfolio"]
    assert Project.objects.get().document_order == "1ours 1 P-1"
    tracked = [field.name for field in Project.history.model.tracked_fields]
    assert not {kept.field for kept in kept_columns("projects.Project")} & set(tracked)


def test_every_kept_field_has_a_definition_and_every_definition_a_field() -> None:
    assert undeclared() == []
    for kept in kept_columns():
        assert isinstance(apps.get_model(kept.model)._meta.get_field(kept.field), KeptField)


def test_the_command_finds_and_corrects_rows_that_differ() -> None:
    builders.project("P-1")
    raw("UPDATE projects_project SET document_order = 'wrong'")
    out = StringIO()
    with pytest.raises(CommandError, match="--refill"):
        call_command("kept_columns", check=True, stdout=out)
    assert "projects.Project.document_order: 1 rows differ" in out.getvalue()
    call_command("kept_columns", refill=True, stdout=out)
    call_command("kept_columns", check=True, stdout=out)
    assert Project.objects.get().document_order == "0ours 1 P-1"
    # Remembered figures count with the columns
    assert Change.objects.latest("number").reason == "kept_columns --refill"


def test_the_triggers_are_made_again_when_they_are_missing() -> None:
    builders.project("P-1")
    triggers.before_migrations(using=DEFAULT_DB_ALIAS, plan=[])
    assert triggers._database(connection).installed(connection)
    triggers.before_migrations(using=DEFAULT_DB_ALIAS, plan=["a migration"])
    assert not triggers._database(connection).installed(connection)
    Project.objects.update(status="ongoing")
    assert not agree()
    before = version()
    triggers.after_migrations(using=DEFAULT_DB_ALIAS)
    assert agree()
    # A running process that remembered figures of the wrong rows computes them again
    assert version() != before
    before = version()
    triggers.after_migrations(using=DEFAULT_DB_ALIAS)
    assert version() == before
    Project.objects.update(status="closed")
    assert agree()


@ON_POSTGRES
def test_the_functions_of_triggers_are_planned_to_find_rows_by_indexes() -> None:
    # Otherwise a plan made for three rows would read the whole table for each of the thousands that come later
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, proconfig FROM pg_proc WHERE proname LIKE 'kept!_%' ESCAPE '!'")
        functions = dict(cursor.fetchall())
    assert functions
    assert [name for name, options in functions.items() if "enable_seqscan=off" not in (options or ())] == []


def test_a_filling_that_was_interrupted_goes_on(monkeypatch: pytest.MonkeyPatch, client: Any) -> None:
    builders.project("P-1")
    triggers.remove(DEFAULT_DB_ALIAS)
    raw("UPDATE projects_project SET document_order = NULL")

    def killed(*_arguments: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(triggers, "refill", killed)
        with pytest.raises(KeyboardInterrupt):
            triggers.after_migrations(using=DEFAULT_DB_ALIAS)
    # The triggers are there already, but the rows are wrong
    assert triggers._database(connection).installed(connection)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "not migrated")
    triggers.after_migrations(using=DEFAULT_DB_ALIAS)
    assert agree()
    assert client.get("/healthz").status_code == 200


def test_the_terminal_shows_how_far_the_filling_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers, "PART", 2)
    for number in range(5):
        builders.project(f"P-{number}")
    triggers.remove(DEFAULT_DB_ALIAS)
    raw("UPDATE projects_project SET document_order = NULL")
    out = StringIO()
    triggers.after_migrations(using=DEFAULT_DB_ALIAS, verbosity=1, stdout=out)
    first, *parts, last = out.getvalue().splitlines()
    assert first == "  Checking and filling the kept columns of projects.Project: 5 rows ..."
    assert parts == ["    2 of 5", "    4 of 5"]
    assert last.startswith("    OK, ")
    assert agree()
    triggers.remove(DEFAULT_DB_ALIAS)
    triggers.after_migrations(using=DEFAULT_DB_ALIAS, verbosity=0, stdout=out)
    assert len(out.getvalue().splitlines()) == 4


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_write_at_once_do_not_miss_each_other() -> None:
    theirs = builders.portfolio("theirs", own=False)
    builders.portfolio("ours")
    written, may_commit = threading.Event(), threading.Event()

    def move() -> None:
        always_without_change()
        try:
            with transaction.atomic():
                builders.project("P-1", portfolio=theirs)
                written.set()
                may_commit.wait(5)
        finally:
            connection.close()

    mover = threading.Thread(target=move)
    mover.start()
    written.wait(5)
    threading.Timer(0.3, may_commit.set).start()
    # It does not see the new project, and waits for the other transaction
    Portfolio.objects.filter(pk=theirs.pk).update(own=True)
    mover.join()
    assert Project.objects.get().document_order == "0theirs 1 P-1"
