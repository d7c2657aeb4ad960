"""Makes plain text from the text of a calendar file: no markup, no control characters, only ordinary spaces."""

import re
import unicodedata
from html.parser import HTMLParser

from events.files.limits import LONGEST_TEXT
from projects.validators import MARKUP

ESCAPED = re.compile(r"\\(.)", re.DOTALL)
LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
LINK = re.compile(r"<((?:https?|mailto|tel):[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>", re.IGNORECASE)
HTML = re.compile(
    r"<(?:!doctype|!--|/?(?:html|head|body|meta|style|title|br|hr|div|span|em|strong|font|pre|img|ul|ol|li|table|tbody"
    r"|tr|td|th|h[1-6]|blockquote|o:p)[\s/>]|/?[abipu](?:/?>|\s+[a-z-]+=))",
    re.IGNORECASE,
)
BLOCKS = {"p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre", "hr"}
FOLLOWED = re.compile(r"(?:https?|mailto|tel):\S+\Z", re.IGNORECASE)
"""An address that is worth keeping: people join a meeting by it."""
UNSEEN = {"script", "style", "head", "title"}


def unescaped(value: str) -> str:
    """Returns a TEXT value (RFC 5545, 3.3.11) with escaped commas, semicolons and line breaks resolved."""
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def plain(value: str) -> str:
    """Returns the text without HTML and control characters. Line breaks stay; all kinds of spaces become ordinary ones.

    Outlook and Teams put addresses between angle brackets and write HTML into descriptions: the addresses stay, the
    tags go.
    """
    text = LINE_BREAKS.sub("\n", value[:LONGEST_TEXT])
    text = LINK.sub(r"\1", text)
    if HTML.search(text):
        text = _without_tags(text)
    # Anything that still looks like a tag is no HTML: it is a comparison, or markup of an unknown kind
    text = MARKUP.sub(lambda found: f"< {found[0][1:]}", text)
    text = "".join(map(_letter, text))
    lines = (" ".join(line.split(" ")).rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(value: str) -> str:
    """Returns the plain text on one line."""
    return " ".join(plain(value).split())


def _letter(letter: str) -> str:
    if letter == "\n" or letter.isprintable():
        return letter
    # A no-break space or another kind of space separates words, so it becomes an ordinary space
    return " " if letter == "\t" or unicodedata.category(letter) == "Zs" else ""


def _without_tags(text: str) -> str:
    reader = _Words()
    reader.feed(text)
    reader.close()
    return "".join(reader.words)


class _Words(HTMLParser):
    """Collects the text of HTML; blocks and line breaks become lines, the address of a link follows its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.unseen = 0
        self.link, self.link_from = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in UNSEEN
        if tag == "a":
            self.link, self.link_from = dict(attrs).get("href") or "", len(self.words)
        if tag == "br" or tag in BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(0, self.unseen - (tag in UNSEEN))
        if tag == "a" and FOLLOWED.match(self.link):
            said = self.link in "".join(self.words[self.link_from :])
            self.words += [] if said else [f" ({self.link})"]
            self.link = ""
        if tag in BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.words.append(data)
