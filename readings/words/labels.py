"""The labels of lists ("Periode:", "Toteuttaja:"), by the field that they name."""

import re

from readings.words import any_of

LABELS = {
    "title": "titel|tittel|title|otsikko|nimi|hankkeen nimi|heiti|heiti verkefnis|projekttitel|projektets titel|"
    "projektnavn|prosjektnavn|prosjekttittel|projektnamn|project title|project name|projekt|prosjekt|hanke|verkefni|"
    "project|name|navn|namn|nafn|aktivitet|activity|tiltak|tiltag|indsats|innsats|insats|toimenpide|aðgerð|"
    "measure|åtgärd|projektets navn|projektets namn|prosjektets navn|name of project|name of activity",
    "kind": "type of activity|type of project|gerð|aktivitetens art|toiminnan muoto|type|typ|tyyppi|tegund|"
    "kind|laji|slags|form|art|muoto|hanketyyppi|projekttype|prosjekttype|aktivitetstype",
    "status": "status|tila|staða|vaihe|tilanne",
    "period": "periode|period|kesto|aika|ajankohta|tid|tidsperiode|tidsperiod|tidsrum|tidsrom|tímabil|duration|"
    "dates?|dato|datum|varighet|varighed|varaktighet|tidspunkt|när|når|hvornår|when|years?|år|ár|projektperiode|"
    "projektperiod|prosjektperiode|project period|tími|toteutusaika|aikataulu|tidsplan|pågår|gennemført i|"
    "løbetid|løpetid|löptid|vuosi|"
    "vuodet|time",
    "start": "start|begynder|begynner|börjar|alkaa|alku|alkoi|upphaf|hefst|hófst|starts?|started|begins?|startdato|"
    "startdatum|aloitus|oppstart|opstart|startår|alkamisaika",
    "end": "slut|slutt|end|loppu|päättyy|päättyi|lok|lýkur|lauk|ends?|ended|avslutning|afslutning|slutdato|"
    "sluttdato|slutdatum|päättymisaika",
    "money": "grant awarded|tilsagn|tilsagnsbeløb|styrkfjárhæð|styrkupphæð|støttebeløp|støttebeløb|"
    "stödbelopp|beviljade medel|bevilgede midler|"
    "myönnetty summa|award|amount granted|amount awarded|budget|budsjett|beløb|beløp|belopp|bevilling|"
    "bevilgning|bevilget|bevilliget|beviljat|anslag|rahoitus|"
    "myönnetty|määräraha|budjetti|fjárhæð|styrkur|framlag|veitt|fjármögnun|grant|granted|amount|funding|"
    "finansiering|tilskud|tilskudd|bidrag|støtte|stöd|kostnad|costs?|kostnaður|kustannukset|avustus|total|i alt|"
    "totalt|yhteensä|alls|økonomi|ekonomi|talous|samlet bevilling|samlet bevilgning|total grant|total budget|"
    "totalbudget|rahoitus yhteensä|kokonaisrahoitus|myönnetty rahoitus|myönnetty avustus|bevilget beløb|"
    "bevilget beløp|beviljat belopp|money",
    "payer": "finansieret af|finansiert av|finansierad av|finansieras av|finansiär|finansiør|rahoittaja|rahoittajat|"
    "funder|funders|funded by|financed by|paid by|betalt af|betalt av|maksaja|styrkt af|fjármagnað af|"
    "fjármögnunaraðili|bevilgende ministerråd|styrkveitandi|bidragsyder|bidragsgivare|donor|grant from|bevilget af|"
    "bevilget av|greiðandi",
    "council": "ministerråd|råd|council|councils|ministerineuvosto|ráðherranefnd|ministerrådet|council of ministers|"
    "ansvarligt ministerråd|ansvarlig ministerråd|sektor|sector",
    "fund": "fond|fund|rahasto|sjóður|budgetpost|budsjettpost|pulje|momentti|budget line|rahoituslähde|"
    "finansieringskilde|finansieringskälla|source of funds|källa till medel",
    "implementing": "gennemført af|gjennomført av|genomförd av|genomförs av|gennemføres af|gjennomføres av|"
    "toteuttaja|toteuttajat|toteuttajataho|toteutus|implemented by|implementing organisation|"
    "implementing organisations|implementing partners?|implementer|implementation|framkvæmd|framkvæmdaraðili|"
    "framkvæmdaraðilar|utførende|udførende|utförare|carried out by|genomförare|gennemførende|gjennomførende|"
    "utført av|udført af|utförd av|utförs av|executed by|genomförande organisation|gennemførende organisation",
    "co-operating": "other partners|medvirkende|medverkande|øvrige partnere|övriga parter|samarbetspart|"
    "muut kumppanit|partner|partnere|partners|partnerit|samarbejdspartner|samarbejdspartnere|"
    "samarbeidspartner|"
    "samarbeidspartnere|samarbetspartner|samarbetspartners|samarbetsparter|yhteistyökumppani|yhteistyökumppanit|"
    "kumppani|kumppanit|kumppanina|samstarfsaðili|samstarfsaðilar|co-operation partners?|cooperation partners?|"
    "cooperation with|co-operation with|samarbejde med|samarbeid med|samarbete med|í samstarfi við|samstarf|"
    "yhteistyötahot|in co-operation with|in cooperation with|i samarbejde med|i samarbeid med|i samarbete med|"
    "co-operating organisations?|cooperating organisations?|co-operating",
    "coordinating": "koordinator|koordinaattori|coordinator|samordnare|koordineres af|koordineres av|koordineras av|"
    "ledes af|ledes av|leds av|coordinated by|led by|umsjón|koordinering|koordinointi|coordination|koordinerende|"
    "koordinoija|samræming|umsjónaraðili|lead partner|coordinating organisation",
    "hosting": "vært|vert|värd|isäntä|host|hosts|hosted by|gestgjafi|gestgjafar|værter|vertskap|værtskab|värdskap",
    "organiser": "arrangør|arrangører|arrangör|arrangörer|järjestäjä|järjestäjät|organiser|organisers|organizer|"
    "organised by|organized by|skipuleggjandi|skipuleggjendur|arrangeret af|arrangert av|arrangerad av|"
    "ansvarlig|huvudman|hovedansvarlig|"
    "ansvarig|vastuutaho|responsible|ábyrgð|ábyrgðaraðili|projektejer|prosjekteier|projektägare|organisation",
    "co-funding": "medfinansiering|medfinansieret af|medfinansiert av|medfinansierad av|co-funding|co-funded by|"
    "co-financing|osarahoittaja|osarahoittajat|muu rahoitus|medfinansiär|medfinansiärer|anden finansiering|"
    "annen finansiering|annan finansiering|other funding|meðfjármögnun",
    "initiating": "initiativ|initiativtager|initiativtaker|initiativtagare|aloitteentekijä|aloite|initiated by|"
    "initiator|frumkvæði|initierat av|initieret af|initiert av",
    "audience": "deltagere|deltakere|deltagare|osallistujat|participants|þátttakendur|målgruppe|målgrupp|kohderyhmä|"
    "audience|markhópur|target group|inviterede|inviterte|inbjudna|kutsutut|invited",
    "place": "ort|sted|plats|place|places|paikka|staður|location|locations|where|hvor|var|lokation|land|lande|länder|"
    "maa|maat|country|countries|region|regioner|regions?|område|alue|lönd|steder|platser|paikat|paikkakunta|"
    "paikkakunnat|geografi|geographical area|geografisk område|geografiskt område|kohdealue|kohdemaat|hvar|venue|"
    "staðir|toteutuspaikka",
    "other": "reference|tiedustelut|kontakt|contact|kontaktperson|nr|no|beskrivelse|beskrivning|kuvaus|description|"
    "lýsing|formål|mål|tavoite|tavoitteet|markmið|purpose|aims?|objectives?|summary|sammendrag|sammanfattning|"
    "tiivistelmä|note|notes|bemærkning|bemærkninger|merknad|merknader|anmärkning|huomautus|huom|athugasemd|resultat|"
    "resultater|tulokset|results?|syfte|tarkoitus|aktiviteter|activities|bakgrund|baggrund|bakgrunn|tausta|"
    "background|forgænger|forløber|edeltäjä|precursor|followed by|follows|opfølgning|oppfølging|uppföljning|"
    "seuranta|spørgsmål|upplýsingar|lisätiedot|j\\.nr|journalnummer|innhold|indhold|innehåll|sisältö|efni",
}

_ALL = any_of("|".join(LABELS.values()))
_CAPITAL = "(?-i:(?=[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ]))"
_BEFORE = r"(?:^|(?<=\n)|(?<=[.;|•\uf0b7–(—·])|(?<=\*\*))[ \t|*•▪●◦\uf0b7\uf0a7–—-]*"
LABEL = re.compile(
    rf"(?:{_BEFORE}{_CAPITAL}|(?:^|(?<=\n))(?=[^:\n]{{2,40}}:))(?P<label>{_ALL})\**"
    r"[ \t]*(?:\([^)\n]{1,30}\)[ \t]*)?(?::\**|\t|[ ]{2,}|[ ]?\|)[ \t|]*",
    re.IGNORECASE,
)
"""A label that begins a line or follows the end of a sentence, and the sign after it."""
_ALONE = re.compile(rf"[ \t|*•–—-]*(?P<label>{_ALL})\**[ \t]*:?\**[ \t]*", re.IGNORECASE)


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
    """Returns the field that a label names; "other" if it names no field that is read."""
    for words, field in _FIELDS.items():
        if words.fullmatch(label.strip()):
            return field
    return "other"
