"""The language of a text, by its commonest words."""

import re
from collections import Counter

COMMON = {
    "da": "og af til ikke blev med der som en et på mod mellem projektet konferencen skal samt hvad bekæmpelse ved fra",
    "sv": "och av till inte blev med som en ett på mot mellan projektet konferensen skall ska samt vad för är från",
    "nb": "og av til ikke ble med som en et på mot mellom prosjektet konferansen skal samt hva for er fra",
    "fi": "ja on oli että sekä myös hanke hankkeen hankkeessa tai kun se ovat vuonna joka mukaan",
    "is": "og af til ekki var með sem á í um verkefnið ráðstefnan er að fyrir frá við hófst",
    "en": "and of to not was with the a on against between project conference for is from in by their that",
}
LETTERS = {"sv": "äö", "fi": "äö", "da": "æø", "nb": "æø", "is": "þðæö"}
FINNISH = re.compile(r"(?:ss[aä]|st[aä]|ll[aä]|iin|een|inen|minen|uus|yys|ksen|jen)$|aa|uu|ii|yy|ää|öö")
SETS = {language: set(words.split()) for language, words in COMMON.items()}


def language_of(text: str, least: int = 1) -> str:
    """Returns the language (ISO 639-1) of a text; "" if fewer than ``least`` words say it."""
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    counted = {
        language: sum(number for word, number in words.items() if word in known)
        + sum(any(letter in word for letter in LETTERS.get(language, "")) for word in words) * 0.5
        + (sum(bool(FINNISH.search(word)) for word in words) if language == "fi" else 0)
        + (2 * sum(bool(re.search(r"[þð]", word)) for word in words) if language == "is" else 0)
        for language, known in SETS.items()
    }
    ranked = sorted(counted.items(), key=lambda one: -one[1])
    if ranked[0][1] < least or ranked[0][1] == ranked[1][1]:
        return ""
    return ranked[0][0]
