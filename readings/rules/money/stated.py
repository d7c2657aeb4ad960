"""The currency that an annex states once for all of its amounts: "Alle beløb er i danske kroner."."""

import re
from dataclasses import dataclass, replace

from readings.rules.money.amounts import Amount, currency_of
from readings.words import any_of
from readings.words.money import CODES, CROWNS, NATIONS
from readings.words.payers import COUNCILS_PAY, FROM_COUNCILS

_NATION = any_of("|".join(NATIONS.values()))
_AMOUNTS = any_of(
    "beløb|beløbene|beløp|beløpene|beloppen|belopp|summerne|summene|summorna|summat|rahasummat|määrärahat|luvut|"
    "rahamäärät|fjárhæðir|upphæðir|amounts|sums|figures|grants|bevillinger|bevillingerne|bevilgninger|"
    "bevilgningene|anslag|anslagen|tal|tallene|siffrorna|budgets|budgetter|budgeter|tilskud|avustukset"
)
STATED = re.compile(
    rf"(?<!\w){_AMOUNTS}(?!\w)[^.\n\d]{{0,60}}?(?P<thousand>(?:1[., ]?000|tusind\w*|tusen\w*|tuhan\w+|thousands?|"
    rf"þúsund\w*)\s+)?(?:of\s+)?"
    rf"(?<!\w)(?P<sign>{CODES}|{_NATION}\s+{any_of(CROWNS)}|(?:tanskan|ruotsin|norjan|islannin)\s+kruunu\w*|"
    rf"(?:danish|swedish|norwegian|icelandic)\s+kron\w+|dönskum krónum|sænskum krónum|norskum krónum|"
    rf"íslenskum krónum|euroina|euros|euro)(?!\w)",
    re.IGNORECASE,
)
CROWNS_ARE = re.compile(
    rf"(?<!\w)(?:t\.?|m)?(?:kr\.?|kroner|kronor|krónur|kruunut|kruunuilla|crowns|kron\w+)[\"”»«“')]*\s+(?:(?:betyr|betyder|"
    r"avser|står\s+for|står\s+för|er|är|means?|refers?\s+to|stands\s+for|are|tarkoittaa|tarkoittavat|tarkoitetaan|ovat|"
    r"merkir|merkja|eru|táknar)(?:\s+(?:her|här|here|tässä|hér|alltid|altid|alltid|always|aina|ávallt|overalt|overallt))?|=)"
    rf"\s+(?:tusen|tusind|tusinde|thousand|tuhatta|þúsund)?\s*(?P<sign>{CODES}|{_NATION}\s+{any_of(CROWNS)}|"
    rf"(?:danish|swedish|norwegian|icelandic)\s+kron\w+|tanskan\s+kruunu\w*|ruotsin\s+kruunu\w*|norjan\s+kruunu\w*)(?!\w)",
    re.IGNORECASE,
)
"""A sentence that says which crowns are meant: "Kroner betyr danske kroner"."""
IN_ICELANDIC = {"dönsk": "DKK", "sænsk": "SEK", "norsk": "NOK", "íslensk": "ISK"}


@dataclass(frozen=True)
class Stated:
    """What an annex says of its amounts."""

    currency: str = ""
    """ISO 4217; "" if the annex does not say it, or says it in two ways."""
    thousand: bool | None = False
    """Whether a number that stands alone counts thousands; None if the annex says both."""

    from_councils: bool = False
    """Whether the annex says that its projects have their money from councils: a column of them names who pays."""
    by_council: bool = False
    """Whether the annex says that each project stands under the council that pays for it."""

    def of(self, amount: Amount) -> Amount:
        """Returns the amount, in this currency if its own words do not name one."""
        return amount if amount.currency or not self.currency else replace(amount, currency=self.currency)


UNSTATED = Stated()


def stated(pages: list[str]) -> Stated:
    """Returns the currency that the text states for all amounts."""
    by_council = any(COUNCILS_PAY.search(" ".join(page.split())) for page in pages)
    from_councils = any(FROM_COUNCILS.search(" ".join(page.split())) for page in pages)
    found = [match for page in pages for match in STATED.finditer(" ".join(page.split()))]
    crowns = [match for page in pages for match in CROWNS_ARE.finditer(" ".join(page.split()))]
    currencies = {_code(match["sign"]) for match in [*found, *crowns]}
    if len(currencies) != 1:
        return Stated(from_councils=from_councils, by_council=by_council)
    thousand = {bool(match["thousand"]) for match in found}
    counts = thousand.pop() if len(thousand) == 1 else (None if thousand else False)
    return Stated(currencies.pop(), counts, from_councils, by_council)


def _code(sign: str) -> str:
    small = sign.casefold()
    if small.startswith("euro"):
        return "EUR"
    return next((code for word, code in IN_ICELANDIC.items() if small.startswith(word)), currency_of(sign))
