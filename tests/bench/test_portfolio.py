"""The generated portfolio: the same for the same seed everywhere, valid, and never in place of people's rows."""

import hashlib
from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F

from bench.generator import portfolio
from bench.generator.dice import Dice, Weighted
from bench.generator.register import NoReference
from budgets.models import Allocation, Fund
from projects.language.folding import fold
from projects.models import (
    CoreArea,
    Council,
    CouncilRole,
    Document,
    Lineage,
    Organisation,
    Partnership,
    Place,
    Portfolio,
    Project,
    ProjectCoreArea,
    ProjectPlace,
    Source,
)
from projects.partial_date import PartialDate
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_reference")]

LANGUAGES = ("da", "sv", "nb", "fi", "is", "en")
TEXTS = [f"{name}_{language}" for name in ("title", "summary") for language in LANGUAGES]
TABLES: list[tuple[Any, list[str]]] = [
    (Portfolio, ["slug", "own"]),
    (Place, ["slug", "kind", "name_en", "country__slug"]),
    (Organisation, ["slug", "name_en", "kind", "country__slug"]),
    (Project, ["reference", "portfolio__slug", "original_language", "kind", "status", "starts", "ends", "source__slug",
               "title", "summary", "search_text", *TEXTS]),
    (CouncilRole, ["project__reference", "council__code", "role", "inferred"]),
    (ProjectCoreArea, ["project__reference", "core_area__slug"]),
    (ProjectPlace, ["project__reference", "place__slug"]),
    (Partnership, ["project__reference", "organisation__slug", "role"]),
    (Lineage, ["project__reference", "earlier__reference"]),
    (Allocation, ["reference", "amount", "currency", "rate", "rate_date", "amount_dkk", "council__code", "fund__slug",
                  "year", "granted", "scope", "source__slug"]),
]  # fmt: skip
"""The content of a portfolio, by the names of its rows and never by their keys."""


def generate(projects: int = 60, seed: int = 1, organisations: int = 50) -> None:
    register = portfolio.prepare_register(seed=seed, organisations=organisations)
    portfolio.generate(projects=projects, seed=seed, register=register)


def digest() -> str:
    found = hashlib.sha256()
    for model, columns in TABLES:
        for row in sorted(map(repr, model.objects.order_by().values_list(*columns))):
            found.update(row.encode())
    return found.hexdigest()


def run(*options: str) -> str:
    out = StringIO()
    call_command("generate_portfolio", *options, stdout=out)
    return out.getvalue()


# The same for the same seed


@pytest.mark.once
def test_the_same_seed_gives_the_same_rows() -> None:
    generate()
    first = digest()
    portfolio.remove()
    generate()
    assert digest() == first


def test_the_rows_of_a_seed_are_the_same_on_every_database_and_machine() -> None:
    """The digest changes only when the generator is changed on purpose."""
    generate()
    assert digest() == "a1e88db283831c2a0b66046a8f2fa8fcb2b7a02c86efd1a76395dfb38f102910"


@pytest.mark.once
def test_another_seed_gives_other_rows() -> None:
    generate()
    first = digest()
    portfolio.remove()
    generate(seed=2)
    assert digest() != first


@pytest.mark.once
def test_a_larger_portfolio_begins_with_the_smaller_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portfolio, "BATCH", 7)
    monkeypatch.setattr(portfolio, "LOOKS_BACK", 5)
    generate(10)
    small = digest()
    portfolio.remove()
    generate(30)
    Lineage.objects.filter(project__reference__gt="GEN-0000010").delete()
    Project.objects.filter(reference__gt="GEN-0000010").delete()
    assert digest() == small


# What the portfolio is like


def shares(rows: Any, name: str) -> dict[Any, float]:
    counted = Counter(rows.values_list(name, flat=True))
    return {value: number / counted.total() for value, number in counted.items()}


def per_project(relation: str) -> dict[int, float]:
    return shares(Project.objects.annotate(number=Count(relation, distinct=True)), "number")


@pytest.mark.once
def test_the_spreads_lie_within_their_bounds() -> None:
    generate(800, organisations=300)
    own = shares(Project.objects.all(), "portfolio__own")
    assert 0.02 < own[False] < 0.09
    assert 0.75 < shares(Project.objects.all(), "status")["closed"] < 0.85
    assert per_project("councils").keys() == {0, 1, 2, 3}
    assert per_project("partners").keys() == {1, 2, 3, 4, 5, 6}
    assert per_project("places").keys() == {1, 2, 3, 4, 5}
    assert per_project("core_areas").keys() == {0, 1, 2}
    assert per_project("allocations").keys() == {0, 1, 2, 3, 4}
    assert 0.10 < per_project("allocations")[0] < 0.20
    currencies = shares(Allocation.objects.all(), "currency")
    assert currencies.keys() == {"DKK", "SEK", "NOK", "EUR"}
    assert 0.02 < 1 - currencies["DKK"] < 0.09


@pytest.mark.once
def test_joint_councils_come_in_the_same_pairs_again_and_again() -> None:
    generate(800)
    of_two = Project.objects.annotate(number=Count("councils", distinct=True)).filter(number=2)
    found = {tuple(sorted(row.councils.values_list("code", flat=True))) for row in of_two}
    assert found == {("MR-A", "MR-B"), ("MR-A", "MR-C")}


@pytest.mark.once
def test_a_few_partners_have_many_projects_and_most_have_few() -> None:
    generate(400, organisations=500)
    counts = sorted(Organisation.objects.annotate(n=Count("partnerships")).values_list("n", flat=True), reverse=True)
    assert counts[0] > 10 * counts[250]
    assert set(Partnership.objects.values_list("role", flat=True)) == {
        *("implementing", "co-operating", "co-funding", "hosting", "coordinating", "initiating"),
    }


@pytest.mark.once
def test_half_of_the_grants_are_small_and_a_few_are_very_large() -> None:
    generate(800)
    amounts = sorted(Allocation.objects.filter(currency="DKK").values_list("amount", flat=True))
    assert amounts[len(amounts) // 2] < 200_000
    assert amounts[-1] > 5_000_000
    assert 0 < sum(amount % 1000 != 0 for amount in amounts) / len(amounts) < 0.12


@pytest.mark.once
def test_some_foreign_grants_have_a_rate_and_some_have_none() -> None:
    generate(800)
    foreign = Allocation.objects.exclude(currency="DKK")
    assert foreign.filter(rate=None, amount_dkk=None).exists()
    assert foreign.exclude(rate=None).exclude(amount_dkk=None).exists()


@pytest.mark.once
def test_what_is_closed_has_ended_and_what_is_ongoing_has_not() -> None:
    generate(800)
    today = PartialDate.parse(str(portfolio.AS_OF))
    for project in Project.objects.all():
        for day in filter(None, (project.starts, project.ends)):
            assert 2001 <= day.year <= 2026
        if project.ends and project.status == "closed":
            assert project.ends.first <= today.first
        elif project.ends:
            assert project.ends.last > today.last
    assert set(map(len, map(str, Project.objects.exclude(starts=None).values_list("starts", flat=True)))) == {4, 7, 10}
    assert Project.objects.filter(starts=None).exists()


@pytest.mark.once
def test_texts_come_in_one_to_three_languages_with_the_original_among_them() -> None:
    generate(200)
    found = set()
    for project in Project.objects.all():
        told = [language for language in LANGUAGES if getattr(project, f"title_{language}")]
        assert project.original_language in told
        for language in told:
            assert 300 < len(getattr(project, f"summary_{language}")) < 600
        found.add(len(told))
    assert found == {1, 2, 3}


@pytest.mark.once
def test_a_project_follows_only_an_earlier_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portfolio, "BATCH", 50)
    monkeypatch.setattr(portfolio, "LOOKS_BACK", 40)
    generate(400)
    assert Lineage.objects.exists()
    assert not Lineage.objects.filter(earlier__reference__gte=F("project__reference")).exists()


# Valid


@pytest.mark.once
def test_every_row_keeps_the_rules_of_its_model() -> None:
    generate(60)
    for model, _columns in TABLES:
        for row in model.objects.all():
            row.full_clean()


def test_what_is_searched_is_what_saving_would_have_kept() -> None:
    generate(30)
    for model in (Project, Organisation, Place, Document):
        for row in model.objects.all():
            kept = row.search_text
            row.save()
            assert row.search_text == kept
    project = Project.objects.first()
    assert Project.objects.matching(f"{project.reference} {fold(str(project.title))}").get() == project


# Next to people's rows


def everything() -> dict[str, list[Any]]:
    models = [*(model for model, _columns in TABLES), Fund, Document, Source, Council, CoreArea]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_nothing_that_people_entered_is_touched_and_nothing_stays() -> None:
    theirs = builders.project("GEN-1", councils=["MR-A"])
    builders.allocation(theirs)
    Organisation.objects.create(slug="gen-network", name_en="A network of people")
    before = everything()
    assert run("--projects", "20", "--seed", "3") == "Generated projects: 20, seed 3.\n"
    assert portfolio.generated().count() == 20
    run("--projects", "0", "--replace")
    assert everything() == before


def test_a_second_run_is_refused_unless_it_replaces() -> None:
    run("--projects", "5")
    with pytest.raises(CommandError, match="--replace"):
        run("--projects", "5")
    run("--projects", "7", "--replace", "--seed", "2")
    assert portfolio.generated().count() == 7


@pytest.mark.once
def test_a_run_that_was_broken_off_is_not_built_upon() -> None:
    portfolio.prepare_register(seed=1, organisations=3)
    with pytest.raises(CommandError, match="--replace"):
        run("--projects", "5")


@pytest.mark.once
def test_a_project_that_people_put_into_the_generated_portfolio_stays() -> None:
    generate(5)
    builders.project("P-1", portfolio=Portfolio.objects.get(slug="generated"))
    run("--projects", "3", "--replace")
    assert Project.objects.filter(reference="P-1", portfolio__slug="generated").exists()


@pytest.mark.once
def test_it_says_what_is_missing_in_an_empty_register() -> None:
    CoreArea.objects.all().delete()
    with pytest.raises(CommandError, match="load_fixtures reference"):
        run("--projects", "5")
    with pytest.raises(NoReference):
        portfolio.prepare_register(seed=1)
    assert not Portfolio.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize("number", ["-1", "1000001"])
def test_a_size_out_of_bounds_is_refused(number: str) -> None:
    with pytest.raises(CommandError, match="From 0 to 1,000,000"):
        run("--projects", number)


@pytest.mark.once
def test_each_generated_row_has_one_state_from_the_change_that_made_it() -> None:
    run("--projects", "5")
    assert Project.history.count() == 5
    models: tuple[Any, ...] = (Project, Allocation, Organisation)
    for model in models:
        assert model.history.count() == model.objects.count()
    assert not Project.history.filter(from_change=None).exists()
    assert not Project.history.exclude(until_change=None).exists()


@pytest.mark.once
def test_it_is_quiet_where_nobody_watches(capfd: pytest.CaptureFixture[str]) -> None:
    run("--projects", "5")
    assert capfd.readouterr() == ("", "")


def test_the_number_of_queries_grows_with_batches_and_not_with_projects(django_assert_max_num_queries: Any) -> None:
    register = portfolio.prepare_register(seed=1, organisations=10)
    # The change: three statements. One batch: savepoint, seven tables, release. SQLite takes 999 values per
    # statement, and a fact has notes in six languages, so each table of facts takes two or three statements. When the
    # change closes, it writes the history of each table of records: about 45 statements for any number of rows. The
    # planner's statistics: savepoint, PostgreSQL's limit, the count, release. The groups of totals that
    # are kept hold no more after a change without records
    with django_assert_max_num_queries(84):
        portfolio.generate(projects=100, seed=1, register=register)


# The dice


@pytest.mark.once
def test_dice_never_leave_their_bounds() -> None:
    dice = Dice(1, "bounds")
    assert {dice.between(2, 4) for _ in range(200)} == {2, 3, 4}
    assert {dice.weighted(Weighted({"a": 3, "b": 1, "never": 0})) for _ in range(200)} == {"a", "b"}
    assert all(5 <= dice.heavy_tailed(5, 9) <= 9 for _ in range(200))
    assert sorted(dice.some_of([1, 2, 3], 9)) == [1, 2, 3]
