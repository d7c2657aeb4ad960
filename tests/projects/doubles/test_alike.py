"""Which names are likely one organisation, and which only look so."""

import pytest

from projects.doubles.alike import Against, Alike, Evidence, Known, compared, one_letter_apart
from projects.doubles.known import Index, known_as
from projects.doubles.pairs import likely_doubles
from projects.doubles.spelling import spelled


def body(*names: str, key: int = 1, country: str = "", abbreviation: str = "", **facts: object) -> Known:
    return known_as(names, key=key, slug=str(key), country=country, abbreviations=[abbreviation], **facts)


def between(one: Known, other: Known) -> Alike | None:
    return compared(one, other, lambda _word: False)


@pytest.mark.parametrize(
    ("one", "other", "evidence"),
    [
        ("Ørsted Forum", "ORSTED FORUM", Evidence.SPELLING),
        ("Århus Musikskole", "Aarhus musikskole", Evidence.SPELLING),
        ("Härnösands teater", "Harnosands teater", Evidence.SPELLING),
        ("Þróunarfélag Íslands", "Throunarfelag Islands", Evidence.SPELLING),
        ("Hansen Byg A/S", "Hansen Byg", Evidence.SPELLING),
        ("Hansen Byg A/S", "HANSEN BYG AS", Evidence.SPELLING),
        ("Stiftelsen Fafo", "Fafo", Evidence.SPELLING),
        ("Marel hf.", "Marel", Evidence.SPELLING),
        ("Kone Oyj", "KONE", Evidence.SPELLING),
        ("Barne- og ungdomsforum", "Barne og ungdomsforum", Evidence.SPELLING),
        ("“Norsk Forum”", "Norsk Forum", Evidence.SPELLING),
        ("Universitetet i Oslo", "Oslo universitetet", Evidence.ORDER),
        ("Universitetet i Oslo", "University of Oslo", Evidence.TRANSLATION),
        ("Lunds universitet", "Lund University", Evidence.TRANSLATION),
        ("Lohjan sairaala", "Lohja Hospital", Evidence.TRANSLATION),
        ("Jämställdhetsforum", "Jämställdhetsfroum", Evidence.TYPING_ERROR),
        ("Nordens Inst. i Skagen", "Nordens Institut i Skagen", Evidence.SPELLING),
        ("Havforskn. i Bergen", "Havforskningen i Bergen", Evidence.SHORT_WORD),
        ("DIIS", "Dansk Institut for Internationale Studier (DIIS)", Evidence.ACRONYM),
        ("NIBR", "Norsk institutt by- og regionforskning", Evidence.INITIALS),
    ],
)
def test_names_of_one_organisation(one: str, other: str, evidence: Evidence) -> None:
    alike = between(body(one), body(other, key=2))
    assert alike is not None
    assert (alike.evidence, alike.is_double) == (evidence, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Länsstyrelsen i Skåne län", "Länsstyrelsen i Kalmar län"),
        ("Dansk Røde Kors", "Norges Røde Kors"),
        ("Svenska Röda Korset", "Norges Røde Kors"),
        ("Nordisk Råd", "Nordisk Ministerråd"),
        ("Region Skåne", "Region Skåne, Kultur"),
        ("Avesta kommun", "Alvesta kommun"),
        ("Habo kommun", "Håbo kommun"),
        ("Hansen A/S", "Hansen ApS"),
        ("Lund Data AB", "Lund Data ehf."),
        ("Lind & Holm", "Holm & Lind"),
        ("Skolverket", "Skolmyndigheten"),
        ("Norges Bank", "Norsk Bank"),
        ("Justitsministeriet", "Justitiedepartementet"),
        ("Voss kommune", "Moss kommune"),
        ("Kreds 12 i Randers", "Kreds 13 i Randers"),
    ],
)
def test_names_of_two_organisations_that_look_alike(one: str, other: str) -> None:
    alike = between(body(one), body(other, key=2))
    assert alike is None or not alike.is_double


def test_one_name_in_two_countries_is_two_organisations() -> None:
    alike = between(body("Socialstyrelsen", country="DK"), body("Socialstyrelsen", key=2, country="SE"))
    assert alike is not None
    assert (alike.against, alike.is_double) == ((Against.COUNTRY,), False)


def test_a_ministry_is_translated_within_its_country_only() -> None:
    danish, english = body("Justitsministeriet", country="DK"), body("Ministry of Justice", key=2, country="DK")
    alike = between(danish, english)
    assert alike is not None
    assert alike.is_double
    assert between(danish, body("Ministry of Justice", key=2)) is None


def test_an_organisation_is_not_its_own_part() -> None:
    alike = between(body("Fafo"), body("FAFO", key=2, part_of=1))
    assert alike is not None
    assert alike.against == (Against.PART,)


def test_one_number_is_one_organisation_whatever_the_names() -> None:
    numbers = frozenset({("DK-CVR", "13585628")})
    one, other = body("Gamle Navn", numbers=numbers), body("Nyt Navn, CVR 13 58 56 28", key=2)
    alike = between(one, other)
    assert alike is not None
    assert (alike.evidence, alike.is_double) == (Evidence.NUMBER, True)


def test_two_numbers_of_one_register_are_two_organisations() -> None:
    one = body("Norsk Forum", numbers=frozenset({("NO-BRC", "974760673")}))
    other = body("Norsk Forum", key=2, numbers=frozenset({("NO-BRC", "971032081")}))
    alike = between(one, other)
    assert alike is not None
    assert alike.against == (Against.NUMBER,)


def test_pairs_that_a_person_called_different_are_no_doubles() -> None:
    one = body("Norsk Forum", differs=frozenset({2}))
    assert likely_doubles(Index([one, body("NORSK FORUM", key=2)])) == []


def test_an_acronym_of_two_organisations_decides_nothing() -> None:
    known = [
        body("Nordisk Råd for Kunst", key=1, abbreviation="NRK"),
        body("Norsk Ring for Klima", key=2, abbreviation="NRK"),
        body("NRK", key=3),
    ]
    assert likely_doubles(Index(known)) == []
    assert [(pair.one, pair.other) for pair in likely_doubles(Index([known[0], known[2]]))] == [(1, 3)]


def test_a_name_without_a_country_that_two_countries_have_decides_nothing() -> None:
    known = [body("Røde Kors", key=1, country="DK"), body("Røde Kors", key=2, country="NO"), body("Røde Kors", key=3)]
    assert likely_doubles(Index(known)) == []


def test_words_that_several_organisations_have_are_no_typing_errors() -> None:
    names = ("Nilsson Teknik i Falun", "Nielsson Teknik i Falun", "Nilsson Musik", "Nielsson Musikk")
    known = [body(name, key=key) for key, name in enumerate(names, 1)]
    assert not [pair for pair in likely_doubles(Index(known)) if {pair.one, pair.other} == {1, 2}]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("forening", "forenng", True),
        ("forening", "foreninng", True),
        ("forening", "foerning", True),
        ("forening", "forenung", True),
        ("forening", "foreningen", False),
        ("moss", "voss", False),
        ("same", "same", True),
    ],
)
def test_one_letter_apart(one: str, other: str, apart: bool) -> None:
    assert one_letter_apart(one, other) is apart
    assert one_letter_apart(other, one) is apart


def test_a_name_is_never_read_as_nothing() -> None:
    for name in ("A/S", "The", "og", "Danmark", "…", "AB", ""):
        assert spelled(name).raw == () or spelled(name).joined
