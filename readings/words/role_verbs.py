"""Verbs of roles, by their grammar: what was done "by" somebody, and who "does" what in Finnish and Icelandic."""

from readings.words import any_of

_DONE = (
    "gennemført|gjennomført|genomförd|genomfört|genomförda|udført|utført|utförd|utfört|lavet|laget|gjort|gjord|skrevet|"
    "skrivet|skriven|udarbejdet|utarbeidet|utarbetad|utarbetat|drevet|drivet|driven|foretaget|foretatt|forestået|"
    "forestått|varetaget|ivaretatt|skött|produceret|produsert|producerad|udviklet|utviklet|utvecklad|utvecklat|"
    "implementeret|implementert|implementerad|realiseret|realisert|realiserad|kørt|kjørt|körd"
)
_IS_DONE = (
    "gennemføres|gennemførtes|gjennomføres|gjennomførtes|genomförs|genomfördes|udføres|udførtes|utføres|utførtes|"
    "utförs|"
    "utfördes|laves|lavedes|lages|gøres|görs|gjordes|gjøres|skrives|skrevs|skrivs|udarbejdes|udarbejdedes|utarbeides|"
    "utarbetas|utarbetades|drives|drivs|foretages|foretas|varetages|ivaretas|sköts|sköttes|forestås|produceres|"
    "produceras|udvikles|utvikles|utvecklas|utvecklades|køres|kjøres|körs"
)
_MADE = (
    "carried out|conducted|implemented|undertaken|executed|done|made|written|prepared|compiled|delivered|run|produced|"
    "developed|drawn up|operated"
)
_OF_KIND = (
    "hankkeen|ohjelman|kampanjan|selvityksen|tutkimuksen|kartoituksen|kyselyn|raportin|seminaarin|konferenssin|"
    "koulutuksen|työn|toteutuksen|oppaan|käsikirjan"
)
_FROM_KIND = (
    "hankkeesta|ohjelmasta|kampanjasta|selvityksestä|tutkimuksesta|kartoituksesta|toteutuksesta|työstä|koulutuksesta|"
    "käytännön toteutuksesta|hankkeen toteutuksesta"
)
_PARTITIVE = "hanketta|ohjelmaa|kampanjaa|verkostoa|kumppanuutta|tutkimusta|selvitystä"
_IN_ICELANDIC = "verkefnið|rannsóknina|könnunina|átakið|herferðina|framkvæmd|framkvæmdina|úttektina|áætlunina"
BEFORE = {
    "implementing": (
        rf"{any_of(f'{_DONE}|{_IS_DONE}')} a[fv]",
        rf"{any_of(_MADE)} by",
        rf"{any_of(_OF_KIND)} (?:tekee|teki|tekevät|tekivät|toteuttaa|toteutti|toteuttavat|toteuttivat|laatii|laati)",
        rf"{any_of(_FROM_KIND)} (?:vastaa|vastasi|vastaavat|vastasivat)",
        rf"{any_of(_IN_ICELANDIC)} (?:annast|annaðist|vinnur|vann|vinna|unnu|gerði|gerir|sér um|sá um)",
        "(?:er|var|í) höndum",
        "(?:tekijä|kirjoittaja|laatija|toteuttaja)n[aä] (?:oli|on|toimi|toimii)",
        "(?:tekijöinä|kirjoittajina|laatijoina|toteuttajina) (?:olivat|ovat|toimivat)",
        "(?:gerð|gert|unnið|unnin|framkvæmt|framkvæmd) af",
    ),
    "coordinating": (
        rf"{any_of(_PARTITIVE)} (?:koordinoi|johtaa|johti|vetää|veti|koordinoivat|johtavat)",
        "(?:styres|styrs|samordnet|samordnad|samordnat|anført|anfört) a[fv]",
        "(?:er|var) (?:leitt|stýrt) af",
        rf"{any_of(_IN_ICELANDIC)} (?:leiðir|leiddi|stýrir|stýrði)",
        "umsjón með verkefninu (?:hefur|hafði)",
        "(?:managed|co-ordinated|directed) by",
    ),
    "co-operating": (
        "(?:siihen|hankkeeseen|ohjelmaan|työhön|kampanjaan) osallistu(?:u|vat)",
        "mukana (?:on|ovat) myös",
        "kumppan(?:ina|eina) (?:toimii|toimi|toimivat)",
        "(?:yhteistyö)?kumppani(?:t)? (?:on|oli|ovat|olivat)",
        "(?:samarbejds|samarbeids|samarbets)?part(?:ner|nere|nerne|nern|nerna|er|erne|erna|neren)? (?:er|är|var)",
        "(?:co-?operation )?partners? (?:is|are|was|were)",
        "samstarfsaðil(?:i|inn|ar|arnir) (?:er|eru|var|voru)",
        "i (?:samspil|samspill|samverkan) med",
        "in association with",
    ),
    "hosting": (
        "(?:værten|verten|värden|vært|vert|värd|gestgjafinn|gestgjafar|gestgjafi) (?:er|är|var|voru|for|för)",
        "isänt(?:änä|inä) (?:on|oli|toimii|toimi|toimivat)",
        "(?:vertskapet|værtskabet|värdskapet) (?:hadde|havde|hade)",
    ),
}
"""Patterns of words right before a name."""
_OBJECT = "(?:det|den|it|the project|the programme|the study|sen|þetta|verkefnið|projektet|prosjektet)"
_WORK = f"(?:{_OBJECT}|arbejdet|arbeidet|arbetet|the work|møderne|møtene|mötena)"
_LEADER = (
    "leder|ledare|projektleder|prosjektleder|projektledare|koordinator|samordnare|leader|lead|coordinator|johtaja|"
    "vetäjä|koordinaattori|stjórnandi|umsjón"
)
AFTER = {
    "implementing": (
        "(?:annast|annaðist|sér um|sá um|vinnur|vann)",
        rf"(?:gennemfør(?:er|te)|gjennomfør(?:er|te)|genomför(?:de)?) {_OBJECT}",
        rf"(?:udfør(?:er|te)|utfør(?:er|te)|utför(?:de)?) {_OBJECT}",
        rf"(?:driver|drev) {_OBJECT}",
        rf"(?:skrev|skriver|wrote|writes|skrifaði|kirjoitti|gjorde|lavede) {_OBJECT}",
        rf"(?:carries|carried|is carrying) {_OBJECT} out",
        rf"(?:runs|ran|conducts|conducted|implements|implemented) {_OBJECT}",
        "(?:står|stod|sto) (?:bag|bak|bakom)",
        "(?:toteuttaa|toteutti|tekee|teki) (?:sen|hankkeen|tutkimuksen|selvityksen|kampanjan)",
        rf"(?:vastaa|vastasi) (?:siitä|{any_of(_FROM_KIND)})",
    ),
    "coordinating": (
        rf"\({any_of(_LEADER)}\)",
        rf"(?:co-?ordinate[sd]|leads?|led|leder|led(?:ed)?e|koordinerer|koordinerar|samordnar|samordner) {_WORK}",
        "(?:er|är|var) (?:koordinator|samordnare|samordner)",
        "(?:is|was) (?:the )?co-?ordinator",
        "(?:on|oli) koordinaattori(?:na)?",
        "(?:toimii|toimi) koordinaattorina",
        "(?:hefur|hafði) umsjón með",
    ),
    "co-operating": (
        "(?:medvirkede|medvirker|medvirket|medverkade|medverkar|medverkat)",
        "(?:er|är|var) (?:samarbejds|samarbeids|samarbets)?part(?:ner|nere|ners)?",
        "(?:is|was|are|were) (?:a |the )?partners?",
        "(?:toimii|toimi|oli mukana|on mukana) kumppanina",
        "(?:on|oli) (?:yhteistyö)?kumppani(?:na)?",
        "(?:er|eru|var|voru) samstarfsaðil(?:i|ar)",
    ),
}
"""Patterns of words right after a name."""
