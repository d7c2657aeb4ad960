"""Words around places, and names of regions that the register may know under another spelling."""

import re

from readings.words import any_of

REGIONS = {
    "nordic-countries": (
        "Norden",
        "de nordiske lande",
        "de nordiske landene",
        "de nordiska länderna",
        "the Nordic countries",
        "Nordic region",
        "the Nordic region",
        "nordiske lande",
        "nordiska länderna",
        "nordiska länder",
        "Pohjoismaissa",
        "Pohjola",
        "Norðurlöndum",
        "Norðurlandanna",
        "nordiske land",
    ),
    "baltic-countries": (
        "Baltikum",
        "de baltiske lande",
        "de baltiske landene",
        "de baltiska länderna",
        "the Baltic States",
        "Baltic States",
        "the Baltics",
        "baltiske lande",
        "baltiska länder",
        "Baltiassa",
        "Baltian maissa",
        "Eystrasaltslöndunum",
        "Eystrasaltsríkin",
        "Eystrasaltsríkjunum",
        "baltiske land",
        "Baltian maiden",
    ),
    "north-west-russia": (
        "Nordvestrusland",
        "Nordvest-Rusland",
        "Nordvest-Russland",
        "nordvästra Ryssland",
        "NV Ryssland",
        "NV Rusland",
        "NW Russia",
        "north-western Russia",
        "Northwest Russia",
        "Luoteis-Venäjällä",
        "Norðvestur-Rússlandi",
        "NV Russland",
        "North-West Russia",
    ),
    "baltic-sea-region": (
        "Østersøregionen",
        "Østersjøregionen",
        "Östersjöområdet",
        "Østersøområdet",
        "Østersjøområdet",
        "Itämeren alueella",
        "Itämeren alueen",
        "Eystrasaltssvæðinu",
        "the Baltic Sea area",
    ),
    "northern-dimension-region": (
        "EU:s Nordliga Dimension Region",
        "EU:s nordliga dimension region",
        "nordlige dimensions region",
        "Nordliga Dimension Region",
        "Northern Dimension area",
        "Pohjoisen ulottuvuuden alueella",
    ),
    "st-petersburg": ("Sankt Petersborg", "St. Petersburg", "Pietarissa", "Sankti Pétursborg"),
    "riga": ("Riiassa", "Riian"),
    "copenhagen": ("Kööpenhaminassa", "Kaupmannahöfn", "Kaupmannahafnar"),
}
"""Spellings of places by the register's short names. A place that the register does not have is not read."""

VENUE = re.compile(
    r"(?:\b(?:i|in|í|på|at|á)\s+(?:the city of\s+|byen\s+|staden\s+|de\s+|det\s+|den\s+|the\s+)?)$", re.IGNORECASE
)
COVERS = re.compile(
    r"\b(?:(?:projektet|prosjektet|programmet|det|it|the project|the programme|kampanjen|kampagnen|hanke|se|"
    r"verkefnið|studien|undersøgelsen)\s+)(?:omfatter|omfattede|omfattet|omfattar|omfattade|covers|covered|dækker|"
    r"dækkede|dekker|täcker|kattaa|kattoi|nær til|náði til|nær yfir)\s+$|"
    r"\b(?:med|with)\s+(?:aktiviteter|activities|virksomhed|verksamhet|virksomhet|indsatser|insatser|innsats|"
    r"afdelinger)\s+"
    r"(?:i|in)\s+$|"
    r"\b(?:work|activities|arbejdet|arbeidet|arbetet|aktiviteterne|aktivitetene|aktiviteterna|verksamheten|"
    r"virksomheden|"
    r"virksomheten|toiminta|starfið|starfsemin)\s+(?:takes place|take place|took place|foregår|foregik|pågår|pågick|"
    r"finder sted|fandt sted|finner sted|fant sted|äger rum|ägde rum|fer fram|fór fram)\s+(?:i|in|í|á)\s+$",
    re.IGNORECASE,
)
"""What a project covers: "Det omfattede Estland og Letland"."""
INSTITUTION = re.compile(
    r"(?:['’:]?s|n|in|an|en|ar)?(?:\s+|-)(?:\w*universitet\w*|\w*university|yliopisto\w*|\w*háskól\w*|"
    r"\w*høgskole\w*|\w*högskola\w*|"
    r"\w*højskole\w*|college|bystyre\w*|byråd\w*|bystyret|kommun\w*|municipality|kaupun\w*|city council|borg\w*|"
    r"politi\w*|"
    r"police|polis\w*|poliisi\w*|lögregl\w*|institut\w*|stift\w*|kontor\w*|toimisto\w*|amt\w*|fylkes\w*|"
    r"län\w*styrelse\w*|"
    r"regering\w*|regjering\w*|government|hallitu\w*|ministeri\w*|ambassad\w*|embassy|suurlähetystö\w*|"
    r"kirke\w*|kyrk\w*|"
    r"stadsfullmäktige|stad\b|røde kors|røda kors|röda kors|red cross|domstol\w*|hospital\w*|sykehus\w*|sjukhus\w*)",
    re.IGNORECASE,
)
"""The rest of the name of an organisation that begins with the name of its place."""
BRANCH = re.compile(r"(?:(?-i:[A-ZÅÄÖÆØ]{2,})[/ -]|(?-i:[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ])\w+\s)$")
"""A name right before a place: the place belongs to it ("IOM Oslo")."""
JOINT = re.compile(
    r"(?:s?\s*stad)?[\s,]*(?:og|och|ja|and|samt|sekä|,|/|&|och i|og i|and in)?\s*(?:i|in|í)?\s*(?:de|det|den|the)?\s*$",
    re.IGNORECASE,
)
FINNISH_IN = re.compile(r"(?:ssa|ssä|lla|llä)$", re.IGNORECASE)
HAPPENS = re.compile(
    r"(?<!\w)"
    + any_of(
        "udfører|udførte|utfører|utførte|utför|utförde|bedrivs|bedrevs|bedriver|bedrev|bedrives|pågikk|"
        "kørte|kjørte|kördes|kører|kjører|körs|løber|løb|løper|löper|pågår|pågik|pågick|pågikk|ran|runs|teki|"
        "tehtiin|gjorde|"
        "gjordes|gjort|lavet|udført|udføres|utført|utføres|utfördes|utförs|conducted|working|arbejder|"
        "arbetar|arbeider|works|"
        "drives|drivs|driver|lanserades|lanseret|lanceret|lansert|launched|trained|uddannede|utbildade|"
        "toimii|toimi|starfar|"
        "sér um framkvæmdina|annaðist|annast|sá um|vann|"
        "unnin|framkvæmt|framkvæmd|"
        "arrangerades|arrangeredes|arrangeret|arrangert|arrangeras|arrangeres|arrangerade|afholdt|afholdtes|avholdt|"
        "avholdtes|hölls|holdt|holdtes|holdes|ägde rum|fandt sted|fant sted|järjestettiin|järjestetään|pidettiin|"
        "hosted|gennemfører|gjennomfører|genomför|genomförde|gennemførte|gjennomførte|toteuttaa|toteutti|finder sted|"
        "finner sted|äger rum|takes place|foregår|foregik|"
        "pidetään|was held|were held|held|took place|haldin|haldinn|haldið|organised|organized|gennemført|"
        "gennemføres|gjennomført|gjennomføres|genomfördes|genomförs|toteutettiin|toteutetaan|carried out|"
        "implemented|arrangera aktiviteter|startade|startede|startet|kick-off|fór fram|unnið"
    )
    + r"(?!\w)",
    re.IGNORECASE,
)
PASSING = re.compile(
    r"(?<!\w)"
    + any_of(
        "\\w*kontor|\\w*kontoret|\\w*kontoret sit|headquarters|\\w*office|toimisto|skrifstofa|baseret|basert|baserad|"
        "based|located|hjemmehørende|"
        "hjemmehørende|hemmahörande|født|född|born|mødet|møtet|mötet|møde|møte|möte|meeting|kokous|tapaaminen|fundur|"
        "fundi|"
        "præsenteret|præsenteres|presentert|presenteres|presenterades|presenteras|presented|lagt frem|lades fram|"
        "fremlagt|framlagt|esiteltiin|kynnt\\w*|offentliggjort|publiceret|publisert|publicerad|published|julkaistiin|"
        "studierejse\\w*|studieresa\\w*|study visit\\w*|opintomatka\\w*|erfaringer|erfarenheter|experiences?|modell?en|"
        "the model|kokemuk\\w+|reynsl\\w+|ligesom|liksom|som det|vedtaget|vedtatt|antagen|adopted|undertegnet|"
        "allekirjoit\\w+|ankom\\w*|rapport|rapporten|report|raportti|skýrsla\\w*|result\\w*|tulokset|"
        "slutkonference\\w*|"
        "sluttkonferanse\\w*|slutkonferens\\w*|ministermøde\\w*|avsluttet med|afsluttet med|afsluttedes med|"
        "avslutades med|"
        "ended with|lauk með|päättyi|rætur|juontaa|baggrund|bakgrunn|bakgrund|background|taustalla|"
        "nævnt|omtalt|omtalades|nämn\\w+|mentioned|discussed|drøftet|diskuter\\w*|keskustel\\w+|mainit\\w+|rætt|nefnt|"
        "sekretariat\\w*|secretariat|sihteeristö\\w*|planlæg\\w*|planlegg\\w*|ansøg\\w*|søkt\\w*|tænk\\w*"
    )
    + r"(?!\w)",
    re.IGNORECASE,
)
"""Words before a place that is mentioned by the way: an office, a meeting, where a report was presented."""
NESTED = re.compile(
    r"\b(?:på|i|fra|från|from|ved|vid|at|in|on|til|till|to|af|av|of|með|á|í)\s+(?:en|et|ett|ei|a|an)\s+\w+(?:\s\w+)?\s+"
    r"(?:i|in|í|på|á)\s+$",
    re.IGNORECASE,
)
"""A place by the way: "… i en sag i Norge", "… in a newspaper in Norway"."""
SINCE_THEN = re.compile(r"^\W*(?:siden|sedan|since)\s+(?=(?:\w+\s+){0,2}(?:19|20)\d\d)", re.IGNORECASE)
"""The beginning of a sentence that says since when the item runs: it is about no earlier one."""
SUBJECT = re.compile(
    r"[\s\"”»*•–-]*(?:(?:the|this|dette|denne|detta|tämä|þetta)\s+(?:project|programme|campaign|study|survey|work|"
    r"prosjekt|"
    r"projekt|hanke)(?!\s+(?:leader|manager|team|office|partner|group|secretariat|staff|co-?ordinator|website|report|"
    r"board)\w*)|det|den|it|se|það|hún|hann|projektet|prosjektet|programmet|kampagnen|kampanjen|undersøgelsen|"
    r"undersøkelsen|undersökningen|studien|studiet|kortlægningen|kartleggingen|kartläggningen|indsatsen|innsatsen|"
    r"insatsen|"
    r"tiltaket|arbejdet|arbeidet|arbetet|aktiviteterne|aktivitetene|aktiviteterna|work|activities|hanke|hankkeessa|"
    r"ohjelma|"
    r"ohjelmassa|kampanja|kampanjassa|selvitys|selvityksessä|tutkimus|tutkimuksessa|verkefnið|rannsóknin|herferðin|"
    r"átakið|"
    r"áætlunin|könnunin)(?!\w)",
    re.IGNORECASE,
)
"""The beginning of a sentence whose subject is the item itself."""
MEANT = re.compile(
    r"(?:\b(?:i|in|í|på|á)\s+(?:(?:northern|southern|eastern|western|the|de|det|den|nordlige|nordlege|norra|"
    r"södra|nordre)\s+)*)$",
    re.IGNORECASE,
)
NOT_HERE = re.compile(
    r"(?<!\w)"
    + any_of(
        "mellem|mellom|mellan|between|milli|från|fra|from|besökte|besøkte|besøgte|visited|sidan|tidligere|tidigare|"
        "earlier|áður|aiemmin|aiempi|planlagt|planned|planeras|planlegges|næste|neste|nästa|next|resultaten|"
        "resultatene|resultaterne|tulokset|results|diskuter\\w*|representanter|participants from|deltog|deltok|"
        "deltagare|deltakere|oppfølging\\w*|opfølgning\\w*|uppföljning\\w*|ministermöte|ministermøde|ministermøte|"
        "seuraav\\w*"
    )
    + r"(?!\w)",
    re.IGNORECASE,
)

SERIES = re.compile(
    r"(?<!\w)(?:seminarier\w*|seminarer\w*|seminars|seminaareja|seminaarit|konferenser\w*|konferencer\w*|"
    r"konferanser\w*|"
    r"conferences|workshops|workshopper|kurser\w*|kurs\w*ene|courses|kursseja|kurssit|námskeið\w*|"
    r"málstofur\w*|aktiviteter)(?!\w)",
    re.IGNORECASE,
)
"""Events in the plural: the places where a series was held are places of the project."""
