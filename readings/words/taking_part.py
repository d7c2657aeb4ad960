"""Verbs with which an organisation takes part in an item, or works on it with others."""

import re

from readings.words import any_of

_ALSO = any_of("også|også aktivt|även|också|aktivt|also|actively|myös|aktiivisesti|einnig|líka|hele vejen|hele tiden")
TAKES_PART = re.compile(
    rf"(?:\s+{_ALSO}(?!\w))?\s*"
    + any_of(
        "deltager|deltog|har deltaget|deltar|deltok|har deltatt|har deltagit|tager del|tog del|har taget del|tar del|"
        "tok del|har tatt del|har tagit del|er med|var med|har været med|har vært med|är med|har varit med|"
        "takes part|took part|take part|has taken part|have taken part|participates|participated|participate|"
        "has participated|have participated|osallistuu|osallistui|osallistuvat|osallistuivat|on osallistunut|"
        "ovat osallistuneet|on mukana|oli mukana|ovat mukana|olivat mukana|on ollut mukana|"
        "tekur þátt|tók þátt|tekur einnig þátt|tók einnig þátt|taka einnig þátt|tóku einnig þátt|taka þátt|"
        "tóku þátt|hefur tekið þátt|hafa tekið þátt"
    )
    + rf"(?!\w)(?:\s+{_ALSO}(?!\w))?",
    re.IGNORECASE,
)
WORKS_WITH = re.compile(
    r"\s*"
    + any_of(
        "samarbejder|samarbejdede|har samarbejdet|samarbeider|samarbeidet|samarbeidde|har samarbeidet|samarbetar|"
        "samarbetade|har samarbetat|samverkar|samverkade|co-operates|co-operated|co-operate|has co-operated|"
        "cooperates|cooperated|cooperate|collaborates|collaborated|collaborate|works together|worked together|"
        "work together|tekee yhteistyötä|teki yhteistyötä|tekevät yhteistyötä|tekivät yhteistyötä|"
        "starfar saman|starfaði saman|starfa saman|störfuðu saman|unnu saman|vinna saman|er í samstarfi|"
        "var í samstarfi|eru í samstarfi|voru í samstarfi|áttu samstarf|á samstarf|eiga samstarf"
    )
    + rf"(?!\w)(?:\s+{_ALSO}(?!\w))?",
    re.IGNORECASE,
)
IN = re.compile(r"\s*(?:i|in|í|á|på|at|ved|vid)\s+", re.IGNORECASE)
"""What follows is what somebody takes part in."""
OTHER_LEAD = re.compile(
    r"\s*(?!(?:med|with|með)\b)(?:til|till|to|at|att|by|fra|från|from|frá|på|for|för|af|av|of|að)\b", re.I
)
"""What follows says more than that somebody takes part: "er med til at skrive"."""
WATCHES = re.compile(r"\s*(?:som|as|sem)\s+(?:an?\s+|en\s+)?(?:obs|gæst|gjest|gäst|guest|áheyrn|gest)", re.IGNORECASE)
PERSON_OF = re.compile(
    r"(?:fra|från|from|frá|hos|ved|vid|at|af|av|of|for|för|fyrir)\s+(?:(?:the|den|det|de)\s+)?$", re.IGNORECASE
)
"""Words before a name of which persons take part: "a lawyer from Fafo took part"."""
OTHERS = re.compile(
    r"(?:\s*(?:,|og|och|and|ja|sekä|samt)\s+(?:(?-i:[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ])[\w’'-]*)(?:\s+(?-i:[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ])[\w’'-]*){0,4})+"
    r"(?=\s)",
    re.IGNORECASE,
)
"""Names that the register does not know, between a name and the verb: "Marta og Caritas Litauen deltar"."""
