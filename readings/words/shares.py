"""Words that say which part of the cost an amount is: "vilket är 35 procent av kostnaden", "eli puolet kuluista"."""

import re

from readings.words import any_of
from readings.words.money import FRACTION

_FRACTION = FRACTION.pattern.removeprefix(r"(?<!\w)")
PART = rf"(?:(?:one|two|three|the|a|en|et|ett|den|det|to|två|tre|kaksi|kolme|einn|tveir|tvo|heila)\s+)?{_FRACTION}"
COST = (
    r"\w*(?:cost|budget|kostnad|omkostning|udgift|utgift|expense|expenditure|budsjett|kustannu|kului|menoi|budjet|kostnað|"
    r"útgj|áætlun)\w*"
)
OF_COST = rf"\s*(?:(?:of|av|af|úr)\s+)?(?:(?!(?:and|og|och|ja|from|fra|från|by)\b)[^\W\d][\w'’:-]*\s+){{0,3}}?{COST}"
_IS = any_of(
    "is|was|er|var|är|on|oli|utgör|utgjorde|udgør|udgjorde|utgjør|covers|covered|dækker|dækkede|dekker|dekket|dekte|"
    "täcker|täckte|kattaa|kattoi|nemur|nam|svarer til|svarede til|svarar mot|motsvarar|motsvarade|tilsvarer|tilsvarte|"
    "corresponds to|equals|equalled|vastaa|vastasi|samsvarar|svarar til|jafngildir|muodostaa"
)
_WHICH = any_of("which|that|som|der|hvilket|vilket|noe som|joka|mikä|sem")
_THAT_IS = any_of(
    "that is,|that is|i.e.|det vil sige|det vil si|det vill säga|dvs.|d.v.s.|eller|eli|or|þ.e.|það er|eða|svarende til|"
    "tilsvarende|motsvarande|corresponding to|equal to|mikä vastaa|sem svarar til"
)
_GIVER = r"(?:\s+(?:fra|från|from|frá|af|av|by)\s+[^.,;()\d]{2,60})?"
PART_OF_COST = re.compile(
    rf"{_GIVER}\s*(?:[,(–-]\s*(?:{_WHICH}\s+{_IS}\s+|{_THAT_IS}\s+)?|{_THAT_IS}\s+){PART}{OF_COST}", re.IGNORECASE
)
"""Words after an amount that say which part of the cost it is."""
_IT = any_of(
    "det|dette|detta|beløbet|beløpet|beloppet|summen|summan|bevillingen|bevilgningen|bidraget|tilskuddet|tilskudet|"
    "anslaget|støtten|stödet|this|that|it|the grant|the amount|the sum|the contribution|se|tämä|summa|avustus|rahoitus|"
    "tuki|það|þetta|upphæðin|styrkurinn|framlagið"
)
IS_PART_OF_COST = re.compile(rf"\W*{_IT}\s+{_IS}\s+{PART}{OF_COST}", re.IGNORECASE)
"""A sentence that says it of the amount before it: "Det er 40 procent af de samlede udgifter"."""
_PAYS = any_of(
    "pays|paid|covers|covered|betaler|betalar|betalte|betalade|dækker|dækkede|dekker|dekket|dekte|täcker|täckte|maksaa|"
    "maksoi|kattaa|kattoi|greiðir|greiddi|finansierer|finansierede|finansierte|finansierar|finansierade|"
    "står for|står för|"
    "stod for|stod för|bidrager med|bidrar med|bidrog med|rahoittaa|rahoitti"
)
_OF_IT = any_of(
    "of it|of this|of that|heraf|deraf|herav|derav|av dette|av det|härav|därav|siitä|af honum|af því|þar af|thereof"
)
A_PART = any_of("en del|en stor del|en mindre del|a part|part|osan|osa|hluta|hluti|a share|en andel|et tilskud")
PAYS_PART = re.compile(
    rf"(?<!\w){_PAYS}\s+(?:{PART}(?:\s+{_OF_IT}|{OF_COST})?|{A_PART}{OF_COST})\s*(?:,|:|\(|–|dvs\.?|eller|or|"
    rf"that is,?|i\.e\.|eli|"
    r"det vil sige?|det vill säga|það er|eða)\s*(?:DKK\s*|kr\.?\s*)?$",
    re.IGNORECASE,
)
"""Words before an amount that say the same as it does: "pays one third, DKK 1.2 million"."""
PART_LEADS = re.compile(rf"\s*{A_PART}\s+(?:of|av|af)?\s*", re.IGNORECASE)
PART_OF_ALL = re.compile(rf"\s*(?:{A_PART}|{PART}){OF_COST}", re.IGNORECASE)
"""What was paid, if it is a part of the cost: "35 pct. af udgiften"."""
