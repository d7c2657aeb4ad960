"""What surrounds the text of a letter: to whom it is sent, and who signs it."""

import re

from readings.rules.paper.numbered import may_be_project
from readings.rules.paper.pages import Block
from readings.words import any_of

GREETING = re.compile(
    any_of(
        "kære|kjære|kära|käre|bästa|bäste|hej|hei|goddag|god dag|dear|hyvä|hyvät|arvoisa|arvoisat|kæra|kæri|kæru|ágæti|"
        "ágæta|ágætu"
    )
    + r"(?!\w)[^.:;\d]{0,60}[,!]?",
    re.IGNORECASE,
)
"""The line with which a letter begins: "Kære kolleger"."""
GOODBYE = re.compile(
    "(?:(?:med|with)\\s+)?"
    + any_of(
        "venlig hilsen|vennlig hilsen|venlige hilsner|vennlige hilsener|mange hilsner|hilsen|vänlig hälsning|"
        "vänliga hälsningar|bästa hälsningar|hälsningar|högaktningsfullt|ystävällisin terveisin|parhain terveisin|"
        "terveisin|kunnioittavasti|kunnioittaen|með kveðju|með bestu kveðju|með vinsemd|með kærri kveðju|bestu kveðjur|"
        "virðingarfyllst|kind regards|best regards|regards|yours sincerely|yours faithfully|sincerely yours|sincerely"
    )
    + r"(?!\w)[^.:;\d]{0,30}",
    re.IGNORECASE,
)
"""The line above the signature: "Med venlig hilsen"."""
ATTACHED = re.compile(
    any_of(
        "bilag|bilagor|bilaga|vedlegg|liite|liitteet|fylgiskjal|fylgiskjöl|viðauki|viðaukar|attachment|attachments|"
        "enclosure|enclosures|annexes|encl|kopi til|kopia till|tiedoksi|cc|afrit"
    )
    + r"\b[^\w]*$",
    re.IGNORECASE,
)
"""The line above the list of what is attached to a letter."""
MOST_BEFORE = 15
"""Paragraphs of the head of a letter."""


def without_frame(blocks: list[Block]) -> list[Block]:
    """Returns the paragraphs of a letter without its head and its signature, if no project may be there: an annex may
    follow the letter."""
    ends = [at for at, block in enumerate(blocks) if GOODBYE.fullmatch(block.lines[0].text)]
    listed = {at + more for at, block in enumerate(blocks) if ATTACHED.match(block.lines[0].text) for more in (0, 1)}
    after = [block for at, block in enumerate(blocks) if ends and at >= ends[-1] and at not in listed]
    if ends and not any(may_be_project(block.text) for block in after):
        blocks = blocks[: ends[-1]]
    begins = [at for at, block in enumerate(blocks[:MOST_BEFORE]) if GREETING.fullmatch(block.text)]
    if begins and not any(may_be_project(block.text) for block in blocks[: begins[0]]):
        blocks = blocks[begins[0] + 1 :]
    return blocks
