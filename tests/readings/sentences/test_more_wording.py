"""Names behind the kind, lists of participants, shares behind the giver, ends that are not set: in six languages."""

import pytest

from readings.files import pages_of_text
from readings.rules.facts import CERTAIN, Item
from readings.rules.reader import read_annex
from tests.readings.sentences.test_shares import scopes
from tests.readings.test_beside import HEADINGS, PROJECT, certain, names


def item(language: str, text: str) -> Item:
    """Returns the item of a paragraph whose title is in its first sentence."""
    lines = f"{HEADINGS[language]}\n\n{text}\n\n{text.replace('Åbne', 'Lukkede')}\n"
    return read_annex(pages_of_text(lines), names()).items[0]


def said(one: Item, field: str) -> list[object]:
    return [fact.value for fact in one.facts if fact.field == field and fact.state == CERTAIN]


def values(language: str, sentence: str, field: str) -> list[object]:
    facts = certain(sentence, language, PROJECT[language], HEADINGS[language])
    return [fact.value for fact in facts if fact.field == field]


class TestTitles:
    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("da", "Kampagnen Åbne øjne henvender sig til alle i byen. Den begyndte i maj 2012 og ledes af Fafo."),
            ("sv", "Kampanjen Åbne øjne vänder sig till alla i staden. Den började i maj 2012 och leds av Fafo."),
            ("nb", "Kampanjen Åbne øjne varte i to år for alle. Den begynte i mai 2012 og ledes av Fafo."),
            ("is", "Herferðin Åbne øjne nær til allra í borginni. Hún hófst í maí 2012 og Fafo stýrir henni."),
            ("en", "The campaign Åbne øjne reaches all of the city. It began in May 2012 and is led by Fafo."),
        ],
    )
    def test_a_name_behind_the_kind_ends_at_the_verb(self, language: str, text: str) -> None:
        assert said(item(language, text), "title") == ["Åbne øjne"]

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("da", "Åbne øjne er et projekt om handel. Fafo leder projektet, som begyndte i maj 2012."),
            ("sv", "Åbne øjne är ett projekt om handel. Fafo leder arbetet, som började i maj 2012."),
            ("nb", "Åbne øjne er et nordisk prosjekt om handel. Fafo leder arbeidet, som begynte i mai 2012."),
            ("fi", "Åbne øjne on hanke kaupasta. Fafo johtaa työtä, joka alkoi toukokuussa 2012."),
            ("is", "Åbne øjne er verkefni um mansal. Fafo stýrir því og það hófst í maí 2012."),
            ("en", "Åbne øjne is a Nordic project on trafficking. Fafo leads the work, which began in May 2012."),
        ],
    )
    def test_the_first_sentence_says_what_it_is(self, language: str, text: str) -> None:
        assert said(item(language, text), "kind") == ["project"]

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("da", "Åbne øjne er en opfølgning på et projekt om handel. Fafo leder arbejdet, som begyndte i maj 2012."),
            ("sv", "Åbne øjne är en del av ett projekt om handel. Fafo leder arbetet, som började i maj 2012."),
            ("nb", "Åbne øjne er en håndbok fra et prosjekt. Fafo leder arbeidet, som begynte i mai 2012."),
            ("en", "Åbne øjne is a handbook of a project. Fafo leads the work, which began in May 2012."),
        ],
    )
    def test_what_belongs_to_a_project_is_none_for_certain(self, language: str, text: str) -> None:
        assert said(item(language, text), "kind") == []


class TestLists:
    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Fafo og Marta deltager."),
            ("sv", "Fafo och Marta deltar i projektet."),
            ("nb", "Både Fafo og Marta deltok."),
            ("fi", "Fafo ja Marta osallistuvat hankkeeseen."),
            ("is", "Fafo og Marta taka þátt."),
            ("en", "Both Fafo and Marta take part."),
        ],
    )
    def test_all_of_a_list_take_part(self, language: str, sentence: str) -> None:
        partners = values(language, sentence, "partners")
        assert [(one["organisation"], one["role"]) for one in partners] == [  # type: ignore[index]
            ("fafo", "co-operating"),
            ("marta", "co-operating"),
        ]

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Projektet ledes af Fafo, og Marta deltager."),
            ("sv", "Projektet leds av Fafo, och Marta deltar."),
            ("nb", "Prosjektet ledes av Fafo, og Marta deltar."),
            ("fi", "Hanketta johtaa Fafo, ja Marta osallistuu."),
            ("is", "Verkefninu er stýrt af Fafo, og Marta tekur þátt."),
            ("en", "The project is led by Fafo, and Marta takes part."),
        ],
    )
    def test_who_leads_does_not_take_part_in_the_next_clause(self, language: str, sentence: str) -> None:
        partners = values(language, sentence, "partners")
        assert ("fafo", "co-operating") not in [(one["organisation"], one["role"]) for one in partners]  # type: ignore[index]


class TestShares:
    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Projektet fik 525.000 DKK fra MR-S, som er en tredjedel af udgifterne."),
            ("sv", "Projektet fick 525 000 DKK från MR-S, vilket är 60 procent av kostnaden."),
            ("nb", "Prosjektet fikk 525 000 DKK fra MR-S, halvparten av kostnaden."),
            ("is", "Verkefnið fékk 525.000 DKK frá MR-S, eða helming kostnaðar."),
            ("en", "The project received DKK 525,000 from MR-S, one third of the costs."),
        ],
    )
    def test_a_part_of_the_cost_behind_the_giver(self, language: str, sentence: str) -> None:
        assert scopes(language, sentence) == [("525000", "share")]

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "MR-S bekoster projektet med 525.000 DKK."),
            ("da", "MR-S afholdt alle udgifter, 525.000 DKK."),
            ("sv", "MR-S bekostar hela projektet med 525 000 DKK."),
            ("nb", "MR-S bekostet prosjektet med 525 000 DKK."),
            ("fi", "MR-S kustantaa hankkeen, 525 000 DKK."),
            ("en", "MR-S bears all costs, DKK 525,000."),
        ],
    )
    def test_more_verbs_for_paying(self, language: str, sentence: str) -> None:
        (grant,) = values(language, sentence, "grant")
        assert (grant["amount"], grant["payer"], grant["states"]["payer"]) == (  # type: ignore[index]
            "525000.00",
            "MR-S",
            "payer",
        )

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "MR-S bekostede en rejse for 25.000 DKK."),
            ("da", "MR-S afholdt et seminar for 25.000 DKK."),
            ("sv", "MR-S bekostade en resa för 25 000 DKK."),
            ("nb", "MR-S bekostet en reise for 25 000 DKK."),
            ("fi", "MR-S kustansi matkan, 25 000 DKK."),
            ("en", "MR-S bears the costs of the journey, DKK 25,000."),
        ],
    )
    def test_what_was_paid_beside_the_project(self, language: str, sentence: str) -> None:
        assert scopes(language, sentence) == []


class TestOpenEnds:
    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Projektet begyndte i maj 2012 og har ingen slutdato."),
            ("sv", "Projektet började i maj 2012 och har inget slutdatum."),
            ("nb", "Prosjektet begynte i mai 2012 og har ingen fastsatt sluttdato."),
            ("is", "Verkefnið hófst í maí 2012 og lokadagur er ekki ákveðinn."),
            ("en", "The project began in May 2012 and has no end date."),
        ],
    )
    def test_an_end_that_is_not_set_leaves_the_start_certain(self, language: str, sentence: str) -> None:
        assert values(language, sentence, "starts") == ["2012-05"]

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Projektet begyndte ikke i maj 2012."),
            ("sv", "Projektet började inte i maj 2012."),
            ("nb", "Prosjektet begynte ikke i mai 2012, og ingen vet hvorfor."),
            ("fi", "Hanke ei alkanut toukokuussa 2012."),
            ("is", "Verkefnið hófst ekki í maí 2012."),
            ("en", "No part of the project began in May 2012."),
        ],
    )
    def test_a_start_that_is_denied_has_to_be_decided(self, language: str, sentence: str) -> None:
        assert values(language, sentence, "starts") == []

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "I gang siden maj 2012."),
            ("sv", "Pågår sedan maj 2012."),
            ("nb", "Pågår siden mai 2012."),
            ("is", "Í gangi frá árinu 2012."),
            ("en", "Running since May 2012."),
            ("da", "Et projekt, som siden maj 2012 samler byerne."),
        ],
    )
    def test_what_runs_since_a_date_began_then(self, language: str, sentence: str) -> None:
        assert [str(one)[:4] for one in values(language, sentence, "starts")] == ["2012"]

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("da", "Et netværk af byer, der siden maj 2012 har boet sammen."),
            ("sv", "En film som sedan maj 2012 visas i skolor."),
            ("nb", "Et kurs som siden mai 2012 holdes hvert år."),
            ("en", "A film that since May 2012 is shown in schools."),
        ],
    )
    def test_what_something_else_does_since_a_date(self, language: str, sentence: str) -> None:
        assert values(language, sentence, "starts") == []
