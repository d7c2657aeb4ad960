"""The labels of lists ("Periode:", "Toteuttaja:"), by the field that they name."""

import re

from readings.words import any_of

LABELS = {
    "title": "titel|tittel|title|otsikko|nimi|hankkeen nimi|heiti|heiti verkefnis|projekttitel|projektets titel|"
    "projektnavn|prosjektnavn|prosjekttittel|projektnamn|project title|project name|projekt|prosjekt|hanke|verkefni|"
    "project|name|navn|namn|nafn|aktivitet|activity|tiltak|tiltag|indsats|innsats|insats|toimenpide|aðgerð|"
    "measure|åtgärd|projektets navn|projektets namn|prosjektets navn|name of project|name of activity",
    "kind": "type of activity|type of project|gerð|aktivitetens art|toiminnan muoto|type|typ|tyyppi|tegund|"
    "kind|laji|slags|form|art|muoto|hanketyyppi|projekttype|prosjekttype|aktivitetstype"
    "|typ av insats|type indsats|indsatstype|insatstyp|innsatstype|tiltakstype|type tiltak"
    "|type of initiative|type of measure|toimintamuoto|category|kategori|kategoria|luokka|flokkur"
    "|form of activity|tegund verkefnis",
    "status": "status|tila|staða|vaihe|tilanne|tilstand|läge|nuläge|tilannekatsaus",
    "period": "periode|period|kesto|aika|ajankohta|tid|tidsperiode|tidsperiod|tidsrum|tidsrom|tímabil|duration|"
    "dates?|dato|datum|varighet|varighed|varaktighet|tidspunkt|när|når|hvornår|when|years?|år|ár|projektperiode|"
    "projektperiod|prosjektperiode|project period|tími|toteutusaika|aikataulu|tidsplan|pågår|gennemført i|"
    "løbetid|løpetid|löptid|vuosi|"
    "vuodet|time"
    "|hanke-aika|hankeaika|hankekausi|toiminta-aika|tidsram|tidsramme|timeframe|time frame|time period"
    "|timing|running time|ajanjakso|kausi|verkefnistími|verkefnistímabil|framkvæmdatími|framkvæmdatímabil"
    "|hvenær|milloin|dagsetning|dagsetningar|implementation period|gennemførelsesperiode"
    "|gjennomføringsperiode|genomförandeperiod|genomförandetid|päivämäärä|päivämäärät",
    "start": "start|begynder|begynner|börjar|alkaa|alku|alkoi|upphaf|hefst|hófst|starts?|started|begins?|startdato|"
    "startdatum|aloitus|oppstart|opstart|startår|alkamisaika"
    "|start date|starting date|aloituspäivä|aloitusaika|alkamispäivä|upphafsdagur|påbegyndt|påbegynt"
    "|påbörjad|påbörjat|igangsat|igangsatt|startet|startede|startade|fra|från|from|frá|alkaen",
    "end": "slut|slutt|end|loppu|päättyy|päättyi|lok|lýkur|lauk|ends?|ended|avslutning|afslutning|slutdato|"
    "sluttdato|slutdatum|päättymisaika"
    "|end date|closing date|completion date|päättymispäivä|lokadagur|lokadagsetning|afslutningsdato"
    "|avslutningsdato|avslutningsdatum|til|till|until|saakka",
    "money": "medel|midler|varat|fé|penge|pengar|penger|grant awarded|tilsagn|tilsagnsbeløb|styrkfjárhæð|"
    "styrkupphæð|støttebeløp|støttebeløb|"
    "stödbelopp|beviljade medel|bevilgede midler|"
    "myönnetty summa|award|amount granted|amount awarded|budget|budsjett|beløb|beløp|belopp|bevilling|"
    "bevilgning|bevilget|bevilliget|beviljat|anslag|rahoitus|"
    "myönnetty|määräraha|budjetti|fjárhæð|styrkur|framlag|veitt|fjármögnun|grant|granted|amount|funding|"
    "finansiering|tilskud|tilskudd|bidrag|støtte|stöd|kostnad|costs?|kostnaður|kustannukset|avustus|total|i alt|"
    "totalt|yhteensä|alls|økonomi|ekonomi|talous|samlet bevilling|samlet bevilgning|total grant|total budget|"
    "totalbudget|rahoitus yhteensä|kokonaisrahoitus|myönnetty rahoitus|myönnetty avustus|bevilget beløb|"
    "bevilget beløp|beviljat belopp|money"
    "|bevilget støtte|bevilliget beløb|tildelt beløp|tildelt|tildeling|tilldelade medel|tilldelat belopp"
    "|tildelte midler|beviljad summa|beviljat stöd|beviljad finansiering|godkendt beløb|godkjent beløp"
    "|godkänt belopp|approved amount|approved budget|hyväksytty budjetti|summa|avustussumma"
    "|rahoituksen määrä|tuen määrä|tuki|upphæð|styrkupphæð|heildarfjárhæð|veittur styrkur|kostnaðaráætlun"
    "|heildarkostnaður|ramme|budgetramme|budsjettramme|budgetram|økonomisk ramme|ekonomisk ram|total cost"
    "|total costs|total funding|total amount|bevilling i alt|bevilgning i alt|budget i alt|budsjett i alt"
    "|samlet beløb|samlet beløp|samlet støtte|samlet budget|samlet budsjett|totalt budsjett|totalbelopp"
    "|totalkostnad|total budjett|kokonaisbudjetti|kokonaiskustannukset|fjárveiting|heildarfjárveiting"
    "|nordic grant|nordic grants|nordisk bevilling|nordisk bevilgning|nordisk tilskud|nordisk tilskudd|"
    "pohjoismainen avustus|norrænt framlag"
    "|nordic funding|nordisk finansiering|nordisk støtte|nordiskt stöd|pohjoismainen rahoitus"
    "|norrænn styrkur",
    "share": "nordic contribution|council contribution|council's contribution|council's share|council share|ncm share|"
    "ncm contribution|ncm funding|nmr's bidrag|nmrs bidrag|nmr-bidrag|nmr bidrag|nmr's andel|nmrs andel|nmr-andel|"
    "nmr andel|nmr-finansiering|nmr finansiering|nmr:s andel|nmr:s bidrag|ministerrådets bidrag|ministerrådets andel|"
    "rådets bidrag|rådets andel|nordisk bidrag|nordiskt bidrag|nordisk andel|nordisk ministerråds bidrag|"
    "nordisk ministerråds andel|nordiska ministerrådets andel|nordiska ministerrådets bidrag|pohjoismainen osuus|"
    "ministerineuvoston osuus|pmn:n osuus|hlutur ráðherranefndarinnar|framlag ráðherranefndarinnar|"
    "heraf fra ministerrådet|heraf ministerrådet|heraf nmr|heraf fra nmr|heraf fra nordisk ministerråd|"
    "varav från ministerrådet|varav ministerrådet|varav nmr|varav från nmr|hvorav fra ministerrådet|"
    "hvorav ministerrådet|hvorav nmr|hvorav fra nmr|of which from the council|of which the council|of which ncm|"
    "of which nordic council of ministers|josta ministerineuvosto|josta ministerineuvoston osuus|josta nmr|"
    "þar af ráðherranefndin|þar af frá ráðherranefndinni",
    "payer": "finansierat av|finansierades av|finansieredes af|finansierende part|betalende råd|betalt fra|"
    "rahoituksen antaja|"
    "kuka maksaa|who pays|hvem betaler|vem betalar|financed from|financing council|paying council|fjármögnun frá|"
    "greitt af|"
    "finansieret af|finansiert av|finansierad av|finansieras av|finansiär|finansiør|rahoittaja|rahoittajat|"
    "funder|funders|funded by|financed by|paid by|betalt af|betalt av|maksaja|styrkt af|fjármagnað af|"
    "fjármögnunaraðili|bevilgende ministerråd|styrkveitandi|bidragsyder|bidragsgivare|donor|grant from|bevilget af|"
    "bevilget av|greiðandi"
    "|bevillingsgiver|bevilger|tilskudsgiver|tilskuddsgiver|finansierende ministerråd|finansierende råd"
    "|finansierande ministerråd|funding council|rahoittava ministerineuvosto|finansieres af|finansieres av"
    "|betaler|betalare|betales af|betales av|betalas av|betalende ministerråd|betalande ministerråd"
    "|veitandi|styrkt af|granted by|awarded by",
    "council": "ministerråd|råd|council|councils|ministerineuvosto|ráðherranefnd|ministerrådet|council of ministers|"
    "ansvarligt ministerråd|ansvarlig ministerråd|sektor|sector",
    "fund": "fond|fund|rahasto|sjóður|budgetpost|budsjettpost|pulje|momentti|budget line|rahoituslähde|"
    "finansieringskilde|finansieringskälla|source of funds|källa till medel",
    "implementing": "genomfördes av|gennemførtes af|gjennomførtes av|udførtes af|utførtes av|utfördes av|"
    "ansvarlig for gennemførelsen|ansvarlig for gennemførelse|ansvarlig for gjennomføringen|"
    "ansvarlig for gjennomføring|ansvarig för genomförandet|ansvarig för genomförande|ansvarig utförare|"
    "ansvar for gennemførelsen|ansvar for gjennomføringen|ansvar för genomförandet|vastuu toteutuksesta|"
    "toteutuksesta vastaa|toteutuksesta vastaava|toteutusvastuu|responsible for implementation|"
    "responsible for the implementation|responsible for carrying it out|ábyrgð á framkvæmd|annast framkvæmd|"
    "framkvæmd annast|ansvarlig utfører|ansvarlig utøver|utøver|udførende organisation|udførende part|"
    "utførende organisasjon|"
    "utförande organisation|utförande part|implementing agency|implementing body|executing agency|"
    "toteuttajaorganisaatio|"
    "gennemførende part|gjennomførende part|genomförande part|varetages af|ivaretas av|sköts av|tekijä|tekijät|"
    "gennemført af|gjennomført av|genomförd av|genomförs av|gennemføres af|gjennomføres av|"
    "toteuttaja|toteuttajat|toteuttajataho|toteutus|implemented by|implementing organisation|"
    "implementing organisations|implementing partners?|implementer|implementation|framkvæmd|framkvæmdaraðili|"
    "framkvæmdaraðilar|utførende|udførende|utförare|carried out by|genomförare|gennemførende|gjennomførende|"
    "utført av|udført af|utförd av|utförs av|executed by|genomförande organisation|gennemførende organisation"
    "|udføres af|utføres av|operatør|operatör|operator|udfører|utfører|gennemfører|gjennomfører|udført ved"
    "|toteuttava taho|toteuttava organisaatio|toimija|unnið af|framkvæmt af|delivered by|done by",
    "co-operating": "samarbejder|samarbeider|samarbetar|samarbejdede|samarbeidet|samarbetade|samarbejde|"
    "samarbeid|samarbete|"
    "samarbejdende ministerråd|samarbeidende ministerråd|samarbetande ministerråd|co-operating council|"
    "cooperating council|yhteistyössä mukana oleva ministerineuvosto|samstarfsráðherranefnd|yhteistyö|samverkan|"
    "medverkar|medvirker|deltager|deltar|tekur þátt|osallistuu|takes part|øvrige deltagere|"
    "øvrige deltakere|andre deltagere|andre deltakere|övriga deltagare|andra deltagare|muut osallistujat|"
    "other participants|aðrir þátttakendur|samarbejder med|samarbeider med|samarbetar med|partner i projektet|"
    "partnere i projektet|"
    "partners in the project|yhteistyössä mukana|í samvinnu við|other partners|medvirkende|medverkande|"
    "øvrige partnere|övriga parter|samarbetspart|"
    "muut kumppanit|partner|partnere|partners|partnerit|samarbejdspartner|samarbejdspartnere|"
    "samarbeidspartner|"
    "samarbeidspartnere|samarbetspartner|samarbetspartners|samarbetsparter|yhteistyökumppani|yhteistyökumppanit|"
    "kumppani|kumppanit|kumppanina|samstarfsaðili|samstarfsaðilar|co-operation partners?|cooperation partners?|"
    "cooperation with|co-operation with|samarbejde med|samarbeid med|samarbete med|í samstarfi við|samstarf|"
    "yhteistyötahot|in co-operation with|in cooperation with|i samarbejde med|i samarbeid med|i samarbete med|"
    "co-operating organisations?|cooperating organisations?|co-operating"
    "|parter|andre partnere|andra partners|samarbeidsparter|samarbejdsparter|deltagende organisationer"
    "|deltakende organisasjoner|deltagande organisationer|participating organisations|yhteistyössä|mukana"
    "|þátttökuaðilar|samstarfsstofnanir|collaborators|collaborating partners|in partnership with"
    "|sammen med|tillsammans med|together with",
    "coordinating": "koordinator|koordinaattori|coordinator|samordnare|koordineres af|koordineres av|koordineras av|"
    "ledes af|ledes av|leds av|coordinated by|led by|umsjón|koordinering|koordinointi|coordination|koordinerende|"
    "koordinoija|samræming|umsjónaraðili|lead partner|coordinating organisation"
    "|ledning|ledelse|leder|ledare|lead|leader|lead organisation|managed by|management|vetovastuu|vetäjä"
    "|johto|koordinoiva taho|koordinoiva organisaatio|stjórn|stjórnun|verkefnisstjórn|verkefnastjórn"
    "|verkefnisstjóri|verkefnastjóri|leiðandi aðili|samordning|samordnande organisation|samordner",
    "hosting": "vertskap ved|vært for konferencen|vært for seminaret|värd för konferensen|värd för seminariet|"
    "isäntänä|isäntinä|vært|vert|värd|isäntä|host|hosts|hosted by|gestgjafi|gestgjafar|værter|vertskap|værtskab|"
    "värdskap"
    "|värdorganisation|værtsorganisation|vertsorganisasjon|host organisation|host institution|isäntätaho"
    "|isäntäorganisaatio|värdar",
    "organiser": "arrangør|arrangører|arrangör|arrangörer|järjestäjä|järjestäjät|organiser|organisers|organizer|"
    "organised by|organized by|skipuleggjandi|skipuleggjendur|arrangeret af|arrangert av|arrangerad av|"
    "ansvarlig|huvudman|hovedansvarlig|"
    "ansvarig|vastuutaho|responsible|ábyrgð|ábyrgðaraðili|projektejer|prosjekteier|projektägare|organisation"
    "|project owner|project holder|hankkeen omistaja|verkefnishafi|ábyrgur aðili|ansvarlig organisation"
    "|ansvarlig organisasjon|ansvarig organisation|vastuuorganisaatio|vastuutahot|responsible organisation"
    "|ejer|eier|ägare|owner|haltija",
    "co-funding": "medfinansiering|medfinansieret af|medfinansiert av|medfinansierad av|co-funding|co-funded by|"
    "co-financing|osarahoittaja|osarahoittajat|muu rahoitus|medfinansiär|medfinansiärer|anden finansiering|"
    "annen finansiering|annan finansiering|other funding|meðfjármögnun"
    "|øvrig finansiering|övrig finansiering|anden støtte|annen støtte|annat stöd|andre bidrag|andra bidrag"
    "|egenfinansiering|own contribution|own funding|omarahoitus|önnur fjármögnun|mótframlag|eu-midler"
    "|eu-medel|eu-støtte|eu-stöd|eu funding|eu-rahoitus|national finansiering|nasjonal finansiering"
    "|nationell finansiering|national funding|kansallinen rahoitus|other contributions|other sources",
    "initiating": "initiativ|initiativtager|initiativtaker|initiativtagare|aloitteentekijä|aloite|initiated by|"
    "initiator|frumkvæði|initierat av|initieret af|initiert av",
    "audience": "deltagere|deltakere|deltagare|osallistujat|participants|þátttakendur|målgruppe|målgrupp|kohderyhmä|"
    "audience|markhópur|target group|inviterede|inviterte|inbjudna|kutsutut|invited",
    "place": "ort|sted|plats|place|places|paikka|staður|location|locations|where|hvor|var|lokation|land|lande|länder|"
    "maa|maat|country|countries|region|regioner|regions?|område|alue|lönd|steder|platser|paikat|paikkakunta|"
    "paikkakunnat|geografi|geographical area|geografisk område|geografiskt område|kohdealue|kohdemaat|hvar|venue|"
    "staðir|toteutuspaikka"
    "|missä|stad|städer|kaupunki|kaupungit|borg|byer|cities|city|gennemførelsessted|gjennomføringssted"
    "|genomförandeort|sijainti|toteutusalue|toteutusmaat|geography|geographic focus|geographic area"
    "|geografisk fokus|geografisk dækning|geografisk dekning|geografisk täckning|geographical coverage"
    "|maantieteellinen alue|landsvæði|svæði|vettvangur|målområde|målregion|target area|target region"
    "|target countries|kohdealueet",
    "other": "reference|tiedustelut|kontakt|contact|kontaktperson|nr|no|beskrivelse|beskrivning|kuvaus|description|"
    "lýsing|formål|mål|tavoite|tavoitteet|markmið|purpose|aims?|objectives?|summary|sammendrag|sammanfattning|"
    "tiivistelmä|note|notes|bemærkning|bemærkninger|merknad|merknader|anmärkning|huomautus|huom|athugasemd|resultat|"
    "resultater|tulokset|results?|syfte|tarkoitus|aktiviteter|activities|bakgrund|baggrund|bakgrunn|tausta|"
    "background|forgænger|forløber|edeltäjä|precursor|followed by|follows|opfølgning|oppfølging|uppföljning|"
    "seuranta|spørgsmål|upplýsingar|lisätiedot|j\\.nr|journalnummer|innhold|indhold|innehåll|sisältö|efni"
    "|anm|anmärkningar|bem|ad|kommentar|kommentarer|comments?|kommentti|huomautukset|athugasemdir|in brief"
    "|kort om projektet|om projektet|om prosjektet|about|um verkefnið|baggrund og formål"
    "|bakgrund och syfte|status per|rapport|report|raportti|skýrsla",
}

_CORE = any_of("|".join(LABELS.values()))
_OF = any_of(
    "projekt|projektets|prosjekt|prosjektets|project|hanke|hankkeen|verkefnis|verkefnisins|tiltaks|tiltakets|tiltags|"
    "tiltagets|indsats|indsatsens|insats|insatsens|innsats|innsatsens|program|programmets|programme|ohjelman|"
    "aktivitets|aktivitetens|activity|kampagnens|kampanjens|studiens|arrangementets"
)
_WORD = rf"(?:{_OF}s?[- ]?)?{_CORE}"
_ALL = rf"{_WORD}(?:[ ]?(?:/|&|[ ](?:og|och|and|ja|eller|or|tai|eða|samt|sekä)[ ])[ ]?{_WORD})?"
"""A label may be composed of words that the reader knows: "Projekttid", "Hanke-aika", "Land/ort", "Sted og dato"."""
_CAPITAL = "(?-i:(?=[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ]))"
_BEFORE = r"(?:^|(?<=\n)|(?<=[.;|•\uf0b7–(—·])|(?<=\*\*))[ \t|*•▪●◦■►‣⁃·\uf0b7\uf0a7\uf0d8–—-]*"
LABEL = re.compile(
    rf"(?:{_BEFORE}{_CAPITAL}|(?:^|(?<=\n)|(?<=;)\s)(?=[^:;\n]{{2,40}}:))(?P<label>{_ALL})\**"
    r"[ \t]*(?:\([^)\n]{1,30}\)[ \t]*)?(?::\**|\t|[ ]{2,}|[ ]?\|)[ \t|]*",
    re.IGNORECASE,
)
"""A label that begins a line or follows the end of a sentence, and the sign after it."""
ANY_LABEL = re.compile(
    rf"[ \t|*•▪●◦■►‣⁃·\uf0b7\uf0a7\uf0d8–—-]*{_CAPITAL}[^\W\d_][^:\n.,;!?()\"“”«»]{{1,38}}\.?:(?=\s)"
)
"""The beginning of a line that may be a label which the reader does not know: a few words before a colon."""
_ALONE = re.compile(rf"[ \t|*•▪●◦■►‣⁃·\uf0b7\uf0a7\uf0d8–—-]*(?P<label>{_ALL})\**[ \t]*:?\**[ \t]*", re.IGNORECASE)


def alone(line: str) -> re.Match[str] | None:
    """Returns the label if a line is nothing but a label: its value is the next line."""
    bare = line.strip(" \t|*•–—-")
    return _ALONE.fullmatch(line) if bare.endswith(":") or bare[:1].isupper() else None


def is_label(words: str) -> bool:
    """Returns whether the words are a label that the reader knows."""
    return bool(_KNOWN.fullmatch(words.strip()))


_KNOWN = re.compile(_ALL, re.IGNORECASE)
_FIELDS = {re.compile(any_of(words), re.IGNORECASE): field for field, words in LABELS.items()}


def field_of(label: str) -> str:
    """Returns the field that a label names; "other" if it names no field that is read. Of two words the first one
    counts, unless the second one is the amount: "Land/ort", "Finansiär/belopp"."""
    fields = [field for part in _JOINT.split(label.strip()) if (field := _field_of_word(part)) != "other"]
    return "money" if "money" in fields else (fields[0] if fields else "other")


def _field_of_word(word: str) -> str:
    for bare in (word.strip(), _PREFIX.sub("", word.strip(), count=1)):
        for words, field in _FIELDS.items():
            if words.fullmatch(bare):
                return field
    return "other"


_JOINT = re.compile(r"[ ]?[/&][ ]?|[ ](?:og|och|and|ja|eller|or|tai|eða|samt|sekä)[ ]", re.IGNORECASE)
_PREFIX = re.compile(rf"{_OF}s?[- ]?", re.IGNORECASE)
