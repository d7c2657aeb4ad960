"""The indexes of the search narrow down and never decide: the rows are the same with and without them, and as Python
finds them."""

from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from changes.models import Way
from changes.opened import changing
from projects.kept import triggers
from projects.language.folding import fold
from projects.models import Organisation, Partnership, Project
from projects.searching import keeping, newest, postgres, sqlite
from projects.searching.lookups import letters_by_three
from projects.searching.registry import indexes, without_index
from tests import builders

pytestmark = pytest.mark.django_db
ON_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="FTS5 is SQLite's own")
ON_POSTGRES = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="pg_trgm is PostgreSQL's own")

LETTERS = st.sampled_from([*"abcåøßÆ .'\"%_\\*-^(){}:+", "aa", "網", "\u0301", "🙂", "Ⅻ", "İ", "ﬀ"])
TEXTS = st.lists(LETTERS, min_size=1, max_size=12).map("".join)


def of_python(text: str) -> set[int]:
    """Returns the projects that contain every word, compared in Python."""
    words = fold(text).split()
    texts = {
        project.pk: [project.search_text, *(partner.search_text for partner in project.partners.all())]
        for project in Project.objects.prefetch_related("partners")
    }
    return {key for key, places in texts.items() if all(any(word in place for place in places) for word in words)}


def found(text: str) -> set[int]:
    return set(Project.objects.matching(text).values_list("pk", flat=True))


@given(titles=st.lists(TEXTS, min_size=1, max_size=4), data=st.data())
def test_the_index_finds_what_a_comparison_of_each_row_finds(titles: list[str], data: Any) -> None:
    with changing(way=Way.PROGRAM):
        Project.objects.all().delete()
        projects = [builders.project(f"X-{number}", title_en=title) for number, title in enumerate(titles)]
    whole = fold(data.draw(st.sampled_from(projects)).title_en)
    start = data.draw(st.integers(0, len(whole)))
    part = whole[start : start + data.draw(st.integers(1, 8))]
    for text in (part, data.draw(TEXTS), f"{part} x-0"):
        if not fold(text):
            continue
        expected = of_python(text)
        assert found(text) == expected
        assert Project.objects.all().newest_matching(text, 100) == sorted(expected, reverse=True)
        with without_index():
            assert found(text) == expected


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    "text", ["policewomen", "nordic police", "kvinder", "women umea", "xyzzy", "se", "'s", "dok8-c06", "nordic 2004 ba"]
)
def test_partners_names_help_to_find_projects(text: str) -> None:
    expected = of_python(text)
    assert found(text) == expected
    assert Project.objects.all().newest_matching(text, 1000) == sorted(expected, reverse=True)
    assert Project.objects.all().newest_matching(text, 2) == sorted(expected, reverse=True)[:2]


@pytest.mark.parametrize("text", ["zeb", "ze", "ping", "zeb ping", "ping 1", "zebra penguins", "nothing", "ze nothing"])
@pytest.mark.parametrize("most", [1, 3, 8, 100])
def test_the_newest_are_found_alike_by_reading_and_by_the_indexes(
    text: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest 4 projects are read, then the next 6 if the words are frequent, and the others looked up."""
    monkeypatch.setattr(newest, "SAMPLE", 4)
    monkeypatch.setattr(newest, "MOST_READ", 6)
    penguins = builders.organisation("penguins")
    with changing(way=Way.PROGRAM):
        for number in range(24):
            title = "Zebra" if number % 3 == 0 or number < 8 else "Walrus"
            project = builders.project(f"X-{number}", title_en=title)
            if number % 4 == 1:
                Partnership.objects.create(project=project, organisation=penguins, role="implementing")
    expected = sorted(of_python(text), reverse=True)[:most]
    assert Project.objects.all().newest_matching(text, most) == expected
    with_titles = Project.objects.all().newest_matching(text, most, "title_en")
    assert with_titles == [(key, Project.objects.get(pk=key).title_en) for key in expected]


@pytest.mark.parametrize(
    "title", ["xq", "a xq", "(xq)", "axqb", 'a "xq"', "xq网", "网xq", "b xq\u0301", "xq\u0001", "nothing"]
)
def test_two_rare_letters_are_found_wherever_they_are(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with changing(way=Way.PROGRAM):
        project = builders.project("P-1")
        Project.objects.update(search_text=fold(title))
        partner = builders.organisation("xq")
        Partnership.objects.create(project=builders.project("P-2"), organisation=partner, role="hosting")
    expected = of_python("xq")
    assert (project.pk in expected) == (title != "nothing")
    assert found("xq") == expected
    monkeypatch.setattr(newest, "SAMPLE", 0)
    assert Project.objects.all().newest_matching("xq", 9) == sorted(expected, reverse=True)
    with changing(way=Way.PROGRAM):
        Project.objects.update(search_text="other")
        Organisation.objects.update(search_text="other")
    assert not found("xq")


@pytest.mark.usefixtures("dokument8")
def test_the_index_follows_every_way_of_writing() -> None:
    rows = Project.objects.filter(reference="DOK8-C06")
    assert len(found("pol-e-quality")) == 1
    with changing(way=Way.PROGRAM):
        rows.update(search_text="zebrastriber")
    assert found("zebras") == set(rows.values_list("pk", flat=True))
    assert not found("pol-e-quality")
    with connection.cursor() as cursor, changing(way=Way.PROGRAM):
        cursor.execute("UPDATE projects_project SET search_text = 'giraffer' WHERE reference = 'DOK8-C06'")
    assert not found("zebras")
    assert len(found("giraf")) == 1
    with changing(way=Way.PROGRAM):
        builders.project("X-1", title_en="Flamingoes")
        Project.objects.get(reference="X-1").delete()
    assert not found("flaming")


@ON_SQLITE
@pytest.mark.usefixtures("dokument8")
def test_an_index_whose_triggers_were_lost_is_filled_again() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER projects_project_words_changed")
        cursor.execute("DROP TRIGGER projects_project_words_added")
        with changing(way=Way.PROGRAM):
            cursor.execute("UPDATE projects_project SET search_text = 'giraffer' WHERE reference = 'DOK8-C06'")
    assert not found("giraf")
    keeping.ensure_indexes(using=connection.alias)
    assert len(found("giraf")) == 1


@ON_SQLITE
def test_a_sqlite_without_fts5_answers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    index = next(index for index in indexes() if index.model is Organisation)
    parts = sqlite._parts(index)
    broken = [(parts[0][0], parts[0][1].replace("fts5", "fts_unknown")), *parts[1:]]
    monkeypatch.setattr(sqlite, "_parts", lambda index: broken)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {parts[-1][0]}")
            for name, _sql in parts[1:-1]:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"DROP TABLE {index.name}")
        sqlite.ensure(connection, index)
        assert not sqlite.has_index(connection, index)
        assert list(Organisation.objects.matching("policewomen")) == []
    finally:
        sqlite.forget(connection)


@ON_POSTGRES
def test_a_database_without_the_extension_answers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    index = next(index for index in indexes() if index.model is Organisation)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {index.name}")
        monkeypatch.setattr(postgres, "_value", lambda index: '"search_text" no_such_class,')
        postgres.ensure(connection, index)
        cursor.execute("SELECT to_regclass(%s)", [index.name])
        assert cursor.fetchone() == (None,)
    assert list(Organisation.objects.matching("policewomen")) == []


@ON_SQLITE
def test_the_query_names_the_index_for_words_of_three_letters_or_more_and_for_two_rare_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    builders.organisation("sea")
    builders.organisation("seb")
    assert "MATCH" in str(Organisation.objects.matching("police").query)
    assert "MATCH" not in str(Organisation.objects.matching("s").query)
    monkeypatch.setattr(sqlite, "RARE", 2)
    assert "MATCH" in str(Organisation.objects.matching("se").query)
    monkeypatch.setattr(sqlite, "RARE", 1)
    assert "MATCH" not in str(Organisation.objects.matching("se").query)
    with without_index():
        assert "MATCH" not in Organisation.objects.matching("police").query.sql_with_params()[0]


@ON_POSTGRES
def test_postgres_has_an_index_for_every_searched_column() -> None:
    with connection.cursor() as cursor:
        for index in indexes():
            cursor.execute("SELECT to_regclass(%s)", [index.name])
            assert cursor.fetchone() != (None,), index.name


@ON_POSTGRES
def test_postgres_finds_two_rare_letters_without_reading_every_text() -> None:
    """Before a usual sign, at the end, and before an unusual sign: each of the three has its index."""
    rows = Project.objects.order_by().filter(search_text__rarely_contains="xq")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        plan = rows.explain()
    assert "Seq Scan" not in plan
    assert plan.count("on projects_project_words ") == 2
    assert plan.count("on projects_project_words_unusual ") == 1
    with without_index():
        assert "~" not in str(Project.objects.filter(search_text__rarely_contains="xq").query)


@pytest.mark.parametrize("word", ["xqz", "x", "x%", "網網", "__", "x\u0301"])
def test_other_words_than_pairs_of_plain_letters_are_compared_alone(word: str) -> None:
    assert not postgres.is_pair(word)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("abcd", ["abc", "bcd"]),
        ("ab", []),
        ("aaaa", ["aaa"]),
        ('a"b', ['a"b']),
        ("ab網", ["ab網"]),
        ("a🙂bcd", ["bcd"]),
    ],
)
def test_a_word_is_looked_up_by_its_sequences_of_three_letters(text: str, pieces: list[str]) -> None:
    assert letters_by_three(text) == pieces


def test_a_second_migration_changes_nothing() -> None:
    keeping.ensure_indexes(using=connection.alias)
    with connection.execute_wrapper(_refuse_changes):
        keeping.ensure_indexes(using=connection.alias)


def _refuse_changes(execute: Any, sql: str, *details: Any) -> Any:
    assert sql.startswith(("SELECT", "\n")), sql
    return execute(sql, *details)


@ON_SQLITE
@pytest.mark.django_db(transaction=True)
def test_a_table_that_is_rebuilt_keeps_its_index() -> None:
    organisation = builders.organisation("giraffes")
    field: Any = Organisation._meta.get_field("slug")
    longer = field.clone()
    longer.set_attributes_from_name("slug")
    longer.model = Organisation
    longer.max_length = field.max_length + 1
    triggers.remove(connection.alias)
    with connection.schema_editor() as editor:
        editor.alter_field(Organisation, field, longer)
        editor.alter_field(Organisation, longer, field)
    triggers.install(connection.alias)
    keeping.ensure_indexes(using=connection.alias)
    assert list(Organisation.objects.matching("giraffe")) == [organisation]
    with changing(way=Way.PROGRAM):
        organisation.slug = "flamingoes"
        organisation.save()
    assert list(Organisation.objects.matching("flaming")) == [organisation]
