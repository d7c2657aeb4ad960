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
    "yfirstandandi|í gangi|løbende|løpende|löpande|aktiv|active"
)
_SUBJECT = "|".join([*KINDS.values(), "indsatsen|innsatsen|insatsen|tiltaket|aktiviteten|arbejdet|arbeidet|arbetet"])
_WORDS = any_of(_SUBJECT)
_COPULA = any_of(_IS)
COPULA = pattern(_IS)
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
_PRONOUN = any_of("det|den|it|they|se|ne|það|hún|hann|projektet|og|och|and|ja|but|men|mutta|en")
_NOW = any_of("nu|nå|now|nyt|nú|dermed|därmed|siten|thus|thereby|for længst|allerede|already|jo|altså|alltså|þar með")
_NOT_YET = any_of(
    "endnu ikke|ikke endnu|ennå ikke|ikke ennå|ännu inte|inte ännu|not yet|yet to be|ei ole vielä|ei vielä|"
    "eivät ole vielä|"
    "ekki enn|enn ekki|ekki ennþá"
)
_OPEN_QUESTION = any_of(
    "besluttet|beslutat|bestemt|bestämt|afgjort|avgjort|avgjord|decided|determined|settled|päätetty|ákveðið|kendt|"
    "kjent|känt|"
    "known|published|publiceret|publicerad|publisert|julkaistu|tildelt|bevilget|beviljat|granted|fastlagt|fastställt|"
    "fastsatt"
)
NOT_ENDED = pattern([rf"{_NOT_YET}\s+{any_of(_ENDED)}", rf"{any_of(_ENDED)}\s+(?:er|är|is|on)\s+{_NOT_YET}"])
"""What has not ended yet goes on: "endnu ikke afsluttet"."""
NOT_KNOWN = pattern(
    [rf"{_NOT_YET}\s+(?:\w+\s+){{0,2}}{_OPEN_QUESTION}", rf"{_NOT_YET}\s+(?:\w+\s+){{0,2}}(?:amount|beløb|budget)"]
)
"""What is not known yet says nothing of the status: "endnu ikke besluttet"."""
_HELD = any_of("afholdt|avholdt|hållen|hållits|gennemført|gjennomført|genomförd|genomfört|held")
_HAS = any_of("er|är|is|has been|har blivit|er blevet|er blitt")
ENDED_SAID = pattern(
    [
        rf"{_WORDS}\s+{_COPULA}\s+(?:(?:nu|nå|now|nyt|nú)\s+)?{any_of(_ENDED)}",
        r"\w+(?:inu|inni|num|nni)\s+er\s+lokið",
        rf"{_WORDS}\s+er\s+lokið",
        rf"{_PRONOUN}\s+{_COPULA}\s+(?:{_NOW}\s+)?{any_of(_ENDED)}",
        r"(?:og|en)\s+(?:þv[íi]\s+)?er\s+(?:nú\s+|þar með\s+)?lokið",
        rf"{_WORDS}\s+{_HAS}\s+(?:{_NOW}\s+)?{_HELD}",
    ]
)
_STILL = any_of("nu|nå|now|nyt|nú|stadig|fortsatt|fortfarande|still|edelleen|enn|ennå|yhä|fremdeles|alltjämt")
_ON = any_of("igangværende|pågående|løpende|ongoing|käynnissä oleva")
_GOES_ON = any_of("pågår|løber|löper|løper|jatkuu|stendur yfir|continues|fortsætter|fortsetter|fortsätter")
_SUBJECT_OF_RUN = r"(?:det|den|it|se|projektet|prosjektet|programmet|kampagnen|kampanjen|studien|undersøgelsen|the \w+)"
RUNS_SAID = pattern(
    [
        rf"(?:er|är|is|on)\s+(?:(?:et|ett|en|a|an)\s+)?{_ON}\s+{_WORDS}",
        rf"{_WORDS}\s+{_COPULA}\s+(?:{_STILL}\s+)?{any_of(_RUNS)}",
        rf"(?:det|den|it|se|það|hún|hann)\s+{_COPULA}\s+(?:{_STILL}\s+)?{any_of(_RUNS)}",
        rf"{_WORDS}\s+(?:{_STILL}\s+)?{_GOES_ON}(?=\s*[.;,])",
        *[
            "er stadig i gang",
            "er fortsat i gang",
            "er fortsatt i gang",
            "är fortfarande i gång",
            "är fortfarande igång",
            "pågår alltjämt",
            "er enn í gangi",
            "er stadig i drift",
            "on yhä käynnissä",
            "on edelleen käynnissä",
            "and continues",
            "og fortsætter",
            "och fortsätter",
            "og fortsetter",
            "ja jatkuu",
            "og heldur áfram",
            "stendur til",
            "stendur út",
            "stendur fram",
            "fortsatt pågående",
            "fortfarande pågående",
            "stadig igangværende",
            *(
                f"{_SUBJECT_OF_RUN} {verb} {joint}"
                for verb in (
                    "løber",
                    "løper",
                    "löper",
                    "kører",
                    "kjører",
                    "körs",
                    "pågår",
                    "varer",
                    "varar",
                    "runs",
                    "lasts",
                )
                for joint in ("fra", "från", "from", "til", "till", "until", "to", "i", "under")
            ),
            "og varer til",
            "och varar till",
            "och pågår",
            "og pågår",
            "og løber til",
            "og løber frem til",
            "og løper til",
            "and runs until",
            "and runs to",
            "is running",
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
