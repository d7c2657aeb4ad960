"""Search folds letters in the same way on every database: å/aa, ø/o, ä/a, case and accents."""

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from projects.language.folding import fold
from projects.models import Council, Project
from tests import builders

MIGRATION = "projects.migrations.0022_signs_of_the_search"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Århus", "Aarhus"),
        ("ÅRHUS", "arhus"),
        ("Jämställdhet", "jamstalldhet"),
        ("MR-JÅM", "mr-jam"),
        ("Tromsø", "Tromso"),
        ("Umeå", "umea"),
        ("Þórshöfn", "thorshofn"),
        ("Ærø", "aro"),
        ("Liepāja", "liepaja"),
        ("  two \n words ", "two words"),
        ("Policewomen\u2019s", "Policewomen's"),
        ("Policewomen\u00b4s", "Policewomen's"),
        ("\u201eNordisk\u201c", '"Nordisk"'),
        ("\u00bbNordisk\u00ab", '"Nordisk"'),
        ("MR\u2011JÄM", "MR-JÄM"),
        ("2009\u20132013", "2009-2013"),
        ("Nordic \u2014 Baltic", "Nordic - Baltic"),
        ("jämställd\u00adhet", "jämställdhet"),
        ("zero\u200bwidth", "zerowidth"),
        ("\ufeffBeginning", "beginning"),
        ("1\u00a0250\u202f000", "1 250 000"),
    ],
)
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("text", ["Policewomen\u2019s ´x´ MR\u2011JÄM", "ﬁne ½ Ⅳ", "Þórshöfn \u00ad"])
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    """Stored columns can be folded again."""
    assert fold(fold(text)) == fold(text)


@pytest.mark.django_db
class TestSearch:
    @pytest.mark.parametrize(
        ("written", "typed"),
        [
            ("Policewomen's network", "Policewomen\u2019s"),
            ("Policewomen\u2019s network", "Policewomen's"),
            ("The MR\u2011JÄM seminar", "mr-jam"),
            ("The MR-JÄM seminar", "MR\u2011JÄM"),
            ("Jämställd\u00adhet", "jämställdhet"),
            ("2009\u20132013", "2009-2013"),
        ],
    )
    def test_one_spelling_finds_the_other(self, admin_client: Client, written: str, typed: str) -> None:
        builders.project("P-1", title_en=written)
        builders.project("P-2", title_en="Another")
        page = admin_client.get("/projects/", {"search": typed}).context["page"]
        assert [one.reference for one in page] == ["P-1"]

    @pytest.mark.parametrize("code", ["MR-JÄM", "MR\u2011JÄM", "mr\u2013jam", "MR-J\u00adÄM"])
    def test_a_council_is_known_by_its_code_with_any_hyphen(self, admin_client: Client, code: str) -> None:
        builders.project("P-1", councils=["MR-JÄM"])
        page = admin_client.get("/projects/", {"council": code}).context["page"]
        assert [one.reference for one in page] == ["P-1"]

    def test_what_was_folded_before_is_folded_again(self) -> None:
        row = builders.project("P-1")
        Project.objects.update(search_text="policewomen\u2019s mr\u2010jam jamstalld\u00adhet")
        first, second = builders.council("MR-A"), builders.council("MR-B")
        Council.objects.filter(pk=first.pk).update(folded_code="mr\u2010a")
        Council.objects.filter(pk=second.pk).update(folded_code="mr\u2011a")  # would be the same code now
        import_module(MIGRATION).fold_again(apps, None)
        assert Project.objects.get(pk=row.pk).search_text == "policewomen's mr-jam jamstalldhet"
        assert Council.objects.get(pk=first.pk).folded_code == "mr-a"
        assert Council.objects.get(pk=second.pk).folded_code == "mr\u2011a"


def test_different_words_stay_different() -> None:
    assert fold("Riga") != fold("Narva")
