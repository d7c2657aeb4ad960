"""Verbs of annexes: those that end a title, and those that say what happened on a date."""

from readings.words import pattern

VERB = pattern(
    "stöds|stöddes|stödjs|betalas|betalades|betaltes|betales|er|var|är|blev|ble|bliver|blir|skal|skall|ska|har|havde|hadde|hade|vil|kan|oli|ovat|olivat|is|was|are|were|has|"
    "have|had|will|shall|can|aims|aimed|seeks|supports|supported|brings?|brought|helps?|helped|trains?|trained|"
    "gives?|gave|startede|startet|startade|starter|startar|started|starts|begyndte|begynte|började|begynner|"
    "begynder|inleddes|inledes|began|begins|alkoi|alkaa|hófst|hefst|hófust|afsluttedes|avsluttedes|avslutades|"
    "avslutas|ended|ends|päättyi|päättyy|lauk|lýkur|samler|samlet|samlade|samlar|gennemføres|gennemførtes|"
    "gjennomføres|genomfördes|genomförs|toteutettiin|toteutetaan|toteuttaa|järjestettiin|järjestetään|pidettiin|"
    "arrangerade|arrangerades|arrangerede|arrangeret|arrangerte|arrangerer|arrangerar|holdtes|afholdtes|hölls|"
    "koordinerades|koordineras|koordineres|koordinerede|ledes|ledas|leds|vinder|riktar|rettet|retter|fokuserade|"
    "fokuserede|fokuserer|fokuserar|undersøger|undersøgte|undersöker|undersökte|kartlægger|kartla|kartlade|"
    "kartlegger|kartlägger|selvitti|selvittää|kartoitti|kartoittaa|kouluttaa|koulutti|kokosi|kokoaa|edistää|edisti|"
    "tukee|tuki|pyrkii|pyrki|jatkaa|jatkoi|miðar|stuðlar|beinist|beindist|fjallar|fjallaði|felst|fólst|skoðar|"
    "skoðaði|kannar|kannaði|leiðir|þjálfar|þjálfaði|styður|studdi|styrker|styrket|stärker|stärkte|tog|tok|bygger|"
    "byggede|bygde|byggde|udvikler|udviklede|utvikler|utviklet|utvecklar|utvecklade|kehittää|kehitti|develops|"
    "developed|examines|examined|maps|mapped|looks|looked|teaches|taught|uddanner|uddannede|utdanner|utbildar|"
    "utbildade|satte|sætter|setter|sätter|giver|gav|gir|ger|veitir|skapar|skaber|skaper|skapade|løber|løper|løp|"
    "pågår|pågik|pågikk|pågick|foregår|foregik|foregikk|foregik|stöddes|støttes|styrktes|finansieredes|"
    "finansierades|finansieres|finansieras|lanserades|lanceredes|lansert|launched|runs|ran|lasts|lasted|stendur|"
    "stóð|fór|verður|verða|voru|hefur|hafði|haldin|haldinn|haldið|unnið|unnin|käynnistyi|käynnistyy|tavoittelee"
)
MORE_VERBS = pattern(
    "fandt|fant|finder|finner|äger|ägde|varede|varte|varade|varer|varar|kørte|kjørte|körde|kører|kjører|kör|henvender|"
    "henvendte|vender|vänder|vendte|vände|riktade|rettede|omfatter|omfattar|omfattede|omfattade|omfattet|lærer|lærte|lär|"
    "lärde|hjælper|hjälper|hjelper|hjalp|hjälpte|tilbyder|tilbød|erbjuder|erbjöd|tilbyr|viser|viste|visar|visade|"
    "beskriver|beskrev|oprettede|opretter|oppretter|opprettet|inrättade|öppnar|åbner|åpner|öppnade|åbnede|åpnet|lader|"
    "låter|lar|når|nåede|nådde|når|foregår|auttaa|auttoi|opettaa|opetti|tarjoaa|tarjosi|kestää|kesti|toimii|toimi|"
    "koskee|koski|järjesti|järjestää|hjálpar|hjálpaði|býður|bauð|kennir|kenndi|nær|náði|stóð|fór|tók|tekur|styður|"
    "teaches|offers|offered|shows|showed|describes|described|covers|covered|makes|made|takes|took|spans|spanned|reached|"
    "reaches|works|worked|sættes|sattes|settes|satte|blev|følger|følgte|fulgte|följer|följde|tester|testede|testade|prøver|"
    "prøvede|prövar|prövade|utformar|udformede|giver|fik|fikk|fick|får|saa|sai|fékk|fær"
)
"""More verbs of first sentences: they end a name behind the word for the kind ("Kampagnen Grøn bil henvender …")."""
HELD = pattern(
    "hållet|hållen|hållits|hålls|avhållet|avhållen|anordnades|anordnas|ordnades|järjestetty|pidetty|"
    "arrangerades|arrangeredes|arrangeret|arrangert|arrangeras|arrangeres|arrangerade|afholdt|afholdtes|avholdt|"
    "avholdtes|avhölls|hölls|holdt|holdtes|holdes|hölls|äger rum|ägde rum|finder sted|finner sted|fandt sted|"
    "fant sted|fand sted|järjestettiin|"
    "järjestetään|pidettiin|pidetään|was held|were held|is held|held|took place|takes place|haldin|haldinn|haldið|"
    "var haldin|fór fram|organised|organized|hosted|organiserades|gick av stapeln|samlades|mødtes|møttes|kokoontui"
)
RAN = pattern(
    "bedrivs|bedrevs|bedriver|bedrev|bedrives|udfører|udførte|utfører|utførte|utför|utförde|sköter|skötte|toimi|toimii|"
    "koordinoi|koordinoidaan|johtaa|johti|johdetaan|koordinerer|koordineres|koordineras|koordinerar|coordinates|"
    "coordinated|stýrir|leiðir|tekee|studied|studying|arbejdet|arbetat|arbeidet|"
    "løber|kørte|kjørte|körde|kördes|ledet|ledede|leddes|leds|ledes|ledde|led by|drevet|drevs|drev|driver|"
    "strækker sig|strekker seg|sträcker sig|spans|spanned|varar|foretages|foretas|undertaken|gennemførte|"
    "starfaði|var unnið|oli käynnissä|oli toiminnassa|"
    "gjorde|lavede|drivs|drives|running|gerð|gjordes|lavet|skrevet|skrevs|skrev|skrifaði|kirjoitti|wrote|written|udarbejdet|utarbeidet|"
    "utarbetades|laadittiin|kirjoitettiin|"
    "gennemførte|gennemfører|gjennomførte|gjennomfører|genomförde|genomför|toteutti|toteuttaa|foretaget|"
    "foretatt|företogs|teki|kører|kjører|körs|kör|gennemført|gennemførtes|gennemføres|gjennomført|"
    "gjennomføres|gjennomførtes|genomfördes|genomförs|genomförd|genomfört|toteutettiin|toteutetaan|toteutui|"
    "carried out|implemented|ran|runs|run|conducted|unnið|unnin|unnar|framkvæmt|framkvæmd|pågick|pågår|pågikk|"
    "foregik|foregikk|stendur|löpte|løb|løp|løper|löper|stóð|stendur yfir|varede|varade|varte|kesti|kestää|lasted|"
    "lasts|udført|utført|utfördes|utförs|was active|var aktiv|löpte|udførtes|tehtiin|varer"
)
STARTED = pattern(
    "har gått siden|har gått sedan|har løbet siden|har varit i gång sedan|har vært i gang siden|har været i gang siden|"
    "has run since|on toiminut vuodesta|on ollut käynnissä vuodesta|hefur staðið frá|hefur verið í gangi frá|"
    "indledt|indledes|innledes|inledd|sat i gang|satt i gang|sattes igång|kom i gang|kom igång|"
    "gik i gang|gikk i gang|gick i gång|gick igång|går i gang|går igång|gik igang|gikk igang|"
    "drog i gang|drogs igång|startats|har startat|kicked off|opnaði|åbnede|åpnet|öppnade|öppnades|"
    "invigdes|lanseras|lanseres|lanceres|lancerades|etableret|etablert|etablerades|established|set up|"
    "påbegyndtes|påbegyndes|käynnistyivät|on käynnistetty|var hleypt af stokkunum|hleypt af stokkunum|"
    "startede|startet|startade|starter|startar|started|starts|began|begins|begyndte|begynte|började|börjar|begynder|"
    "begynner|inleddes|inledes|inleds|indledtes|innledet|alkoi|alkaa|käynnistyi|käynnistyy|käynnistettiin|hófst|"
    "hefst|hófust|hefjast|hóf göngu sína|sattes i gang|blev sat i gang|ble satt i gang|igangsat|igangsatt|"
    "lanserades|lanceret|lanceredes|launched|påbegyndt|påbegynt|påbörjades|aloitettiin|initiated in|fór af stað|"
    "ýtt úr vör|running since|pågår siden|pågår sedan|pågått siden|kører siden|kørt siden|kjørt siden|"
    "käynnissä vuodesta|er i gang siden|been running since|har pågått siden|har pågått sedan|iværksat|"
    "iverksatt|opprettet|oprettet|"
    "inrättades"
)
DONE = pattern(
    "ble gjort|blev gjort|gjordes|blev gennemført|ble gjennomført|gennemførtes|gjennomførtes|genomfördes|udførtes|"
    "blev udført|ble utført|utførtes|utfördes|was carried out|was conducted|was implemented|was done|was made|"
    "toteutettiin|tehtiin|teki|toteutti|laadittiin|var unnið|var unnin|var gerð|var gert|blev lavet|ble laget|"
    "blev foretaget|ble foretatt|gennemførte|gjennomførte|genomförde|udførte|utførte|utförde|carried out|conducted"
)
"""What was done whole in the time that is named."""
ENDED = pattern(
    "afrundet|afrundes|avrundet|avrundes|slutter|slutar|to end|will end|end in|wound up|udløber|udløb|"
    "utløper|utløp|expires|expired|löper ut|löpte ut|löpt ut|rennur út|rann út|loppuu|"
    "saatetaan päätökseen|avslutas|fullförs|slutförs|færdiggøres|ferdigstilles|lyki|lauk|"
    "closed|afsluttet|afsluttedes|afsluttes|avsluttet|avsluttes|avsluttedes|avslutades|avslutas|avslutat|ended|ends|"
    "finished|concluded|completed|päättyi|päättyy|päättyivät|päätettiin|lauk|lýkur|loppui|sluttede|sluttet|slutade|"
    "upphörde|ophørte|opphørte|was closed|saatettiin päätökseen|saatiin valmiiksi|lokið|valmistui|fullført|"
    "slutfördes|ferdig"
)
DURING = pattern(
    "under år|under åren|under året|under|i perioden|i årene|i åren|under perioden|during|in the years|vuosina|"
    "á árunum|árin|mellan|mellem|mellom|between|fra|från|from|i løbet af|i løpet av|aikana|på årene|í|tímabilið|"
    "á tímabilinu"
)
LATER = pattern(
    "rapport\\w*|report\\w*|publicer\\w*|offentliggjort\\w*|publisert|published|julkais\\w*|ilmesty\\w*|utgitt|"
    "udgivet|utgavs|gefin\\w* út|skýrsla\\w*|planlagt|planlegges|planeras|planned|näste|neste|næste|nästa|"
    "seuraava\\w*|næst\\w*|next|skal|skall|ska|will|senest|senast|viimeistään|seneste|inden|by the end|i seneste|"
    "evalueret|evaluer\\w*|resultaten|resultatene|resultaterne|tulokset|niðurstöð\\w*|results|besøkte|besökte|"
    "besøgte|deltog|deltok|godkänd\\w*|godkjent|godkendt|vedtatt|vedtaget|vedtok|hyväksy\\w*|adopted|approved|"
    "samþykkt\\w*|slutrapport|sluttrapport"
)
