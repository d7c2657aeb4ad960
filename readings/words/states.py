"""Words for the status, the kind and the parts of an annex."""

import re

from readings.words import pattern

ONGOING = pattern(
    "igangværende|løbende|løpende|løpande|iverksatte|pågående|pågår|pågår|aktuelle|käynnissä olev\\w+|käynnissä|"
    "jatkuv\\w+|meneillään olev\\w+|"
    "meneillään|ongoing|on-going|current|active|running|in progress|yfirstandandi|í gangi|standa yfir|virk verkefni|"
    "der stadig kører|som stadig kører|der fortsat kører|som fortsatt pågår|som fremdeles pågår|som fortfarande pågår|"
    "der stadig løber|som stadig løber|der fortsat løber|der løber|som løper|som fortsatt løper|som löper|"
    "som fortfarande löper|jotka ovat käynnissä|jotka jatkuvat edelleen|sem standa yfir|sem eru í gangi|"
    "that are still running|still running|"
    "der kører|som kører|som kjører|som körs|under way|underway|som pågår|der pågår|jotka jatkuvat|löpande|"
    "nuvarande|under gennemførelse|under gjennomføring|under genomförande|igangsatte|iværksatte|igang|i gang"
)
CLOSED = pattern(
    "afsluttede?|avsluttede?|avslutade?|avslutat|avsluttet|afsluttet|päättyne\\w+|päättynyt|päätety\\w+|"
    "loppuun saat\\w+|closed|completed|finished|concluded|ended|lokið|loknum?|lokin|gennemførte?|gjennomførte?|"
    "genomförda|tidligere|tidigare|aiemmat|aiempia|fyrri|past|finalised|toteutune\\w+|valmistune\\w+|fullførte?|"
    "slutförda?|der er slut|som er slut|som är slut|som er ferdige|som är klara|der er færdige|færdige|færdiggjorte|"
    "bragt til ende|ført til ende|brakt til ende|brought to an end|loppuun viedy\\w+|"
    "leidd til lykta|til lykta leidd\\w*|"
    "jotka ovat päättyneet|avslutats|har avslutats|päättyneitä|have ended|blevet afsluttet|blitt avsluttet"
)
STATUS_ALONE = {
    **dict.fromkeys(
        (
            *("open", "åbne", "åpne", "öppna", "avoimet", "opin", "pågår", "kører", "kjører", "under arbejde"),
            *("under arbeid", "under arbete", "undervejs", "underveis", "på gång", "kesken", "tekeillä", "í vinnslu"),
            *("løber", "løper", "löper", "fortsætter", "fortsetter", "fortsätter", "jatkuvat", "halda áfram"),
        ),
        "ongoing",
    ),
    **dict.fromkeys(
        (
            *("done", "slut", "færdige", "ferdige", "färdiga", "klara", "valmiit", "lokið", "overstået", "overstått"),
            *("bragt i mål", "i mål", "genomfört", "loppuneet", "toteutetut", "búin"),
        ),
        "closed",
    ),
}
"""Headings of a few words that say a status, and that are no status inside a longer line."""
NOW = pattern(
    "nu|nå|now|nyt|nú|núna|lige|netop|akkurat|just|right|currently|presently|at present|today|i dag|idag|í dag|"
    "for tiden|för närvarande|tällä hetkellä|parhaillaan|endnu|ennå|ännu|enn|ennþá|vielä|yhä|edelleen|still|stadig|"
    "fortsat|fortsatt|fortfarande|fremdeles|alltjämt|allerede|redan|already|jo|helt|fully"
)
"""Words beside a status that say no more than that it is so today: "I gang lige nu"."""
HEADING_NOUN = pattern(
    "verkefnum|verkefna|verkefnin|projekterne|prosjektene|projekten|ohjelmia|herferðir|áætlanir|"
    "projekter?|prosjekter?|projekt|prosjekt|projects?|hankkeet|hankkeita|hanke\\w*|verkefni|tiltak|tiltag|insatser|"
    "indsatser|innsatser|aktiviteter?|activities|toiminta|toimet|toimia|aðgerðir|initiatives?|initiativer?|"
    "initiativ|programmer?|programmes?|programs?|ohjelmat|åtgärder|virksomhet|verksamhet|events?|measures|actions|"
    "arbejde|arbejdet|arbeid|arbeidet|arbete|arbetet|work|starf|starfið|työ|aloitteet|tilskud|bevillinger|grants|samarbejder|samarbeid|satsningar|satsninger",
    before="",
)
PRONOUN = re.compile(r"(?:det|de|dem|those|that|what|ne|se|þau|þeir|þær|það|hvad|hva|vad),?", re.IGNORECASE)
"""What a heading calls its projects in one word: "Det, der stadig løber"."""
PLANNED = pattern(
    "planlagte?|planlagda|planerade?|planned|suunnitel\\w+|suunnitteilla|tulevat|fyrirhug\\w+|kommende|kommande|"
    "upcoming|future|forthcoming|nye|nya|ansøgte|omsøkte|ansökta|forslag|förslag|proposed|afslåede|avslåtte|avslagna|"
    "aflyste|avlyste|inställda|cancelled|peruutetut|perutut|udskudte|utsatte|uppskjutna|postponed|afbrudte|avbrutte|"
    "avbrutna|keskeytet\\w+|væntanleg\\w+"
)
"""Words of headings below which projects are neither ongoing nor closed for certain."""
SINCE = pattern(
    "siden|sedan|since|i|in|í|under|during|år|perioden|per|pr|seneste|senaste|sidste|siste|sista|last|før|innan|"
    "before|efter|etter|after|á|frá|från|fra|from|til|till|to|og|och|and|ja|eller|or|tai|vuonna|vuosina|jälkeen"
)
STOPPED = pattern(
    "afbrudt|avbrutt|avbruten|avbrutet|aflyst|avlyst|inställ\\w+|cancell?ed|peru(?:tet)?ttu|peruttiin|peruutettiin|"
    "hætt var við|hætt við|aflýst|keskeytet\\w+|indstillet|innstilt|suspended|postponed|"
    "udsat til|udskudt|utsatt til|uppskju\\w+|lykättiin|frestað|aldrig|aldri|never|ei koskaan|aldrei|opgivet|"
    "oppgitt|abandoned|"
    "not yet|yet to|endnu ikke|ennå ikke|ikke ennå|ännu inte|inte ännu|ei ole vielä|ei vielä|ekki enn|enn ekki|"
    "interrupted|terminated|blev stoppet|ble stoppet|blev stoppad|stoppades|was stopped|avbröts|afbrød|stanset|"
    "lagt ned|lades ned|lagts ned|nedlagt|nedlagd|lakkautet\\w+|lopetettiin|"
    "not carried out|not implemented|ei toteut\\w+"
)
"""Words with which a project is neither ongoing nor closed for certain."""
KINDS = {
    "programme": "áætlunina|áætluninni|áætlunarinnar|ohjelmalla|ohjelmasta|ohjelmalle|"
    "program|programmet|programme|programmer|programmen|programs|mobilitetsprogrammet|"
    "mobilitetsprogram|utdanningsprogram|ohjelma|ohjelman|ohjelmassa|ohjelmaa|áætlun|áætlunin|\\w+programmet|"
    "\\w+program|"
    "\\w+programme|\\w+ohjelma",
    "project": "projekt|projektet|projekter|projekten|projektets|prosjekt|prosjektet|prosjektets|project|hanke|"
    "hankkeen|hankkeessa|hanketta|hankkeella|verkefni|verkefnið|verkefnisins|verkefninu|\\w+projektet|"
    "\\w+prosjektet|\\w+projekt|\\w+prosjekt|\\w+hanke|pilotprojekt|\\w+verkefni|\\w+verkefnið",
    "conference": "ráðstefnuna|konferenssia|"
    "konference|konferencen|konferens|konferensen|konferanse|konferansen|conference|konferenssi|"
    "konferenssin|konferenssissa|ráðstefna|ráðstefnan|ráðstefnu|ráðstefnunnar|ráðstefnunni|rundbordskonference",
    "seminar": "málþingsins|málþinginu|seminarserie\\w*|seminarieserie\\w*|seminarrække\\w*|seminaarisarja\\w*|"
    "seminar|seminaret|seminarium|seminariet|seminaari|seminaarin|seminaarissa|málstofa|málstofan|"
    "málþing|málþingið|námsstefna|workshop|workshopen|työpaja|\\w+seminar|\\w+seminarium|\\w+seminaari",
    "study": "kortlægning|kortlægningen|\\w+undersøgelse|\\w+undersøgelsen|\\w+undersøkelse|\\w+undersøkelsen|"
    "\\w+undersökning|\\w+undersökningen|\\w+studie|\\w+studien|\\w+selvitys|\\w+tutkimus|\\w+kartlegging|"
    "\\w+kartläggning|\\w+kortlægning|studiet|rannsóknina|rannsókninni|úttektinni|selvitystä|selvityksestä|"
    "undersøgelse|undersøgelsen|undersøkelse|undersøkelsen|undersökning|undersökningen|kartlægning|"
    "kartlægningen|kartlegging|kartleggingen|kartläggning|kartläggningen|studie|studien|study|survey|mapping|"
    "rapport|rapporten|report|selvitys|selvityksen|selvityksessä|tutkimus|tutkimuksen|tutkimuksessa|kartoitus|"
    "kartoituksen|rannsókn|rannsóknin|könnun|könnunin|skýrsla|skýrslan|kortlagning|kortlagningin|úttekt|úttektin|"
    "utredning|utredningen|forundersøgelse|raportti|kysely|analyse|analysis|evaluering",
    "campaign": "kampanjaa|kampanjalla|herferðina|herferðinni|herferðarinnar|átakinu|átaksins|"
    "kampagne|kampagnen|kampanje|kampanjen|kampanj|kampanjen|campaign|kampanja|kampanjan|kampanjassa|"
    "herferð|herferðin|átak|átakið|\\w+kampagne|\\w+kampanje|\\w+kampanj",
    "partnership": "partnerskab|partnerskabet|partnerskap|partnerskapet|partnership|kumppanuus|kumppanuuden|"
    "nettverk|nettverket|netværk|netværket|nätverk|nätverket|network|verkosto|verkoston|tengslanet|tengslanetið|"
    "samstarfsnet|samstarfsnetið|samarbejde|kumppanuudesta|kumppanuudessa|partnarskap",
}
KIND = {kind: pattern(words) for kind, words in KINDS.items()}
KIND_WORD = pattern("|".join(KINDS.values()))
EVENTS = ("conference", "seminar")
NETWORK = re.compile(r"net+v[eæ]rk|nätverk|network|verkosto|tengslanet|samstarfsnet|samarbejde", re.IGNORECASE)
"""Words that often mean a partnership, but may name an organisation or a way of working."""
WAS_EVENT = re.compile(
    r"\b(?:var|er|är|was|is|oli|on)\s+(?:ett|et|en|a|an|the)?\s*(?:\w+\s+)?(?:\w*seminar\w*|\w*seminaari|"
    r"\w*konferen\w+|conference|workshop|"
    r"työpaja|ráðstefna|málþing|málstofa)\b(?:(?!\b(?:som|der|that|which|joka|sem)\b)[^,.;]){0,60}$",
    re.IGNORECASE,
)
"""An event is a sentence's subject: "var ett seminarium i Umeå den …"."""
