"""Words in brackets right after a name that say its role: "Fafo (leads); City of Riga (took part)"."""

import re

from readings.words import any_of
from readings.words.labels import field_of

ROLES = {
    "implementing": "implements|implemented|implementing|implementer|carries out|carried out|gennemfører|gennemførte|"
    "gennemført|gjennomfører|gjennomførte|gjennomført|genomför|genomförde|genomfört|genomförare|udfører|udførte|"
    "utfører|utførte|utför|utförde|utförare|udførende|utførende|toteuttaa|toteutti|toteuttaja|framkvæmir|framkvæmdi|"
    "framkvæmd|framkvæmdaraðili|gennemførende|gjennomførende|genomförande|runs|ran|driver|drev|does the work|"
    "did the work",
    "coordinating": "leads|led|leading|leader|lead|lead partner|coordinates|coordinated|coordinator|co-ordinates|"
    "co-ordinated|co-ordinator|leder|ledede|ledet|ledte|ledde|ledare|projektleder|prosjektleder|projektledare|"
    "koordinerer|koordinerede|koordinerte|koordinerar|koordinerade|koordinator|samordner|samordnede|samordnet|"
    "samordnar|samordnade|samordnare|samordner|johtaa|johti|johtaja|vetää|veti|vetäjä|koordinoi|koordinaattori|"
    "stýrir|stýrði|leiðir|leiddi|stjórnar|stjórnaði|umsjón|samræmir|samræmdi|ledelse|ledning|manages|managed",
    "co-operating": "takes part|took part|take part|taking part|participates|participated|participant|co-operates|"
    "co-operated|cooperates|cooperated|co-operating|cooperating|partner|partners|deltager|deltog|deltagende|deltar|"
    "deltok|deltakende|deltagande|medvirker|medvirkede|medvirket|medverkar|medverkade|samarbejder|samarbejdede|"
    "samarbeider|samarbeidet|samarbetar|samarbetade|samarbejdspartner|samarbeidspartner|samarbetspartner|osallistuu|"
    "osallistui|mukana|kumppani|yhteistyökumppani|tekur þátt|tók þátt|þátttakandi|samstarfsaðili|var med|er med|är med",
    "hosting": "hosts|hosted|host|hosting|vært|værter|vert|verter|värd|värdar|värdskap|vertskap|værtskab|isäntä|"
    "isännöi|gestgjafi",
    "initiating": "initiates|initiated|initiator|initiativ|tog initiativet|tok initiativet|aloitteentekijä|frumkvæði",
    "co-funding": "co-funds|co-funded|co-finances|co-financed|medfinansierer|medfinansierede|medfinansierte|"
    "medfinansierar|medfinansierade|medfinansiär|medfinansiør|osarahoittaja|osarahoittaa",
    "funding": "pays|paid|payer|funds|funded|funder|finances|financed|grants|granted|betaler|betalte|betalt|betalar|"
    "betalade|betalat|finansierer|finansierede|finansierte|finansierar|finansierade|finansiør|finansiär|bevilger|"
    "bevilgede|bevilget|beviljar|beviljade|beviljat|maksaa|maksoi|maksaja|rahoittaa|rahoitti|rahoittaja|greiðir|"
    "greiddi|styrkir|styrkti|veitir|veitti|giver|gav|gir|ga|ger|gives|gave",
}
"""The words by the role of an organisation or a council."""
_WORDS = {role: re.compile(any_of(words), re.IGNORECASE) for role, words in ROLES.items()}
BRACKET = re.compile(r"\s*\((?P<words>[^()\d]{3,50})\)")
SMALL = re.compile(r"[a-zåäöæøþðáéíóúý]")
"""A bracket that begins with a small letter: no abbreviation, and no country."""


def bracketed_role(after: str) -> str | None:
    """Returns the role that a bracket right after a name says: "" if its words are not known, None without one."""
    found = BRACKET.match(after)
    if not found or not SMALL.match(found["words"]):
        return None
    words = found["words"].strip()
    role = next((role for role, known in _WORDS.items() if known.fullmatch(words)), "")
    field = field_of(words)
    return role or (field if field in ROLES else "")
