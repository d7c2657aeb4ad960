"""Words around amounts."""

import re

from readings.words import any_of, pattern

MONTHS = (
    "januar|januari|january|jan|tammikuu\\w*|janúar",
    "februar|februari|february|feb|helmikuu\\w*|febrúar",
    "marts|mars|march|mar|maaliskuu\\w*",
    "april|apr|huhtikuu\\w*|apríl",
    "maj|mai|may|toukokuu\\w*|maí",
    "juni|june|jun|kesäkuu\\w*|júní",
    "juli|july|jul|heinäkuu\\w*|júlí",
    "august|augusti|aug|elokuu\\w*|ágúst",
    "september|sept|sep|syyskuu\\w*|september",
    "oktober|october|okt|oct|lokakuu\\w*|október",
    "november|nov|marraskuu\\w*|nóvember",
    "december|desember|dec|des|joulukuu\\w*|desember",
)
"""The names of the months, January first."""

MILLION = (
    "mio|mill|milj|mn|million|millions|millioner|miljoner|miljon|miljoonaa|miljoona|miljoonalla|miljoonan|milljón|"
    "milljónir|milljónum|m"
)
THOUSAND = "tusind|tusinde|tusen|tuhatta|tuhat|tuhannella|thousand|þúsund|þús|tkr|t|k|tus|tuh"
CODES = "DKK|SEK|NOK|EUR|ISK|USD|GBP|CHF|PLN|RUB|EEK|LVL|LTL"
NATIONS = {
    "DKK": "danske|danska|danish|dansk|tanskan|danskar|danskra|danskir",
    "SEK": "svenske|svenska|swedish|svensk|ruotsin|sænskar|sænskra",
    "NOK": "norske|norska|norwegian|norsk|norjan|norskar|norskra",
    "ISK": "islandske|isländska|icelandic|islandsk|islannin|íslenskar|íslenskra|íslenskir",
}
CROWNS = "kroner|kronor|krone|kronur|krónur|króna|krónum|kruunua|kruunun|kruunulla|kr\\.?"
EUROS = "euro|euroa|euros|euron|eur|evrur|evra|evrum"

APPROXIMATE = pattern(
    "um|kringum|í kringum|nálægt|n\\.|ca\\.?|cirka|circa|omkring|omtrent|omkr\\.?|noin|suunnilleen|"
    "um það bil|u\\.þ\\.b\\.?|approx\\.?|approximately|"
    "about|around|some|nearly|almost|næsten|nesten|nästan|lähes|tæpar|nærri|rundt|ungefär|ung\\.?|knap|knapt|knappt|"
    "godt|vel|drygt|runsaat|runsas|rúmlega|tæplega|up to|upp till|op til|opp til|inntil|indtil|højst|høyst|högst|"
    "enintään|korkeintaan|allt að|at most|at least|mindst|minst|vähintään|að minnsta kosti|over|more than|mere end|"
    "mer enn|mer än|yli|yfir|under|mindre end|mindre enn|alle|less than|estimated|anslået|anslått|uppskattad|"
    "arvioitu|arviolta|áætlað|áætlaður|forventet|beräknad|expected"
)
TOTALS = (
    "i alt|ialt|totalt|total|totalsum|in total|grand total|sum|summa|summa summarum|samlet|samlet sum|samlet beløb|"
    "sammenlagt|sammanlagt|tilsammen|til sammen|tillsammans|yhteensä|kaikkiaan|summa yhteensä|samtals|alls|subtotal|"
    "sub-total|heildarstyrkur|heildarfjárhæð|kokonaissumma|"
    "delsum|delsumma|välisumma|millisamtala|total amount|total grants"
)
"""The words before the sum of a list or of a table."""
TOTAL = pattern("totalt|i alt|ialt|samlet|sammenlagt|sammanlagt|yhteensä|alls|samtals|total|in total|tilsammen|totalt")
PART = pattern(
    "heraf|hvoraf|herav|hvorav|varav|därav|josta|joista|þar af|of which|of this|of these|including|inklusive|"
    "inkl\\.?|incl\\.?|mukaan lukien|"
    "den resten|resten|the rest|the remainder|loput|loppuosa|afgangurinn|återstoden|remaining"
)
GRANT = pattern(
    "afholdt alle|afholder alle|avholdt alle|bærer alle|bar alle|bär alla|bar alla|bears all|bore all|bekostar|"
    "bekostade|bekoster|bekostede|bekostet|kustantaa|kustansi|approved|godkendte|godkjente|godkände|hyväksyi|"
    "samþykkti|was met|were met|"
    "gav|ga|gir|giver|ger|gives|antoi|antaa|gaf|gefur|bevilget|bevilgede|bevilger|bevilliget|bevilligede|"
    "beviljade|beviljat|beviljar|beviljats|beviljades|bevilling|"
    "bevilgning|bevillingen|bevilgningen|anslag|finansierede|finansieret|finansieres|finansierer|finansiert|"
    "finansierte|finansierades|finansieras|finansierat|finansierade|finansiering|rahoitti|rahoittaa|rahoitettiin|"
    "rahoitetaan|rahoitus|myönsi|myöntää|myönnetty|myönnettiin|myönsivät|on myöntänyt|ovat myöntäneet|granted|"
    "grants|grant|funded|funds|funding|financed|finances|awarded|allocated|allocates|provided|contributed|"
    "contributes|paid|pays|gave|styrkti|styrkir|styrkt|styrktu|veitti|veittu|veitir|veittar|veitt|veittur|styrkur|"
    "styrk|framlag|kostnaður|kostaði|kostede|kostet|kostade|kostnad|kostnaden|kostnader|kostnaderna|udgifter|"
    "udgifterne|utgifter|utgiftene|utgifterna|expenses|omkostninger|omkostningerne|kulut|menot|kostar|maksoi|maksoivat|maksavat|antoivat|antavat|rahoittavat|rahoittivat|tukevat|tukivat|"
    "myöntävät|veita|greiða|fjármagna|styrkja|maksaa|cost|costs|"
    "kustannukset|kokonaiskustannukset|udgjorde|utgjorde|uppgick till|uppgår till|udgør|utgör|utgjør|beløb sig til|"
    "nam|nemur|nema|amounted to|amounts to|afsat|afsættes|satt av|anslaget|set aside|sets aside|earmarked|"
    "øremærket|øremerket|öronmärkt|käytettiin|käytetään|käytetty|"
    "anvendt|anvendtes|anvendes|användes|används|använt|brukt|brugt|spent|varið|"
    ""
    "budget|budsjett|budjetti|budgeten|budsjettet|budgettet|støtter|stöder|stödjer|supports|styður|støttede|støttes|støttet|stödde|stöddes|tuki|tukee|"
    "tuettiin|betalte|betalade|betaler|betalar|bidrog|bidrager|bidrar|bidro|bidratt|"
    "bidraget|bidragit|stod for|stod för|står for|står för|tilskud|tilskudd|bidrag|lagði til|leggur til|"
    "lögðu til|fjármagnaði|fjármagnað|fjármagnar|greiddi|greiðir|tildelt|tildelte|tilldelades|supported with|"
    "stödet|støtten|støtte|stöd|tilskuddet|bidraget|bevillingen|bevilgningen|avustus|avustusta|styrkurinn|styrkinn|"
    "udgiften|utgiften|prisen|priset|grant of|award|kostnadene|rahoitusta|tukea|"
    "koster|kosta|dækker|dækkede|dekker|dekket|täcker|täckte|covers|covered|kattaa|kattoi|har fået|har fått|on saanut|"
    "hefur fengið|"
    "betalt|betalat|maksanut|greitt|rammen|budgetrammen|kehys|"
    "\\w*kostnaður|\\w*kostnaðurinn|\\w*kostnaden|\\w*kostnad|\\w*budgettet|\\w*budgeten|\\w*budget|\\w*budsjettet|"
    "\\w*budsjett|\\w*budjetti|\\w*rahoitus|\\w*avustus|\\w*bevilling|\\w*bevillingen|\\w*bevilgning|\\w*bevilgningen|"
    "received|modtog|modtaget|mottok|fick|fik|fikk|sai|saa|hlaut|fékk|medfinansierade|medfinansierer|"
    "medfinansierede|medfinansierte|medfinansieret|avsatte|avsatt|afsatte|afsat|avsatts|co-finances|co-financed|"
    "co-funded|osallistui|andel|osuus|share|hlutur"
)
SHARE = pattern(
    "MR-\\S+ del|MR-\\S+ delen|ministerrådets del|ministerrådets delen|rådets del|NMR:s del|NMRs del|"
    "medfinansier\\w*|samfinansier\\w*|"
    "co-?financ\\w*|co-?fund\\w*|osarahoit\\w*|yhteisrahoit\\w*|meðfjárm\\w*|"
    "delfinansier\\w*|part-?financ\\w*|part-?fund\\w*|andel|andelen|osuus|osuudesta|share|hlutur|hluti|hlutdeild|"
    "delvist finansieret|delvis finansiert|delvis finansierad|NMR finansiering|egenfinansiering|own contribution"
)
SHARED_COST = pattern(
    "shared the costs?|shares? the costs?|delte udgift\\w*|deler udgift\\w*|delte kostnad\\w*|deler kostnad\\w*|"
    "delade kostnad\\w*|delar kostnad\\w*|delade på kostnad\\w*|delar på kostnad\\w*|jakoi kulut|jakoi kustannukset|"
    "jakoivat kulut|jakoivat kustannukset|jakavat kulut|jakavat kustannukset|deildi kostnaði|deildu kostnaði"
)
"""Words for a cost that several paid."""
COFINANCED = pattern(
    "lige så meget|lige meget fra|et tilsvarende beløb|like mye|lika mycket|lika stor\\w*|"
    "ett motsvarande belopp|yhtä paljon|"
    "saman verran|jafnmikið|jafn mikið|as much|an equal amount|the same amount|matched by|matched with|resten|"
    "the rest|the remainder|loput|loppuosan|afgangurinn|afganginn|återstoden|dessuden|i tillegg|dessutom|in addition|"
    "lisäksi|auk þess|einnig|"
    "shared the costs? and|shared the expenses and|delte udgift\\w* og|delte utgift\\w* og|delte kostnad\\w* og|"
    "delte omkostning\\w* og|delade kostnad\\w* och|delade på kostnad\\w* och|jakoi kulut ja|jakoi kustannukset ja|"
    "deildi kostnaði\\w* og"
)
"""Words of other financing beside a grant."""
NOT_GRANTED = pattern(
    "søgt|ansøgt|søkt|søker|ansökt|söker|sökt|haettu|hakee|haetaan|sótt|sækir|applied|applies|applying|requested|"
    "foreslået|foreslått|föreslagits|föreslagit|ehdotettu|proposed|planlagt|planlegges|planerad|planeras|"
    "suunniteltu|suunnitellaan|planned|áformað|fyrirhugað|afslået|afslag|avslag|avslått|avslog|hylätty|hylättiin|"
    "rejected|declined|refused|hafnað|ikke vedtatt|ikke vedtaget|inte beslutat|ei ole päätetty|not decided|"
    "not yet decided|tilbagebetalt|tilbakebetalt|återbetalades|återbetalat|palautettiin|repaid|returned|"
    "endurgreidd\\w*|skilað|tilbageført|tilbakeført|returneret|returnert|returnerat|återförd\\w*|refundere?t|"
    "refunderad\\w*|"
    "palautettu|ubrugt|ubrukt|besparelse|avslo|afslog|avslår|nekad\\w*|denied|uden støtte|uten støtte|utan stöd"
)
FRACTION = pattern(
    "half|halvdelen|halvparten|hälften|puolet|puolta|helming\\w*|(?:en )?tred(?:je)?del\\w*|tredjedel\\w*|"
    "a third|two thirds|kolmasosa\\w*|"
    "þriðjung\\w*|(?:en )?fjerdedel\\w*|fjärdedel\\w*|a quarter|neljäsosa\\w*|fjórðung\\w*|\\d+\\s*%|\\d+ pct\\.?|"
    "\\d+ procent|\\d+ prosent\\w*|"
    "\\d+ per\\s?cent|one third|one quarter|one fifth|a fifth|two fifths|three quarters|firedel\\w*|"
    "femtedel\\w*|kolmanne\\w+|"
    "neljänne\\w+|viidesosa\\w*|viidenne\\w+|fimmtung\\w*|\\d+ prósent\\w*|\\d+[.,]\\d\\s*%",
    after="",
)
"""Words for a part of an amount: who paid the part has not paid the whole."""
OF_PART = pattern(
    "rejse\\w*|reise\\w*|resor\\w*|resan|resekostnad\\w*|travel\\w*|matka\\w*|ferðakostnað\\w*|trykning\\w*|"
    "trykking\\w*|"
    "tryckning\\w*|printing|painatu\\w*|prentun\\w*|oversættelse\\w*|översättning\\w*|oversettelse\\w*|"
    "translation\\w*|"
    "käännös\\w*|þýðing\\w*|løn|lønnen|lønninger|lønn|lönen|löner|salary|salaries|palkka\\w*|laun|launin|\\w*evaluering\\w*|"
    "\\w*utvärdering\\w*|evaluation|arvioin\\w*|úttekt\\w*|\\w*konferencen|\\w*konferensen|\\w*konferansen|"
    "final conference|loppukonferenssi\\w*|lokaráðstefn\\w*|ophold\\w*|opphold\\w*|uppehälle\\w*|accommodation|"
    "majoitu\\w*|uppihald\\w*|tolkning\\w*|interpretation|tulkkaus\\w*|lokaler|lokalen|"
    "venue hire"
)
"""Things that cost a part of the money of an item."""
EACH = pattern(
    "per \\w+|pr\\. \\w+|om året|pr\\.? år|per år|i året|årlig\\w*|årligen|per year|a year|each year|every year|"
    "annual\\w*|yearly|årsbud\\w*|vuosibudjet\\w*|ársáætlun\\w*|"
    "vuodessa|vuosittain|vuosittai\\w+|joka vuosi|á ári|árlega|árleg\\w*|hvert år|varje år|hver|hvert|vardera|varje|"
    "hvor især|kukin|kumpikin|hvort|hvor um sig|each|per land|pr\\.? land|per country|maata kohden|per deltag\\w*|"
    "pr\\.? deltag\\w*|per participant|pr\\.? måned|per month|per månad|kuukaudessa|á mánuði",
    before=r"\s*(?<!\w)",
)
"""Words with which an amount counts more than once."""
ELSEWHERE = pattern(
    "handlingsplan|handlingsplanen|handlingsplaner|handlingsplanerna|handlingsprogram\\w*|toimintaohjelma\\w*|"
    "toimintasuunnitelma\\w*|action plans?|national plan\\w*|national programme|national strategy|aðgerðaáætlun\\w*|"
    "framkvæmdaáætlun\\w*|regeringen|regjeringen|hallitus|hallituksen|ríkisstjórn\\w*|government|governments|"
    "statsbudget\\w*|statsbudsjett\\w*|finanslov\\w*|finansloven|valtion talousarvio\\w*|state budget|fjárlög\\w*|"
    "fjárlögum|kommunen selv|nationale?\\w* plan\\w*|nasjonale?\\w* plan\\w*|nationell\\w* plan\\w*|kansalli\\w+|"
    "ministeriet|departementet|ministeriön|ministeriö|parliament|riksdagen|stortinget|folketinget|eduskunta|alþingi|"
    "budget for norden|eigin áætlun|úr eigin|egen handlingsplan|egne midler|own funds|own budget"
)
_NATIONAL = any_of(
    "norske|norska|svenske|svenska|danske|danska|finske|finska|islandske|isländska|nationale|nasjonale|nationella|"
    "lokale|lokala|Norwegian|Swedish|Danish|Finnish|Icelandic|national|local"
)
_PUBLIC = any_of(
    "myndighed\\w*|myndighet\\w*|authorities|government|regering\\w*|regjering\\w*|stat\\w*|departement\\w*|"
    "ministeri\\w*|kommune\\w*|kommuner\\w*|municipalit\\w*|midler|medel|kilder|källor|funds|sources"
)
_GIVERS = any_of(
    "EU|EU:s|EU's|EU-kommissionen|EU-kommisjonen|Europa-Kommissionen|Europakommissionen|Europakommisjonen|"
    "European Commission|European Union|Euroopan komissio|Euroopan unioni|Evrópusambandið|Interreg|kommunerne|"
    "kommunene|kommunerna|kommunen|municipalities|kunnat|sveitarfélögin|staten|the state|valtio|ríkið|"
    "projektets parter|partnerne|partnerna|partnerorganisationerne|the partners|kumppanit|samstarfsaðilarnir|"
    "deltagerne|deltakerne|deltagarna|andre kilder|andra källor|other sources|muista lähteistä|öðrum aðilum|"
    "private fonde|private fond|privata fonder|private foundations"
)
OTHER_GIVER = re.compile(rf"(?<!\w)(?:{_NATIONAL}\s+{_PUBLIC}|{_GIVERS})(?!\w)", re.IGNORECASE)
"""Who gives money besides the Council."""
EARLIER = pattern(
    "follows a|follows the|followed a|tidligere|tidigare|aiempi|aiemmin|aiemman|aikaisem\\w*|edelli\\w+|earlier|"
    "previous|previously|áður|fyrri|fyrra|"
    "forrige|föregående|foregående|forgænger\\w*|forløber\\w*|förprojekt\\w*|forprosjekt\\w*|forprojekt\\w*|"
    "pilotprojekt\\w*|pilotprosjekt\\w*|pilot project|pilot|kokeilu\\w*|esihanke\\w*|esiselvitys\\w*|pre-study|"
    "opfølgning\\w*|oppfølging\\w*|uppföljning\\w*|follow-?up|follows up|seuranta|jatkoa|jatkaa|jatko\\w*|framhald|"
    "fortsættelse|fortsettelse|fortsättning|continuation|continues|builds on|bygger på|bygger videre|bygde videre|"
    "bygger vidare|byggede på|perustuu|pohjautuu|byggir á|byggist á|byggði á|eftirfylgni|afrakstur|forut|ennen|"
    "arvtager|efterfølger|oppfølger|siden|inspired by|inspireret af|jälkeen|jatkona|kampagnen i|kampanjen i"
)
PAID_HEADING = re.compile(
    r"(?<!\w)(?:betalt|finansier\w*|bevilget|bevilliget|beviljat|støttet|stött|støttede|financed|funded|paid|"
    r"granted|supported|"
    r"rahoit\w+|fjármagn\w+|styrkt\w*|bekostade?|bekostet)\s+(?:af|av|by|från|fra|from)(?!\w)|"
    r"(?:midler|medel|tilskud|tilskudd|bidrag|grants|funds|funding|money|støtte|stöd|bevillinger|bevilgninger|"
    r"anslag)\s+"
    r"(?:fra|från|from)(?!\w)|(?:nefndin|ráðherranefndin|rådet|ministerrådet|the council|this council|councils?|"
    r"neuvosto|"
    r"ministerineuvosto)\s+(?:har\s+|has\s+|hefur\s+)?(?:fjármagnar|fjármagnað|greiðir|styrkir|finansierer|finansierar|"
    r"finansieret|finansiert|finansierat|betaler|betalar|betalt|støtter|stöder|funds|finances|pays|supports|rahoittaa|"
    r"maksaa)"
    r"(?!\w)|(?:fjármögnuð|greidd|styrkt)\s+af(?!\w)|ministerineuvoston\s+rahoit\w+|rahoittaja\w*",
    re.IGNORECASE,
)
"""Words of a heading below which a council pays for every item."""
PAYS = pattern(
    "bekostar|bekostade|bekoster|bekostede|bekostet|kustantaa|kustansi|afholdt alle|afholder alle|avholdt alle|"
    "bærer alle|bar alle|bär alla|bar alla|bears all|bore all|betalt|betalat|maksanut|greitt|står for|står för|"
    "stod for|stod för|met by|borne by|covered by|dækket af|"
    "dækkes af|dekket av|dekkes av|täcktes av|täcks av|afholdt af|"
    "approved|godkendte|"
    "godkjente|godkände|hyväksyi|samþykkti|"
    "set aside|sets aside|earmarked|øremærket|øremerket|öronmärkt|afsat|avsatt|afsatte|avsatte|betalas|betales|covers|"
    "covered|dækker|dekker|täcker|kattaa|"
    "stödde|støttede|støttet|støtter|supported|supports|contribute|tukee|gav|ga|gir|giver|ger|antoi|antaa|"
    "gaf|gefur|bevilget|bevilgede|bevilger|bevilliget|bevilligede|beviljade|"
    "beviljat|beviljar|finansierede|finansieret|"
    "finansieres|finansierer|finansiert|finansierte|finansierades|finansieras|finansierat|finansierade|rahoitti|"
    "rahoittaa|rahoittivat|rahoitus|rahoitettiin|myönsi|myöntää|myönsivät|myöntänyt|funded|funds|financed|finances|"
    "granted|grants|awarded|allocated|provided|contributed|contributes|paid|pays|gave|grant|from|styrkti|styrkir|"
    "styrkt|styrktu|veitti|veittu|veitir|styrkur|styrk|framlag|frá|fra|från|maksoi|maksoivat|maksavat|antoivat|antavat|rahoittavat|tukevat|"
    "myöntävät|veita|greiða|fjármagna|styrkja|maksaa|betalte|betalade|betaler|"
    "betalar|greiddi|greiðir|bidrog|bidrager|bidrar|fjármagnaði|fjármagnað|fjármagnar|tilskud|tilskudd|bidrag|"
    "bevilling|bevilgning|anslag|tuki|lagði til|leggur til|totalt|i alt|yhteensä|total|alls"
)
HALVES = {
    "0.5": "en halv|ei halv|halv|half a|half of a|puoli|puolen|puolta|hálf|hálfa|hálfri|hálfrar",
    "0.75": "trekvart|tre kvarts|tre fjerdedels|tre fjärdedels|trefjerdedels|three quarters of a",
    "0.25": "en kvart|a quarter of a|neljännes",
    "1.5": "halvanden|halvannen|en og en halv|én og en halv|en och en halv|one and a half|a million and a half|"
    "puolitoista|puolentoista|ein og hálf|eina og hálfa|einni og hálfri|hálf önnur",
    "2.5": "to og en halv|två och en halv|two and a half|kaksi ja puoli|tvær og hálf|tvær og hálfa",
    "3.5": "tre og en halv|tre och en halv|three and a half|kolme ja puoli|þrjár og hálf",
    "1": "en|én|ett|ei|one|a|yksi|yhden|ein|eina|einni",
    "2": "to|två|two|kaksi|kahden|tvær|tveimur",
    "3": "tre|three|kolme|kolmen|þrjár|þremur",
    "4": "fire|fyra|four|neljä|neljän|fjórar|fjórum",
    "5": "fem|five|viisi|viiden|fimm",
    "6": "seks|sex|six|kuusi|kuuden",
    "7": "syv|sju|seven|seitsemän|sjö",
    "8": "otte|åtte|åtta|eight|kahdeksan|átta",
    "9": "ni|nine|yhdeksän|níu",
    "10": "ti|tio|ten|kymmenen|tíu",
}
"""Numbers in words before "million", by their value."""
MILLIONS = (
    "million|millioner|miljon|miljoner|millions|miljoona|miljoonaa|miljoonan|milljón|milljónir|milljónum|mio|mill"
)
THOUSANDS = "tusind|tusinde|tusen|thousand|tuhatta|þúsund"
