"""History is written once, when the change closes: one state a row, in intervals between changes."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from budgets.models import Allocation
from changes import tables
from changes.apply import apply
from changes.history import Interval
from changes.models import Change, Way
from changes.opened import because, changing
from changes.proposal import Proposal
from events.models import Event, EventParty
from projects.models import CouncilRole, Organisation, Place, Project
from tests import builders

pytestmark = pytest.mark.django_db


def states(row: Any) -> list[tuple[str, int | None, int | None]]:
    """Kind, first change and end of each state of a row, from the oldest."""
    found = type(row).history.filter(id=row.pk).order_by("history_id")
    return list(found.values_list("history_type", "from_change", "until_change"))


@pytest.fixture
def project() -> Project:
    """P-1, made by change 1."""
    with changing(way=Way.PROGRAM):
        return builders.project("P-1", councils=["MR-A"], status="ongoing")


def test_a_new_row_is_so_from_its_change_on(project: Project) -> None:
    assert states(project) == [("+", 1, None)]
    assert states(CouncilRole.objects.get()) == [("+", 1, None)]


def test_a_changed_row_ends_one_state_and_begins_another(project: Project) -> None:
    with changing(way=Way.PROGRAM):
        project.status = "closed"
        project.save()
    assert states(project) == [("+", 1, 2), ("~", 2, None)]
    assert list(Project.history.order_by("history_id").values_list("status", flat=True)) == ["ongoing", "closed"]


def test_two_saves_in_one_change_are_one_state(project: Project) -> None:
    with changing(way=Way.PROGRAM):
        for kind in ("study", "campaign"):
            project.kind = kind
            project.save()
    assert states(project) == [("+", 1, 2), ("~", 2, None)]
    assert Project.history.get(from_change=2).kind == "campaign"


def test_a_deleted_row_ends_with_what_it_said(project: Project) -> None:
    role, key = CouncilRole.objects.get(), project.pk
    with changing(way=Way.PROGRAM):
        project.delete()
    project.pk = key
    assert states(project) == [("+", 1, 2), ("-", 2, 2)]
    assert states(role) == [("+", 1, 2), ("-", 2, 2)]
    assert Project.history.get(history_type="-").reference == "P-1"


def test_a_row_that_comes_back_begins_a_new_state(project: Project) -> None:
    key = project.pk
    with changing(way=Way.PROGRAM):
        project.delete()
    project.pk = key
    with changing(way=Way.PROGRAM):
        project.save(force_insert=True)
    assert states(project) == [("+", 1, 2), ("-", 2, 2), ("+", 3, None)]


def test_a_row_that_is_deleted_and_comes_back_in_one_change_is_changed(project: Project) -> None:
    role = CouncilRole.objects.get()
    with changing(way=Way.PROGRAM):
        CouncilRole.objects.all().delete()
        role.role = "funding"
        role.save(force_insert=True)
    assert states(role) == [("+", 1, 2), ("~", 2, None)]


def test_a_row_that_comes_and_goes_in_one_change_leaves_nothing(project: Project) -> None:
    council = builders.council("MR-B")
    with changing(way=Way.PROGRAM):
        project.kind = "study"
        project.save()
        CouncilRole.objects.create(project=project, council=council, role="funding").delete()
        builders.project("P-2").delete()
    assert CouncilRole.history.count() == 1
    assert not Project.history.filter(reference="P-2").exists()


def test_bulk_writes_have_a_history(project: Project) -> None:
    one, other = builders.council("MR-B"), builders.council("MR-C")
    with changing(way=Way.PROGRAM):
        CouncilRole.objects.bulk_create(
            CouncilRole(project=project, council=of, role="audience") for of in (one, other)
        )
        Project.objects.filter(reference="P-1").update(kind="study")
    assert states(project) == [("+", 1, 2), ("~", 2, None)]
    assert [states(role) for role in CouncilRole.objects.filter(role="audience")] == [[("+", 2, None)]] * 2
    with changing(way=Way.PROGRAM):
        CouncilRole.objects.filter(role="audience").delete()
    assert CouncilRole.history.filter(history_type="-", from_change=3).count() == 2


def test_a_row_of_another_transaction_is_not_taken_for_a_new_one(project: Project) -> None:
    council = builders.council("MR-B")
    builders.allocation(project)
    with changing(way=Way.PROGRAM):
        CouncilRole.objects.create(project=project, council=council, role="funding")
    assert Allocation.history.filter(from_change=2).count() == 0
    assert CouncilRole.history.filter(from_change=2).count() == 1


def test_a_moved_row_is_one_state(project: Project) -> None:
    with changing(way=Way.PROGRAM):
        other = builders.project("P-2")
        allocation = builders.allocation(project)
    with changing(way=Way.PROGRAM):
        allocation.project = other
        allocation.save()
    assert states(allocation) == [("+", 2, 3), ("~", 3, None)]
    assert Allocation.history.get(from_change=3).project_id == other.pk


def test_a_many_to_many_relation_is_kept_with_the_state_of_its_row() -> None:
    with changing(way=Way.PROGRAM):
        place = Place.objects.create(slug="north", name_en="North", kind="region")
        place.spans.set([builders.country("SE")])
    with changing(way=Way.PROGRAM):
        place.spans.set([builders.country("FI")])
    first, second = Place.history.filter(id=place.pk).order_by("history_id")
    assert [row.to_place.code for row in first.spans.all()] == ["SE"]
    assert [row.to_place.code for row in second.spans.all()] == ["FI"]
    assert states(place) == [("+", 1, 2), ("~", 2, None)]


def test_a_state_names_the_moment_person_and_reason_of_its_change(django_user_model: Any) -> None:
    anna = django_user_model.objects.create_user("anna")
    with changing(way=Way.PAGE, actor=anna, reason="The grant letter says so"):
        builders.project("P-1")
        with because("Loaded from x.yaml"):
            builders.council("MR-A")
    state, change = Project.history.get(), Change.objects.get()
    assert (state.history_user, state.history_change_reason) == (anna, "The grant letter says so")
    assert state.history_date == change.moment
    council: Any = builders.council("MR-A")
    assert council.history.get().history_change_reason == "Loaded from x.yaml"


def test_a_long_reason_is_cut_in_the_history_and_whole_in_the_change(project: Project) -> None:
    with changing(way=Way.PAGE, reason="a" * 1000):
        Project.objects.update(kind="study")
    assert Project.history.get(from_change=2).history_change_reason == "a" * 100
    assert Change.objects.get(pk=2).reason == "a" * 1000


def test_a_deletion_that_was_taken_back_ends_nothing(project: Project) -> None:
    def fail() -> None:
        with transaction.atomic():
            CouncilRole.objects.all().delete()
            raise IntegrityError

    with changing(way=Way.PROGRAM):
        with pytest.raises(IntegrityError):
            fail()
        Project.objects.update(kind="study")
    assert not CouncilRole.history.filter(history_type="-").exists()
    assert CouncilRole.history.filter(until_change=None).count() == 1


def test_a_change_of_nothing_writes_no_state(project: Project) -> None:
    with changing(way=Way.PROGRAM):
        project.save()
    assert states(project) == [("+", 1, None)]


def test_a_row_has_one_open_state(project: Project) -> None:
    copy = Project.history.get()
    copy.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_history_takes_as_many_statements_for_many_rows_as_for_two() -> None:
    event = builders.event("meeting")

    def statements(names: list[str]) -> int:
        made = [builders.organisation(name) for name in names]
        with CaptureQueriesContext(connection) as seen, changing(way=Way.PROGRAM):
            EventParty.objects.bulk_create(EventParty(event=event, organisation=row, role="hosting") for row in made)
            Organisation.objects.filter(pk__in=[row.pk for row in made]).update(abbreviation="O")
        assert Organisation.history.filter(
            until_change=None, abbreviation="O", id__in=[row.pk for row in made]
        ).exists()
        return sum("historical" in query["sql"] for query in seen)

    assert statements([f"a-{number}" for number in range(40)]) == statements(["b-1", "b-2"])


@pytest.mark.parametrize("table", tables.tables().values(), ids=lambda table: table.model.__name__)
def test_every_table_of_records_keeps_intervals(table: tables.Table) -> None:
    model = table.record or table.model
    assert issubclass(model.history.model, Interval)


def as_of(model: Any, number: int) -> set[int]:
    rows = model.history.filter(from_change__lte=number)
    return set(rows.filter(until_change=None).values_list("id", flat=True)) | set(
        rows.filter(until_change__gt=number).values_list("id", flat=True)
    )


def test_the_intervals_give_the_rows_of_each_change() -> None:
    seen: dict[int, set[int]] = {}
    for number in (1, 2, 3):
        with changing(way=Way.PROGRAM):
            builders.event(f"event-{number}", parties=["body"])
            if number == 3:
                Event.objects.get(slug="event-1").delete()
        seen[number] = set(EventParty.objects.values_list("pk", flat=True))
    assert {number: as_of(EventParty, number) for number in seen} == seen


def test_a_dry_run_within_a_change_leaves_no_state(project: Project) -> None:
    proposal = Proposal.update("project", "P-1", {"kind": "study"})
    with changing(way=Way.PROGRAM):
        apply(proposals=[proposal], way=Way.PROGRAM, dry_run=True)
        builders.council("MR-B")
    assert states(project) == [("+", 1, None)]
