"""Words with which an item says itself that it is ongoing or closed."""

from readings.words import any_of, pattern
from readings.words.states import KINDS

_IS = "er|är|is|on|var|was|oli|has been|er blevet|er blitt|har blivit|blev|ble"
_ENDED = (
    "afsluttet|avsluttet|avslutad|avslutat|afsluttede|päättynyt|päätetty|saatettu päätökseen|closed|completed|"
    "finished|concluded|over|slut|lokið|fullført|slutförd|slutfört|ferdig|færdig|klar|klart|valmis"
)
_RUNS = (
    "igangværende|pågående|i gang|igang|ongoing|on-going|under way|underway|käynnissä|meneillään|in progress|"
    "yfirstandandi|løbende|løpende|löpande|aktiv|active"
)
_SUBJECT = "|".join([*KINDS.values(), "indsatsen|innsatsen|insatsen|tiltaket|aktiviteten|arbejdet|arbeidet|arbetet"])
_WORDS = any_of(_SUBJECT)
_COPULA = any_of(_IS)
ENDED_ALONE = pattern(_ENDED, before=r"^[\s•*(–-]*", after=r"[\s.)*]*$")
"""A sentence or a bracket that is nothing but the word: "Avsluttet."."""
_RUNS_ON = (
    f"{_RUNS}|pågår|pågår fortsatt|pågår stadig|pågår fortfarande|kører|kører stadig|kjører|körs|løber|løber stadig|"
    f"løper|"
    "löper|still running|running|stendur yfir|stendur enn|jatkuu|jatkuu edelleen|fortsætter|fortsetter|fortsätter|"
    "continues|"
    "heldur áfram|i drift|aktivt|current"
)
ALONE = any_of(f"{_ENDED}|{_RUNS_ON}")
RUNS_ALONE = pattern(
    _RUNS_ON,
    before=r"^[\s•*(–-]*",
    after=r"[\s.)*]*$",
)
ENDED_SAID = pattern(
    [
        rf"{_WORDS}\s+{_COPULA}\s+(?:(?:nu|nå|now|nyt|nú)\s+)?{any_of(_ENDED)}",
        r"\w+(?:inu|inni|num|nni)\s+er\s+lokið",
        rf"{_WORDS}\s+er\s+lokið",
    ]
)
_STILL = any_of("nu|nå|now|nyt|nú|stadig|fortsatt|fortfarande|still|edelleen|enn|ennå|yhä|fremdeles|alltjämt")
_ON = any_of("igangværende|pågående|løpende|ongoing|käynnissä oleva")
RUNS_SAID = pattern(
    [
        rf"(?:er|är|is|on)\s+(?:(?:et|ett|en|a|an)\s+)?{_ON}\s+{_WORDS}",
        rf"{_WORDS}\s+{_COPULA}\s+(?:{_STILL}\s+)?{any_of(_RUNS)}",
        *[
            "pågår siden",
            "pågår sedan",
            "har pågått siden",
            "har pågått sedan",
            "har kørt siden",
            "kører stadig",
            "kjører fortsatt",
            "fortsatt pågår",
            "pågår fortsatt",
            "pågår fortfarande",
            "stadig pågår",
            "is still running",
            "has been running since",
            "is under way",
            "is ongoing",
            "continues today",
            "on käynnissä",
            "jatkuu edelleen",
            "stendur yfir",
            "stendur enn yfir",
            "er í gangi",
            "pågår till och med",
            "pågår til og med",
            "pågår til",
            "pågår till",
            "runs until",
            "varer til",
            "jatkuu vuoteen",
        ],
    ]
)
HAS_ENDED = pattern(
    "closed|avslutades|afsluttedes|avsluttedes|blev afsluttet|ble avsluttet|ended|finished|concluded|"
    "was completed|päättyi|"
    "loppui|lauk|sluttede|sluttet|slutade|upphörde|ophørte|opphørte|was closed|var slut"
)
