"""Words of sentences about something that did not happen, that changed, or that another project did."""

import re

from readings.words import pattern

NEGATED = pattern(
    "ikke|ikkje|aldrig|aldri|ej|inte|icke|not|never|no longer|neither|nor|cannot|ei|eivät|eikä|ei vielä|ekki|aldrei|"
    "ingen|inga|inget|intet|ingenting|hverken|verken|varken|hvorki|"
    "\\w{2,}n't|snarere|hellere|rather than"
)
_END = (
    r"(?:slutdatum|slutdag|sluttdato|slutdato|sluttidspunkt|end\s+date|end|päättymis\w+|loppumis\w+|lokadag\w*|"
    r"lokadagsetning\w*)"
)
NO_END = re.compile(
    rf"(?<!\w)(?:ingen|inget|intet|no|ikke\s+noen|ikke\s+nogen|inte\s+något|ei|engan|enginn|engin)\s+(?:[^\W\d]+\s+)?{_END}"
    rf"(?!\w)|{_END}\s+(?:er|är|is|on)\s+(?:\w+\s+)?(?:ikke|inte|not|ekki|ei|endnu\s+ikke)\s+\w+",
    re.IGNORECASE,
)
"""That an end is not set takes back nothing else: "har ingen sluttdato"."""
WITHOUT = pattern("uden|uten|utan|without|ilman|án")
"""Words that take back what follows, and nothing before them: "Fafo studied work without a contract"."""
CHANGED = pattern(
    "skulle|skulle have|skulle ha|was to|were to|should have|would have|would|oli tarkoitus|piti|pitäisi|"
    "átti að|áttu að|"
    "stedet|stället|istället|instead|sijasta|sijaan|staðinn|oprindeligt?|opprinnelig|ursprungligen|originally|"
    "alun perin|upphaflega|derefter|deretter|därefter|thereafter|sen jälkeen|síðan|senere|senare|later|myöhemmin|"
    "forlænget|forlenget|förlängd\\w*|förlängt|förlängts|extended|prolonged|jatkettiin|jatkettu|framlengt\\w*|"
    "then by|siden af|sedan av|deretter av|ja sitten|og svo|"
    "aflyst|avlyst|inställ\\w+|cancell?ed|peru\\w*ttu|peruttiin|aflýst|flyttet|flyttades|flyttad|moved|siirrettiin|"
    "udsat til|udskudt|utsatt til|uppskju\\w+|postponed|lykättiin|frestað|erstattet|ersatte?s?|replaced|korvattiin|"
    "indtil|inntil|tills|until then|siihen asti|måske|kanskje|kanske|perhaps|maybe|possibly|ehkä|mahdollisesti|kannski|"
    "muligvis|muligens|möjligen|eventuelt|eventuellt|overvejer|vurderer|överväger|considering|harkitsee|"
    "angiveligt|angivelig|enligt uppgift|allegedly|planlagt|planned|planerad|suunniteltiin|fyrirhug\\w+|ønskede|"
    "ønsket å|"
    "önskade|wanted to|håber|håper|hoppas|hopes|toivoo"
)
ANOTHER = pattern(
    "the follow-up|follow-up conference|follow-up seminar|follow-up project|opfølgningen|oppfølgingen|"
    "uppföljningen|jatkohanke\\w*|"
    "next|næste|neste|nästa|seuraava\\w*|næsta|næsti|næstu|"
    "forløbere?|forløberen|forløper|forløperen|forgænger\\w*|forgjenger\\w*|föregångare\\w*|predecessor|precursor|"
    "edeltäjä\\w*|forveri\\w*|fyrirrennar\\w*|et andet|en anden|et annet|en annen|ett annat|en annan|another|"
    "other project|"
    "toinen hanke|toisen hankkeen|toiselle hankkeelle|toisessa hankkeessa|annað verkefni|annars verkefnis|"
    "öðru verkefni|"
    "lignende|liknende|liknande|similar|samankalt\\w+|vastaava\\w*|svipað\\w*|sambærileg\\w*|tilsvarende|motsvarande|"
    "corresponding|beslægtet|beslektet|besläktat|related project|søsterprojekt\\w*|søsterprosjekt\\w*|"
    "systerprojekt\\w*|"
    "sister project|sisarhanke\\w*|naboprojekt\\w*|opfølgeren|oppfølgeren|uppföljaren|arvtager\\w*|successor|"
    "seuraaja\\w*|"
    "inspireret|inspirert|inspirerat|inspirerad|inspired|forbillede|forbilde|förebild|modelled on|esikuva\\w*|"
    "fyrirmynd\\w*"
)
