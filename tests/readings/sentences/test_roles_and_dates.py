"""Classes of sentences in six languages: what makes a fact certain, and the neighbours that do not."""

from decimal import Decimal

import pytest

from readings.rules.money.amounts import amounts
from readings.words.numerals import numeral
from tests.readings.test_beside import HEADINGS, PROJECT, certain


def facts(language: str, sentence: str, field: str) -> list[object]:
    """Returns the certain values of a field in an item of one sentence about the project, and this one."""
    return [
        fact.value for fact in certain(sentence, language, PROJECT[language], HEADINGS[language]) if fact.field == field
    ]


def roles(language: str, sentence: str) -> list[tuple[str, str]]:
    return [(one["organisation"], one["role"]) for one in facts(language, sentence, "partners")]  # type: ignore[index]


class TestNumbersInWords:
    @pytest.mark.parametrize(
        ("words", "number"),
        [
            ("femoghalvfjerds", 75),
            ("to hundrede og femogtyve", 225),
            ("tresindstyve", None),
            ("trehundrafyrtio", 340),
            ("fem hundre og femti", 550),
            ("kaksisataaviisikymmentä", 250),
            ("kuusitoista", 16),
            ("sex hundruð", 600),
            ("níu hundruð og fimmtíu", 950),
            ("a hundred and twenty-five", 125),
            ("to to", None),
            ("femten fem", None),
            ("hundre to hundre", None),
        ],
    )
    def test_a_number_below_a_thousand(self, words: str, number: int | None) -> None:
        assert numeral(words) == number

    @pytest.mark.parametrize(
        "words",
        [
            "fem hundrede og halvtreds tusind danske kroner",
            "femhundrafemtio tusen danska kronor",
            "fem hundre og femti tusen danske kroner",
            "viisisataaviisikymmentätuhatta Tanskan kruunua",
            "fimm hundruð og fimmtíu þúsund danskar krónur",
            "five hundred and fifty thousand Danish kroner",
        ],
    )
    def test_an_amount_in_words(self, words: str) -> None:
        assert [(one.value, one.currency, one.ranged) for one in amounts(f"Alt: {words}.")] == [
            (Decimal(550_000), "DKK", False)
        ]

    @pytest.mark.parametrize(
        "words",
        [
            "en million to hundrede tusind danske kroner",
            "en miljon och tvåhundra tusen danska kronor",
            "to til tre hundre tusen danske kroner",
            "miljoona kaksisataatuhatta Tanskan kruunua",
            "milljón og tvö hundruð þúsund danskar krónur",
            "two to three hundred thousand Danish kroner",
        ],
    )
    def test_the_rest_of_a_larger_number_and_a_range_are_no_exact_amount(self, words: str) -> None:
        assert [one for one in amounts(f"Alt: {words}.") if one.value and not one.ranged] == []


class TestSeasons:
    @pytest.mark.parametrize(
        ("language", "sentence", "field", "year"),
        [
            ("da", "Projektet begyndte i efteråret 2012.", "starts", "2012"),
            ("sv", "Projektet startade hösten 2012.", "starts", "2012"),
            ("nb", "Prosjektet ble satt i gang våren 2012.", "starts", "2012"),
            ("fi", "Hanke alkoi keväällä 2012.", "starts", "2012"),
            ("is", "Verkefnið hófst haustið 2012.", "starts", "2012"),
            ("en", "The project began in the summer of 2012.", "starts", "2012"),
            ("en", "The project ended in early 2014.", "ends", "2014"),
            ("da", "Projektet sluttede i slutningen af 2014.", "ends", "2014"),
        ],
    )
    def test_the_year_of_the_season_in_which_it_began_is_certain(
        self, language: str, sentence: str, field: str, year: str
    ) -> None:
        assert facts(language, sentence, field) == [year]

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Projektet begyndte i vinteren 2012."),
            ("da", "Projektet begyndte omkring 2012."),
            ("da", "Første kursus begyndte i efteråret 2012."),
            ("sv", "Projektet startade vintern 2012."),
            ("sv", "Webbplatsen öppnade hösten 2012."),
            ("nb", "Prosjektet startet rundt 2012."),
            ("nb", "Loven begynte å gjelde våren 2012."),
            ("fi", "Hanke alkoi talvella 2012."),
            ("fi", "Neuvottelut alkoivat keväällä 2012."),
            ("is", "Verkefnið hófst um 2012."),
            ("is", "Ráðningar hófust haustið 2012."),
            ("en", "The project began in the winter of 2012."),
            ("en", "The first course began in the spring of 2012."),
        ],
    )
    def test_a_winter_and_the_season_of_something_else_have_to_be_decided(self, language: str, sentence: str) -> None:
        assert facts(language, sentence, "starts") == []


class TestTakingPart:
    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Marta leder projektet, og Fafo deltager med to forskere."),
            ("da", "Fafo samarbejdede om projektet."),
            ("sv", "Marta samordnar arbetet. Fafo deltar i projektet."),
            ("sv", "Fafo har samarbetat med projektet."),
            ("nb", "Fafo og Caritas Litauen deltok."),
            ("nb", "Fafo samarbeider om arbeidet."),
            ("fi", "Fafo osallistuu hankkeeseen."),
            ("fi", "Fafo on mukana."),
            ("is", "Fafo tók þátt í verkefninu."),
            ("is", "Fafo tekur einnig þátt."),
            ("en", "Fafo takes part in the project."),
            ("en", "Fafo also took part."),
        ],
    )
    def test_who_takes_part_in_the_project_co_operates(self, language: str, sentence: str) -> None:
        assert ("fafo", "co-operating") in roles(language, sentence)

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Fafo deltog i et møde om loven."),
            ("da", "Fafo er med til at skrive bogen."),
            ("sv", "Fafo var med till Riga."),
            ("nb", "Fafo deltok med en film."),
            ("en", "Fafo took part with a film on the subject."),
            ("da", "En forsker fra Fafo deltog."),
            ("da", "Fafo samarbejder med politiet om en bog."),
            ("sv", "Fafo deltog i mötet."),
            ("sv", "Två jurister från Fafo deltar i projektet."),
            ("sv", "Fafo samarbetar med polisen."),
            ("nb", "Fafo deltok i debatten."),
            ("nb", "Fafo deltok som observatør."),
            ("nb", "Fafo samarbeider om en film."),
            ("fi", "Fafo osallistui kokoukseen."),
            ("fi", "Fafo osallistui keskusteluun laista."),
            ("fi", "Fafo tekee yhteistyötä poliisin kanssa."),
            ("is", "Fafo tók þátt í fundi um lögin."),
            ("is", "Tveir lögfræðingar frá Fafo tóku þátt."),
            ("en", "Fafo took part in a meeting on the law."),
            ("en", "A lawyer from Fafo took part."),
            ("en", "Fafo took part as an observer."),
        ],
    )
    def test_who_takes_part_in_something_else_has_to_be_decided(self, language: str, sentence: str) -> None:
        assert roles(language, sentence) == []


class TestPeriods:
    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Projektperioden er 2012–2014."),
            ("sv", "Programtiden är 2012–2014."),
            ("nb", "Prosjektperioden er fra 2012 til 2014."),
            ("fi", "Hankkeen kesto on 2012–2014."),
            ("is", "Verkefnistímabilið er 2012–2014."),
            ("en", "The project period was 2012–2014."),
        ],
    )
    def test_the_period_of_the_project(self, language: str, sentence: str) -> None:
        assert (facts(language, sentence, "starts"), facts(language, sentence, "ends")) == (["2012"], ["2014"])

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Ansøgningsperioden er 2012–2014."),
            ("sv", "Garantitiden är 2012–2014."),
            ("nb", "Prøveperioden er fra 2012 til 2014."),
            ("fi", "Hakuaika on 2012–2014."),
            ("is", "Umsóknartímabilið er 2012–2014."),
            ("en", "The trial period was 2012–2014."),
        ],
    )
    def test_the_period_of_something_else(self, language: str, sentence: str) -> None:
        assert facts(language, sentence, "starts") == facts(language, sentence, "ends") == []
