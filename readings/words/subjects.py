"""Words with which a sentence speaks of the item itself, and words that show that it speaks of something else."""

import re

from readings.words import any_of, pattern

STEMS = {
    "project": "\\w*projekt|\\w*prosjekt|\\w*project|\\w*hanke|\\w*hankke|verkefn",
    "programme": "\\w*program|\\w*ohjelma|\\w*ohjelmi|\\w*áætlun",
    "conference": "\\w*konferen|\\w*conferenc|ráðstefn",
    "seminar": "\\w*seminar|\\w*seminaar|málþing|málstof|námsstefn|workshop|työpaj",
    "study": "\\w*undersøg|\\w*undersøk|\\w*undersök|kartläg|kartlæg|kortlæg|kartleg|kortlagn|\\w*studi|study|"
    "\\w*selvit|\\w*selvity|\\w*tutkimu|\\w*kartoitu|\\w*rannsókn|könnun|úttekt|utredning|rapport|report|raport|skýrsl|survey|"
    "mapping|analys|kysely",
    "campaign": "\\w*kampagne|\\w*kampanj|campaign|herferð|átak",
    "partnership": "partnersk|partnership|kumppanu|netværk|nettverk|nätverk|network|verkosto|tengslanet|samstarfsnet|"
    "samarbe",
}
"""How the words for each kind begin, in every case and compound."""
OF_KIND = {kind: re.compile(rf"(?:{stems})\w{{0,8}}", re.IGNORECASE) for kind, stems in STEMS.items()}
WORK = re.compile(
    r"(?:arbejd|arbeid|arbet|work|työ(?:t|n|tä)?$|toimin|starf|indsats|innsats|insats|tiltak|tiltag|aktivitet|activit|"
    r"åtgärd|gennemførelse|gjennomføring|genomförande|implementation|toteutu|framkvæmd|virksomhed|verksamhet|virksomhet|"
    r"initiativ|aloit|forløb|scheme|toimenpi|aðgerð)\w{0,8}",
    re.IGNORECASE,
)
"""General words for what an item does."""
PRONOUN = pattern(
    "det|den|de|dei|it|they|se|ne|hún|hann|það|þau|þær|þeir|detta|dette|denne|this|tämä|þetta|þessi|disse|dessa|these|"
    "alt|allt|all|sitä|sen|siihen|siitä|tähän|niitä|því|þeim|dem|them|henni|honum|hana|hann|þess|þeirri|det hele"
)
GENITIVE = re.compile(r"\w{3,}(?:ets|ens|ernes|ernas|enes|sins|arinnar|unnar|['’]s|anna)", re.IGNORECASE)
"""A word that belongs to the next one: "projektets første fase"."""
PART = pattern(
    "første|anden|andre|tredje|fjerde|sidste|siste|først|första|andra|sista|first|second|third|fourth|last|final|"
    "ensimmäi\\w+|toinen|toisen|toista|kolmas|viimei\\w+|fyrst\\w+|annar|önnur|annan|öðrum|þriðj\\w+|síðast\\w+|indledende|"
    "innledende|inledande|introductory|preliminary|initial|forberedende|förberedande|preparatory|valmistelev\\w*|"
    "afsluttende|avsluttende|avslutande|ny|nye|nyt|nytt|new|uusi|uuden|nýr|ný|nýtt|en del|part"
)
"""A word before a noun that makes it a part of the item, or something beside it."""
A = pattern("en|et|ett|ei|eit|a|an|eräs")
"""The article of something that was not named before."""
SKIPPED = pattern(
    "og|och|and|ja|men|but|mutta|samt|så|også|även|also|myös|einnig|har|have|has|had|hadde|havde|hade|blev|ble|bliver|"
    "blir|er|är|is|was|were|are|been|be|blevet|blitt|blivit|on|oli|ovat|olivat|var|voru|eru|hefur|hafði|skal|ska|skall|"
    "will|shall|kan|can|derfor|därför|thus|nu|nå|now|nú|nyt|then|da|då|allerede|redan|already|jo|der|där|there|selve|"
    "själva|itself|itse|sjálft|sit|sin|its|the|årligt|hele|hela|whole|koko|allt|alle|alla|all|stadig|fortsatt|still|"
    "fortfarande|edelleen|enn|for længst|i alt|totalt|sammen|tilsammen|tillsammans|together|yhdessä|saman|hver|each|"
    "begge|båda|both|ikke|dermed|därmed|thereby|siis|því|þá|enda|derefter|therefore|samlede|samlet|sammanlagt|total|totale|"
    "totala|siden|sedan|since|som|which|that|who|joka|jotka|jonka|jota|sem|år|åren|årene|years?|året|vuosina|vuonna|"
    "vuoden|vuodesta|alls|samtals|yhteensä|kaikkiaan|sammanlagt|ialt|altogether|tilsammen|sammenlagt|árið|árunum|maj|mars|marts|kl|ca|noin|until|upp|op|opp|ud|ut|out|fram|frem"
)
"""Words that name nothing."""
PREPOSITION = pattern(
    "om|for|för|fra|från|from|i|in|på|til|till|to|med|with|mod|mot|against|af|av|of|ved|vid|at|by|hos|blandt|bland|among|"
    "mellem|mellom|mellan|between|um|í|á|frá|fyrir|með|við|under|over|över|during|through|gennem|gjennom|genom|efter|"
    "etter|after|før|före|before|rettet|riktad"
)
MONEY = re.compile(
    r"(?:\w*bevilling|\w*bevilgning|anslag|\w*bidrag|\w*støtte|\w*stöd|\w*tilskud|beløb|beløp|belopp|\w*finansiering|"
    r"\w*budget|\w*budsjett|\w*budjet|\w*kostnad|\w*omkostning|\w*udgift|\w*utgift|\w*rahoitu|\w*avustu|summa|sum|ramme|"
    r"grant|fund|money|cost|expens|amount|support|contribution|\w*styrk|framlag|kostnað|\w*kustannu|menot|kulut|tuki|"
    r"tue|andel|osuu|share|hlut|\w*fjárhæð|upphæð|rest|loput|regning|raha|fé|\w*áætlun|pris|hint|halvdel|hälft|half|"
    r"puole|helming|tredje|kolma|þriðj|award|allocation|vara|midler|medel|penge|pengar|kehy|third|quarter|\w*kron|krón|kruun|euro|milj|"
    r"mill|\w*tusen|\w*tusind|\w*tuha|þúsund|\w*hundr|\w*sata)\w{0,9}",
    re.IGNORECASE,
)
"""Words for the money of an item."""
RELATIVE = re.compile(rf"\W*{any_of('som|der|which|that|who|joka|jotka|jonka|jota|sem')}(?!\w)", re.IGNORECASE)
COUNCIL_WORD = re.compile(
    r"(?<!\w)(?:minister(?:rådet|rådets|råd)|(?:the )?council(?: of ministers|'s|’s)?(?! of)|NMR(?:s|'s)?|NCM|"
    r"ministerineuvosto\w*|ráðherranefnd\w*)(?!\w)",
    re.IGNORECASE,
)
"""What annexes call the Council after its first full name."""
