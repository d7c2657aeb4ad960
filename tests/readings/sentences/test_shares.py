"""Which part of the cost an amount is, in six languages."""

import pytest

from readings.rules.facts import CERTAIN
from readings.rules.money.stated import stated
from tests.readings.test_beside import HEADINGS, PROJECT, certain

SURE = ("share", "whole")


def scopes(language: str, sentence: str) -> list[tuple[str, str | None]]:
    """Returns the certain grants: the amount, and the scope if it is certain."""
    found = certain(sentence, language, PROJECT[language], HEADINGS[language])
    values = [fact.value for fact in found if fact.field == "grant" and fact.state == CERTAIN]
    return [
        (one["amount"].removesuffix(".00"), one["scope"] if one["states"]["scope"] in SURE else None) for one in values
    ]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("da", "MR-S bidrager med 525.000 DKK, det vil sige 35 procent af udgifterne."),
        ("da", "MR-S giver 525.000 DKK, svarende til 35 pct. af det samlede budget."),
        ("da", "MR-S giver 525.000 DKK. Beløbet udgør en tredjedel af projektets budget."),
        ("sv", "MR-S bidrar med 525 000 DKK, det vill säga 35 procent av kostnaden."),
        ("sv", "MR-S ger 525 000 DKK. Det är hälften av kostnaderna."),
        ("nb", "MR-S gir 525 000 DKK, noe som dekker halvparten av utgiftene."),
        ("nb", "MR-S ga 525 000 DKK. Det var en firedel av kostnaden."),
        ("fi", "MR-S maksaa 525 000 DKK eli kolmasosan hankkeen kustannuksista."),
        ("fi", "MR-S maksaa 525 000 DKK. Se on puolet hankkeen kuluista."),
        ("is", "MR-S greiðir 525.000 DKK, eða 35% af kostnaðinum."),
        ("is", "MR-S greiddi 525.000 DKK. Það er helmingur kostnaðar."),
        ("en", "MR-S pays DKK 525,000, that is one quarter of the total budget."),
        ("en", "MR-S pays DKK 525,000. The grant covers half of the costs."),
    ],
)
def test_words_after_an_amount_say_that_it_is_a_part_of_the_cost(language: str, sentence: str) -> None:
    assert scopes(language, sentence) == [("525000", "share")]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("da", "MR-S bidrager med 525.000 DKK, og 35 procent af deltagerne er unge."),
        ("da", "MR-S giver 525.000 DKK. Det er halvdelen af byerne med i."),
        ("da", "MR-S giver 525.000 DKK. Det var en tredjedel af rejseudgifterne."),
        ("sv", "MR-S bidrar med 525 000 DKK, hälften av kommunerna deltar."),
        ("sv", "MR-S ger 525 000 DKK. Det är hälften av resekostnaderna."),
        ("nb", "MR-S gir 525 000 DKK, og halvparten av deltakerne er unge."),
        ("nb", "MR-S ga 525 000 DKK. Det var en firedel av landene med i."),
        ("fi", "MR-S maksaa 525 000 DKK, ja puolet kunnista osallistuu."),
        ("fi", "MR-S maksaa 525 000 DKK. Se on puolet matkakuluista."),
        ("is", "MR-S greiðir 525.000 DKK, og helmingur sveitarfélaga er með."),
        ("en", "MR-S pays DKK 525,000, and one quarter of the cities take part."),
        ("en", "MR-S pays DKK 525,000. It covers half of the travel costs."),
        ("nb", "MR-S gir 525 000 DKK, 20 prosent av beløpet går til reiser."),
        ("da", "MR-S giver 525.000 DKK, 20 procent af summen gik til rejser."),
    ],
)
def test_a_part_of_something_else_makes_no_share(language: str, sentence: str) -> None:
    assert "share" not in [scope for _amount, scope in scopes(language, sentence)]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("da", "MR-S betalte en del af udgifterne, 525.000 DKK."),
        ("da", "MR-S betaler 35 pct. af udgiften, 525.000 DKK."),
        ("sv", "MR-S betalade en del av kostnaden, 525 000 DKK."),
        ("nb", "MR-S dekket en tredjedel av dette, 525 000 DKK."),
        ("fi", "MR-S maksoi puolet kuluista, 525 000 DKK."),
        ("is", "MR-S greiðir 40% af honum, 525.000 DKK."),
        ("en", "MR-S paid a part of the costs, DKK 525,000."),
    ],
)
def test_who_paid_a_part_of_the_cost_paid_a_share(language: str, sentence: str) -> None:
    assert scopes(language, sentence) == [("525000", "share")]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("da", "MR-S betalte en del af rejserne, 525.000 DKK."),
        ("sv", "MR-S betalade en del av resorna, 525 000 DKK."),
        ("nb", "MR-S betalte en del av reisene, 525 000 DKK."),
        ("fi", "MR-S maksoi osan matkoista, 525 000 DKK."),
        ("is", "MR-S greiddi hluta af ferðum, 525.000 DKK."),
        ("en", "MR-S paid a part of the journey, DKK 525,000."),
    ],
)
def test_a_part_of_the_journeys_is_no_grant(language: str, sentence: str) -> None:
    assert scopes(language, sentence) == []


@pytest.mark.parametrize(
    "lead",
    [
        "Kroner betyder danske kroner.",
        "Kronor avser danska kronor där inget annat sägs.",
        "Kroner betyr danske kroner der ikke noe annet er sagt.",
        "Kruunut ovat Tanskan kruunuja.",
        "Kr. merkir danskar krónur.",
        "Crowns means Danish kroner.",
        "tkr betyder tusen danska kronor.",
    ],
)
def test_the_annex_says_which_crowns_it_means(lead: str) -> None:
    assert stated([lead]).currency == "DKK"
    assert stated([lead]).thousand is False


@pytest.mark.parametrize(
    "words",
    [
        "Planen er på 20 millioner danske kroner.",
        "Kroner betyr danske kroner. Beløp er i norske kroner.",
        "Prisen er 400 kr. Danske kroner kan bruges.",
    ],
)
def test_an_amount_and_two_currencies_say_it_of_no_other(words: str) -> None:
    assert stated([words]).currency == ""
