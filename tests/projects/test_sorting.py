"""Lists sort by the alphabet of the reader's language. The alphabets are written out by hand, the same on both
databases."""

from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Collate
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from budgets.totals import totals
from projects.language.sorting import LONGEST, sort_key
from projects.language.texts import LANGUAGES
from projects.models import Organisation, Place, Project
from tests.builders import council, project

IN_ORDER = {
    "da": "Agder Akureyri Uppsala Visby Wien Ystad Zagreb Ängelholm Ærø Ølstykke Örebro Østfold Aabenraa Åland Aarhus",
    "nb": "Agder Akureyri Uppsala Visby Wien Ystad Zagreb Ängelholm Ærø Ølstykke Örebro Østfold Aabenraa Åland Aarhus",
    "sv": "Aarhus Agder Akureyri Uppsala Visby Wien Ystad Zagreb Åbo Åland Ängelholm Ærø Ölstykke Örebro Østfold",
    "fi": "Aarhus Agder Akureyri Uppsala Visby Wien Ystad Zagreb Åbo Åland Ærø Äänekoski Ølstykke Örebro Østfold",
    "is": "Akureyri Álftanes Danmörk Egilsstaðir Eyrarbakki Éljagangur Hofsós Ísafjörður Ólafsvík Reykjavík Úthlíð "
    "Vík Ystad Ýmir Zagreb Þórshöfn Ängelholm Ærø Ölfus Östersund Åland",
    "en": "Aarhus Ærø Agder Akureyri Åland Ängelholm Copenhagen Éire Eskilstuna Ölstykke Örebro Østfold Wien Ystad "
    "Zagreb Zürich",
}
SAME_IN_ALL = [
    "",
    "„2”",
    "2 a",
    "007",
    "10",
    "1000000000000000000000",
    "den nordlige",
    "Den-Nordlige dimension",
    "DENNE",
    "Èva",
    "Evald",
    "Łodź",
    "Lodzia",
    "role",
    "rôle",
    "roles",
    "Мурманск",
    "Нарва",
]
LETTERS = "aábcdðeéfghiíjklmnoópqrstuúüvwxyýzþæäøöåAÁBÐÉÜÞÆÄØÖÅ 019-"


def shuffled(words: list[str]) -> list[str]:
    return sorted(words, key=lambda word: word[::-1])


@pytest.mark.parametrize("language", IN_ORDER)
def test_names_stand_in_the_order_of_the_alphabet(language: str) -> None:
    words = IN_ORDER[language].split()
    assert sorted(shuffled(words), key=lambda word: sort_key(word, language)) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_go_by_value_words_by_word_accents_last_and_other_scripts_behind(language: str) -> None:
    keys = [sort_key(text, language) for text in SAME_IN_ALL]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("ÅRHUS", "århus", "da"),
        ("“Pol-E-Quality Wanted”", "pol e quality wanted", "en"),
        ("A\u030aland", "Åland", "sv"),
        ("Jäm\u00adställdhet", "Jämställdhet", "sv"),
        ("ﬁnska", "finska", "fi"),
        ("07", "7", "is"),
    ],
)
def test_case_signs_and_ways_of_encoding_do_not_count(one: str, other: str, language: str) -> None:
    assert sort_key(one, language) == sort_key(other, language)


@given(text=st.text(max_size=400), language=st.sampled_from(LANGUAGES))
def test_a_key_is_made_of_digits_and_short_enough_for_an_index(text: str, language: str) -> None:
    key = sort_key(text, language)
    assert key == "" or (key.isascii() and key.isdigit() and len(key) <= LONGEST)


@given(text=st.text(LETTERS, max_size=20), more=st.text(LETTERS, max_size=5), language=st.sampled_from(LANGUAGES))
def test_case_is_nothing_and_more_of_a_text_never_comes_before_it(text: str, more: str, language: str) -> None:
    key = sort_key(text, language)
    assert key == sort_key(text.upper(), language) == sort_key(text.lower(), language)
    assert key <= sort_key(f"{text} {more}", language)


def test_hostile_texts_are_sorted_too() -> None:
    for text in ("\0", "9" * 10_000, "a\u0301" * 10_000, "\ue000", "ﷺ" * 300, "\u0301", "≠", "\ud800"):
        assert len(sort_key(text, "da")) <= LONGEST


@pytest.fixture
def towns(db: None) -> None:
    for number, name in enumerate(shuffled([*IN_ORDER["da"].split()])):
        Organisation.objects.create(slug=f"town-{number}", name_en=name)


@pytest.mark.usefixtures("towns")
@pytest.mark.parametrize("language", ["da", "sv"])
def test_the_database_sorts_as_the_reader_does(language: str, get: Any) -> None:
    words = [word for word in IN_ORDER[language].split() if Organisation.objects.filter(name_en=word).exists()]
    with translation.override(language):
        assert [str(row) for row in Organisation.objects.all() if str(row) in words] == words
        assert [str(row) for row in Organisation.objects.reverse() if str(row) in words] == words[::-1]
    listed = [row["name"] for row in get("organisations/", lang=language, page_size=100)["results"]]
    assert [name for name in listed if name in words] == words


@pytest.mark.usefixtures("towns")
def test_any_collation_sorts_the_keys_alike() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("collations of ICU are PostgreSQL's")
    names = ["da-x-icu", "sv-x-icu", "et-x-icu"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_collation WHERE collname = ANY(%s)", [names])
        if cursor.fetchone() != (len(names),):
            pytest.skip("this PostgreSQL has no collations of ICU")
    in_order = IN_ORDER["da"].split()
    for name in names:
        towns = Organisation.objects.order_by(Collate("sort_key_da", name))
        assert [town.name_en for town in towns] == in_order
    # CLDR, which ICU follows, has the same alphabet
    assert [town.name_en for town in Organisation.objects.order_by(Collate("name_en", "da-x-icu"))] == in_order


@pytest.mark.django_db
def test_the_key_follows_what_the_reader_is_shown() -> None:
    row = project(title_en="Zebra", title_sv="Ål", original_language="sv")
    assert row.sort_key_sv == sort_key("Ål", "sv")
    assert row.sort_key_en == sort_key("Zebra", "en")
    assert row.sort_key_fi == sort_key("Ål", "fi"), "the original stands in where a language has no title"
    row.title_fi = "Ankerias"
    row.save()
    row.refresh_from_db()
    assert row.sort_key_fi == sort_key("Ankerias", "fi")
    assert not [field.name for field in row.history.model.tracked_fields if field.name.startswith("sort_key")]


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("da", ["Belgien", "Bruxelles", "Danmark"], ["Västerbotten", "Västernorrland", "Østersøregionen"]),
        ("sv", ["Belgien", "Bryssel", "Danmark"], ["Västerbotten", "Västernorrland", "Östersjöregionen"]),
        ("is", ["Belgía", "Brussel", "Danmörk"], ["Västerbotten", "Västernorrland", "Þýskaland"]),
        ("en", ["Baltic countries", "Baltic Sea region", "Belgium"], ["Umeå region", "Västerbotten", "Västernorrland"]),
    ],
)
def test_the_places_of_the_seeds(language: str, first: list[str], last: list[str]) -> None:
    with translation.override(language):
        names = [str(place) for place in Place.objects.all()]
    assert (names[:3], names[-3:]) == (first, last)


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("language", "between"),
    [
        ("da", ["DOK8-C08", "HALLBAR-JAMSTALLDHET", "DOK8-C11", "UMEAREGIONEN-JAMSTALLDHET", "DOK8-C01"]),
        ("is", ["DOK8-C08", "DOK8-O05", "UMEAREGIONEN-JAMSTALLDHET", "DOK8-C11", "DOK8-C10"]),
        ("en", ["DOK8-C07", "DOK8-C08", "UMEAREGIONEN-JAMSTALLDHET", "DOK8-C11", "DOK8-C10"]),
    ],
)
def test_titles_of_the_seeds_sort_on_page_and_in_the_api(
    language: str, between: list[str], get: Any, reader: Any
) -> None:
    asked = {"ordering": "title", "portfolio": "all", "lang": language}
    references = [row["reference"] for row in get("projects/", **asked)["results"]]
    assert references[3:8] == between
    assert [row.reference for row in reader.get("/projects/", asked).context["page"]] == references
    backward = [row["reference"] for row in get("projects/", **{**asked, "ordering": "-title"})["results"]]
    assert backward == references[::-1]


@pytest.mark.django_db
def test_rows_of_totals_sort_by_the_alphabet_too() -> None:
    for number, code in enumerate(["MR-Ö", "MR-Z", "MR-AA", "MR-B"]):
        council(code)
        project(f"P-{number}", councils=[code])
    orders = {}
    for language in ("da", "sv"):
        with translation.override(language):
            orders[language] = [row.members["council"].label for row in totals(Project.objects.all(), ["council"]).rows]
    assert orders["da"] == ["MR-B", "MR-Z", "MR-Ö", "MR-AA"]
    assert orders["sv"] == ["MR-AA", "MR-B", "MR-Z", "MR-Ö"]
