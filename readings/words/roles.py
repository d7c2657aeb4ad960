"""Words that give a council or an organisation its role."""

import re

from readings.words import any_of, role_verbs

_BEFORE = {
    "implementing": "tekee|tekevät|tekivät|vann|unnu|driven by|drivs av|gerð af|gert af|gerðar af|gjordes av|"
    "gjord av|gjort av|gjordes af|lavet af|"
    "selvityksen tekivät|tutkimuksen tekivät|"
    "kartoituksen tekivät|made by|done by|udarbejdes af|undertaken by|skrevet af|skrevet av|skriven av|"
    "skrivet av|skrevs av|written by|udarbejdet af|"
    "utarbeidet av|utarbetad av|utarbetades av|prepared by|compiled by|kirjoitti|laati|skrifuð af|skrifað af|"
    "foretaget af|foretatt av|selvityksen teki|selvityksen laati|tutkimuksen teki|kyselyn teki|"
    "kartoituksen teki|gennemføres af|gennemført af|gennemførtes af|gennemføres af|gjennomføres av|gjennomført av|"
    "gjennomførtes av|genomförs av|genomfördes av|genomförd av|genomfört av|implementeras av|implementeres av|"
    "implementeres af|implementerades av|utförs av|utfördes av|utføres av|utført av|udføres af|udført af|"
    "udførtes af|carried out by|implemented by|conducted by|executed by|run by|unnið af|unnin af|framkvæmt af|"
    "framkvæmd af|drives av|drives af|drivs av|drevet av|drevet af|toteuttajana on|toteuttajana oli|toteuttaa|"
    "toteutti|toteuttajana toimii|toteuttajana toimi|gennemfører|genomför",
    "co-operating": "partnere er|partnere var|partnerne er|partnerne var|partner är|partner var|partner er|partners är|"
    "partners var|parter är|parter var|parter er|partners are|partners were|partner is|partner was|"
    "kumppaneita ovat|kumppanit ovat|kumppaneina ovat|kumppaneina olivat|kumppanina on|kumppanina oli|"
    "mukana ovat|mukana on|mukana olivat|samstarfsaðilar eru|samstarfsaðilar voru|samstarfsaðili er|samstarfsaðili var|"
    "i partnerskab med|i partnerskap med|"
    "in close co-operation with|in close cooperation with|in close collaboration with|i nært samarbejde med|"
    "tæt sammen med|i tett samarbeid med|i nära samverkan med|i samverkan med|med deltagelse af|i nánu samstarfi við|"
    "i samarbejde med|i samarbete med|i samarbeid med|i samråd med|i tæt samarbejde med|"
    "i nært samarbeid med|i nära samarbete med|tillsammans med|sammen med|in co-operation with|in cooperation with|"
    "in collaboration with|in partnership with|together with|jointly with|í samstarfi við|í samvinnu við|ásamt|"
    "yhteistyössä|yhteistyökumppaneina ovat|yhteistyökumppaneina olivat|yhteistyökumppanina on|"
    "yhteistyökumppanina oli|samarbejdspartnere er|samarbejdspartner er|samarbeidspartnere er|samarbeidspartner er|"
    "samarbetspartner är|samarbetspartner var|samarbetspartners är|samarbejdspartner var|samarbeidspartner var|"
    "samarbejde mellem|samarbete mellan|samarbeid mellom|co-operation between|cooperation between|"
    "collaboration between|samstarf milli|samstarfsverkefni",
    "coordinating": "koordineres af|koordineres av|koordineras av|koordinerades av|koordineredes af|koordinert av|"
    "koordineret af|ledes af|ledes av|ledas av|leds av|leddes av|ledd av|ledet af|ledet av|coordinated by|led by|"
    "samordnas av|samordnes av|samordnades av|stýrt af|leitt af|undir stjórn|undir forystu|koordinoi|johtaa|johti|"
    "koordinaattorina toimii|koordinaattorina toimi|koordinator er|koordinator var|samordnare är|umsjón hefur|"
    "under the leadership of|headed by|managed by|under ledning af|koordinoijana on|under ledelse af|"
    "under ledelse av|under ledning av",
    "hosting": "vært var|vært er|vertskap var|vertskap er|vert var|vert er|värd var|värd är|med värdskap av|"
    "hosted by|isäntänä oli|isäntänä toimi|gestgjafi var|the host was|host was|værter var|med vertskap hos",
    "organiser": "arrangeret af|arrangeredes af|arrangeres af|arrangert av|arrangeres av|arrangerad av|"
    "arrangerades av|afholdt af|avholdt av|organised by|organized by|held by|haldin af|haldið af|á vegum|järjesti|"
    "järjestivät|järjestää|ansvarlig er|ansvarlig var|ansvarig är|ansvarig var|vastaa|arranged by",
    "initiating": "på initiativ af|på initiativ av|on the initiative of|at the initiative of|on the initiative from|"
    "initieret af|initiert av|initierat av|initierades av|initieredes af|initiated by|að frumkvæði|aloitteesta|"
    "på opdrag af|efter initiativ av|efter initiativ af|etter initiativ fra|etter initiativ av|på initiativ fra",
    "co-funding": "medfinansieret af|medfinansieres af|medfinansiert av|medfinansieras av|medfinansierades av|"
    "co-funded by|co-financed by|cofunded by|cofinanced by|meðfjármagnað af|osarahoittajana|delfinansieret af|"
    "delfinansiert av|delfinansierat av",
}
_STANDING = (
    *("står for", "stod for", "står för", "stod för", "svarer for", "svarar för", "svarade för", "svarte for"),
    *("ansvarar för", "ansvarade för", "er ansvarlig for", "är ansvarig för", "har ansvar for", "har ansvaret for"),
    *("har ansvaret för", "er ansvarlige for", "har"),
)
_DONE = (
    "undersøgelsen|undersøkelsen|undersökningen|studien|studiet|kampagnen|kampanjen|kortlægningen|kartlægningen|"
    "kartleggingen|kartläggningen|projektet|prosjektet|programmet|analysen|gennemførelsen|gjennomføringen|genomförandet"
)
_LED = (
    "koordineringen|koordinationen|koordinasjonen|samordningen|ledelsen|ledningen|projektledelsen|prosjektledelsen|"
    "projektledningen"
)
_AFTER = {
    "implementing": "udførte|utførte|utförde|bedriver|bedrev|driver|drev|drives|conducts|conducted|undertakes|"
    "undertook|is carrying out|is implementing|"
    "is responsible for the implementation|was responsible for the implementation|is responsible for implementing|"
    "har gennemført|har gjennomført|har genomfört|"
    "tekee|laatii|laati|on toteuttanut|vastaa hankkeen toteutuksesta|vastasi toteutuksesta|"
    "vinnur að|framkvæmir|framkvæmdi|gjorde|lavede|teki|tekivät|gerði|toteuttaa|toteutti|toteuttavat|toteuttivat|"
    "toteuttaja|carries out|carried out|implements|"
    "implemented|gennemfører|gennemførte|gjennomfører|gjennomførte|genomför|genomförde|sér um framkvæmd\\w*|"
    "annast framkvæmd\\w*|annaðist framkvæmd\\w*|sá um framkvæmd\\w*|udfører|utfører|utför|står for gjennomføringen|"
    "står for gennemførelsen|står för genomförandet|vastaa toteutuksesta",
    "coordinating": "manages|managed|heads|headed|is lead partner|on koordinaattori|vastaa koordinoinnista|vetää|veti|"
    "stjórnar|stjórnaði|samræmir|samræmdi|samordnade|samordnede|samordnet|koordinoi|johtaa|johti|coordinates|"
    "coordinated|leads|led|leder|ledede|ledet|ledde|koordinerer|"
    "koordinerede|koordinerte|koordinerar|koordinerade|samordner|samordnar|stýrir|stýrði|leiðir|leiddi|hefur umsjón|"
    "hafði umsjón|har i uppgift att koordinera|er koordinator|är samordnare|is the coordinator",
    "hosting": "stod som värd|stod som vært|sto som vert|var vertskap|som vært|som vert|som värd|som værter|"
    "som vertskap|as host|as hosts|as the host|isäntänä|"
    "sem gestgjafi|var vært|er vært|var vert|er vert|var värd|är värd|hosts|hosted|isännöi|toimi isäntänä|"
    "var gestgjafi|was the host|stod for vertskapet|stod för värdskapet|stod som vært",
    "initiating": "er initiativtaker|er initiativtager|är initiativtagare|var initiativtaker|var initiativtager|"
    "var initiativtagare|initierede|initierte|initierade|initiated|tog initiativ til|tok initiativ til|"
    "tog initiativ till|tog initiativet|tok initiativet|átti frumkvæði|teki aloitteen|teki aloitteen",
    "co-operating": "kanssa|as a partner|som partner|as partners?|som partnere?|som partners|"
    "som samarbejdspartnere?|som samarbeidspartnere?|"
    "som samarbetspartners?|yhteistyökumppaneina|kumppaneina|sem samstarfsaðilar|on yhteistyökumppani|"
    "on yhteistyökumppanina|er samarbejdspartner|er samarbeidspartner|är samarbetspartner|is a partner|are partners|"
    "er partner|er partnere|är partner|är partners",
    "co-funding": "medfinansierer|medfinansierede|medfinansierte|medfinansierar|medfinansierade|co-funds|co-funded|"
    "co-finances|co-financed|osarahoittaa|osarahoitti",
    "initiated-fi": "aloitteesta",
}
_STANDS = {"implementing": _DONE, "coordinating": _LED}
_AFTER |= {
    role: words + "".join(f"|{stands} {what}" for stands in _STANDING for what in _STANDS[role].split("|"))
    for role, words in _AFTER.items()
    if role in _STANDS
}
"""Also "Fafo står for undersøgelsen"."""
BEFORE = {
    role: re.compile(
        r"(?<!\w)" + any_of([*words.split("|"), *role_verbs.BEFORE.get(role, ())]) + r"(?!\w)", re.IGNORECASE
    )
    for role, words in _BEFORE.items()
}
"""The role by the words right before the name: "gjennomført av Fafo"."""
GENERIC = re.compile(
    r"(?:(?:foreningen|föreningen|stiftelsen|organisationen|organisasjonen|instituttet|institutet|netværket|nettverket|"
    r"nätverket|samtökin|félagið|stofnunin|järjestö|yhdistys|säätiö|association|foundation|network)\s+)?",
    re.IGNORECASE,
)
"""The word for a kind of organisation before its name."""
AFTER = {
    role: re.compile(
        r"\s*,?\s*" + any_of([*words.split("|"), *role_verbs.AFTER.get(role, ())]) + r"(?!\w)", re.IGNORECASE
    )
    for role, words in _AFTER.items()
    if role != "initiated-fi"
}
AFTER_INITIATIVE = re.compile(r"\s*aloitteesta(?!\w)", re.IGNORECASE)
"""The role by the words right after the name: "Fafo toteuttaa"."""
PAID_AFTER = re.compile(
    r"\)?\s*(?:,\s*(?:(?:som|der|which|who|joka|jotka|sem)\s+)?)?"
    r"(?:(?:sammen|tilsammen|til sammen|tillsammans|together|jointly|yhdessä|saman|i fællesskap|"
    r"i fællesskab|hver|each|vardera|"
    r"begge|båda|both|har|have|has|ovat|on|hafa|hefur)\s+)*(?:bevilget|bevilgede|bevilger|bevilliget|"
    r"bevilligede|beviljade|beviljat|beviljar|"
    r"finansierede|finansierte|finansierade|finansierer|finansierar|myönsi|myönsivät|rahoitti|rahoittivat|"
    r"granted|grants|funded|financed|"
    r"awarded|veitti|veittu|styrkti|styrktu|greiddi|greiddu|betalte|betalade|paid|"
    r"stödde|støttede|støttet|støtter|supported|supports|tuki|tukee|bidrog|contributed|contributes|contribute|"
    r"delade på|delar på|deler|delte|jakavat|jakoivat|dækker|dækkede|dekker|dekket|dekte|täcker|täckte|covers|covered|"
    r"kattaa|kattoi|bidrar|bidrager|bidro|bidratt|bidragit|avsätter|avsatte|afsatte|afsætter|satte av|setter av|"
    r"set aside|sets aside|earmarked|allocates|allocated|provides|provided|gives|gave|gav|ga|giver|gir|ger|"
    r"myöntää|rahoittaa|maksaa|maksoi|maksoivat|maksavat|antoi|antoivat|antavat|antaa|rahoittavat|tukevat|tukivat|veitir|veita|greiða|"
    r""
    r"styrkir|fjármagnar|fjármagnaði|greiðir|leggur til|lagði til|lögðu til|tildelte|tilldelade|tildelede|tildeler|"
    r"står for|står för|stod for|stod för|pays|pay|support|"
    r"bekostar|bekostade|bekoster|bekostede|bekostet|kustantaa|kustansi|afholdt alle|afholder alle|avholdt alle|"
    r"bærer alle|bar alle|bär alla|bar alla|bears all|bore all|"
    r"delte|shared)(?!\w)",
    re.IGNORECASE,
)
"""The words after councils that pay: "MR-A and MR-B together granted"."""
PAID_BEFORE = re.compile(
    r"(?:(?:penge|pengene|midler|midlerne|midlene|pengarna|pengar|medel|medlen|bevilling|bevillingen|bevilgning|"
    r"bevilgningen|"
    r"anslag|anslaget|bidrag|bidraget|støtte|støtten|stöd|stödet|tilskud|tilskuddet|tilskudd|beløbet|beløpet|beloppet|"
    r"finansiering|finansieringen|the money|money|the funds|funds|the grant|grant|the funding|funding|the amount|rahat|"
    r"rahoitus|avustus|féð|fjármagnið|styrkurinn|framlagið|alt sammen|alt|alltihop|allt|all of it)\s+"
    r"(?:(?:kommer|kom|er|är|is|was|var|stammer|stammar|hentes|hämtas|tages|tas|togs|blev|ble|kemur|comes?|came|tulee|"
    r"tuli)\s+)"
    r"(?:(?:taget|tatt|hentet|hämtats|taken|i sin helhed|i sin helhet)\s+)?(?:fra|från|from|frá))\s+$|"
    r"(?:alt sammen|alt i alt|alltihop|i sin helhed|i sin helhet|in full|all of it)\s+(?:fra|från|from)\s+$|"
    r"(?:(?:med|with|by|av|af)\s+(?:penge|pengar|penger|støtte|stöd|medel|midler|finansiering|tilskud|"
    r"tilskudd|bidrag|support|"
    r"funding|funds|money|grants?)\s+(?:fra|från|from|af|av|of)|"
    r"(?:delt|delte|delades|deles|delas|shared|split|jaettiin|skipt)\s+(?:(?:ligeligt|likt|lika|equally|tasan|"
    r"jafnt)\s+)?"
    r"(?:mellem|mellom|mellan|between|milli|kesken|by|af|av))\s+$",
    re.IGNORECASE,
)
"""The words before councils that share a cost."""
AUDIENCE = re.compile(
    r"(?:seminar\w*|seminaari\w*|konference\w*|konferens\w*|konferanse\w*|conference|workshop|møde|møte|möte|meeting|"
    r"ráðstefn\w*|málstof\w*|kurs\w*|course|training)\s+(?:for|för|fyrir)\s+(?:the\s+|members of\s+)*$",
    re.IGNORECASE,
)
PARTNER_NOUN = any_of(
    "samarbejdspartner|samarbejdspartnere|samarbeidspartner|samarbeidspartnere|samarbetspartner|samarbetspart|"
    "partner|partnere|partners|yhteistyökumppani|kumppani|samstarfsaðili"
)
_FROM_HERE = any_of(
    "norske|norska|norsk|svenske|svenska|svensk|danske|danska|dansk|finske|finska|finsk|islandske|isländska|islandsk|"
    "lettiske|lettiska|latviske|latviska|litauiske|litauiska|litauisk|estiske|estniske|estniska|estnisk|estisk|polske|"
    "polska|"
    "polsk|tyske|tyska|tysk|russiske|ryska|russisk|rysk|nordiske|nordiska|nordisk|baltiske|baltiska|baltisk|Norwegian|"
    "Swedish|Danish|Finnish|Icelandic|Latvian|Lithuanian|Estonian|Polish|German|Russian|Nordic|Baltic|norjalainen|"
    "ruotsalainen|tanskalainen|suomalainen|islantilainen|latvialainen|liettualainen|virolainen|puolalainen|saksalainen|"
    "venäläinen|norræna|sænska|danska|norska|finnska|íslenska|lettneska|litháíska|eistneska|pólska|þýska|rússneska"
)
_BODY = (
    r"[^\W\d]*(?:organisation(?:en)?|organisasjon(?:en)?|organization|stiftelsen?|fonden|forening(?:en)?|"
    r"förening(?:en)?|"
    r"institut(?:t)?(?:et)?|institute|cent(?:e)?r(?:et)?|centret|centrum|senter(?:et)?|krisecenter|netværk(?:et)?|"
    r"nettverk(?:et)?|nätverk(?:et)?|network|association|foundation|myndighed(?:en)?|myndighet(?:en)?|agency|"
    r"universitet(?:et)?|university|forbund(?:et)?|förbund(?:et)?|järjestö|yhdistys|säätiö|laitos|tutkimuslaitos|"
    r"keskus|"
    r"verkosto|kansalaisjärjestö|samtökin|félagið|stofnunin|NGO|charity)"
)
LIST_JOINT = re.compile(
    r"[\s*]*(?:,|;|/|\+|&|og|och|ja|and|samt|sekä|as well as|som|,\s*(?:og|och|and|ja|samt))[\s*]*"
    r"(?:(?:the|den|det|de)\s+)?[*]?",
    re.IGNORECASE,
)
PLACE_AFTER = re.compile(
    r"\s*(?:\([^)]{1,40}\)|,\s*(?:Norge|Norway|Sverige|Sweden|Danmark|Denmark|Finland|Suomi|Ísland|Island))",
    re.IGNORECASE,
)
BEFORE_NAME = re.compile(
    rf"[\s:*\"“”«»]*(?:(?:the|den|det|de|både|både|bl\.a\.|bland annat|blandt andet|blant annet|muun muassa|"
    rf"meðal annars|among others|kommunerne|kommunene|kommunerna|{_FROM_HERE}|"
    rf"(?:(?!(?:of|from|fra|från|frá|av|af|i|in|for|för|hos|til|till|by|and|og|och)\b)[a-zåäöæøðþ][\w’'-]+\s+)?{_BODY})\s+)*",
    re.IGNORECASE,
)
