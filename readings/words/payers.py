"""What an annex says once of who pays: "Each project is listed under the council that finances it."."""

import re

from readings.words import any_of

_BELOW = any_of(
    "under|nedenfor|nedanför|below|beneath|efter|etter|pr\\.|per|by|ordnet|ordnade|sorteret|sortert|sorterade|grupperet|"
    "gruppert|grupperade|listed|grouped|arranged|mukaan|alla|undir|eftir|mukaisesti|jota|står"
)
_COUNCIL = any_of(
    "ministerråd\\w*|råd|rådet|council|councils|council of ministers|councils of ministers|ministerineuvosto\\w*|"
    "ráðherranefnd\\w*"
)
_PAYS = any_of(
    "finansier\\w*|finance|finances|financed|funds|funded|paid|pays|betal\\w*|bevilg\\w*|bevilig\\w*|bevilj\\w*|støtter|"
    "støttet|støttede|stödde|stött|stöder|rahoitta\\w*|rahoitti\\w*|maksa\\w*|maksoi\\w*|fjármagna\\w*|greið\\w*|"
    "greidd\\w*|styrk\\w*|gave|giver|ger|gir"
)
_COUNCILS = any_of(
    "ministerrådene|ministerråden|ministerråd|nordisk ministerråd|nordiska ministerrådet|the councils|"
    "councils of ministers|council of ministers|nordic council of ministers|"
    "ráðherranefndunum|ráðherranefndum|norrænu ráðherranefndinni|"
    "ráðherranefndinni"
)
FROM_COUNCILS = re.compile(
    r"(?<!\w)(?:projekt|projekter|prosjekter|projects|activities|aktiviteter|verkefni|indsatser|insatser|tiltak)\s+"
    r"(?:(?:med|with|som|der|that|sem)\s+)?(?:(?:have|has|har|får|fik|hafa|njóta)\s+)?"
    r"(?:støtte|stöd|tilskud|tilskudd|bidrag|bevilling|bevilgning|bevillinger|anslag|midler|medel|support|grants?|funding|"
    r"money|funded|financed|supported|støttet|stödda|finansieret|finansiert|finansierade|styrkt|styrk|stuðning)\s+"
    rf"(?:fra|från|from|by|af|av|frá)\s+(?:de\s+|the\s+)?{_COUNCILS}(?!\w)|"
    r"ministerineuvosto(?:je)?n\s+rahoittam\w+\s+\w*hank\w+",
    re.IGNORECASE,
)
"""The title of an annex whose projects have their money from councils."""
COUNCILS_PAY = re.compile(
    rf"(?<!\w){_BELOW}(?!\w)[^.\n]{{0,40}}?(?<!\w){_COUNCIL}(?!\w)[^.\n]{{0,25}}?"
    rf"(?<!\w)(?:som|der|which|that|joka|jotka|sem)(?!\w)[^.\n]{{0,30}}?(?<!\w){_PAYS}(?!\w)",
    re.IGNORECASE,
)
