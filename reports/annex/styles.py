"""The look of the annex in Word: the styles, the paper, the foot of the page."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph

FONT = "Arial"
INK = RGBColor(0x15, 0x20, 0x2B)
MUTED = RGBColor(0x46, 0x53, 0x5F)
ACCENT = RGBColor(0x0B, 0x4F, 0x8A)
WIDTH, HEIGHT, MARGIN = Mm(210), Mm(297), Mm(25)

NUMBERS_WIDE = Mm(25)
"""The width of a column of figures."""

CELL = "Table Cell"
"""The style of the cells of a table with many columns."""
ABOVE_FACTS = Pt(10)
LETTER, BESIDE = Pt(4.9), Pt(6)
"""The width of a letter in such a cell, and the space beside its text."""

FACT, PARTICULARS, SMALL_FACT, NOTE, SUBTOTAL, PUBLISHER = (
    *("Annex Fact", "Annex Particulars", "Annex Item Fact", "Annex Note", "Annex Subtotal", "Annex Publisher"),
)
LABEL = "Annex Label"
"""The style of the words before a colon. It is a character style; all others are paragraph styles."""


def set_up(document: Document, locale: str) -> None:
    """Sets the paper, the language and the styles of a new document."""
    section = document.sections[0]
    section.page_width, section.page_height = WIDTH, HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    _language(document, locale)
    for name, points, colour, before, after in (
        ("Normal", 10, INK, 0, 4),
        ("Title", 20, INK, 0, 6),
        ("Heading 1", 14, ACCENT, 20, 6),
        ("Heading 2", 10.5, INK, 14, 1),
        ("List Bullet", 10, INK, 0, 4),
        ("Footer", 8, MUTED, 0, 0),
    ):
        _look(document.styles[name], points, colour, before, after)
    for name, points, colour, before, after in (
        (PUBLISHER, 9, ACCENT, 0, 2),
        (FACT, 10, INK, 0, 2),
        (PARTICULARS, 8.5, MUTED, 0, 3),
        (SMALL_FACT, 9, INK, 0, 1),
        (NOTE, 8.5, INK, 0, 3),
        (SUBTOTAL, 10, INK, 12, 4),
        (CELL, 7, INK, 0, 1),
    ):
        _look(document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), points, colour, before, after)
    document.styles[PARTICULARS].paragraph_format.keep_with_next = True
    document.styles[PUBLISHER].font.bold = True
    label: Any = document.styles.add_style(LABEL, WD_STYLE_TYPE.CHARACTER)
    label.font.color.rgb = MUTED


def _look(style: Any, points: float, colour: RGBColor, before: float, after: float) -> None:
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # The template's headings take their font from its theme, which would override the font name
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.font.size = Pt(points)
    style.font.color.rgb = colour
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.1
    if style.name == "Title":
        # The line below the title comes from the template
        for border in style.element.pPr.findall(qn("w:pBdr")):
            style.element.pPr.remove(border)


def _language(document: Document, locale: str) -> None:
    """Sets the language of all text that is not marked with another language."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = defaults.find(qn("w:lang"))
    for script in ("val", "eastAsia"):
        language.set(qn(f"w:{script}"), locale)


def lay_across(document: Document) -> None:
    """Turns the paper, and makes the margins narrower, for a table of many columns."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = HEIGHT, WIDTH
    section.left_margin = section.right_margin = Mm(12)


def narrow_cells(table: Any) -> None:
    """Leaves little space beside the text of each cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(int(BESIDE / 2 / Twips(1))))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def width_of_text(document: Document) -> int:
    """Returns the width between the margins of the page."""
    section: Any = document.sections[0]
    return int(section.page_width - section.left_margin - section.right_margin)


def foot_of_page(document: Document, text: str) -> None:
    """Writes the foot of every page: a text, and on the right "1 (3)"."""
    document.styles["Footer"].paragraph_format.tab_stops.clear_all()
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.paragraph_format.tab_stops.add_tab_stop(Emu(width_of_text(document)), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{text}\t")
    _field(paragraph, "PAGE")
    paragraph.add_run(" (")
    _field(paragraph, "NUMPAGES")
    paragraph.add_run(")")


def _field(paragraph: Paragraph, instruction: str) -> None:
    """Adds a field that Word computes, such as the page number."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def repeat_on_every_page(row: Any) -> None:
    """Marks a row of a table as its heading."""
    properties = row._tr.get_or_add_trPr()
    heading = OxmlElement("w:tblHeader")
    heading.set(qn("w:val"), "true")
    properties.append(heading)


def shares(wide: int, needed: Sequence[int], wished: Sequence[int]) -> list[int]:
    """Returns the widths of columns that are together ``wide``. ``needed``: the letters of the longest word of each
    column, which does not break; ``wished``: how the rest of the width is shared.
    """
    least = [letters * LETTER + BESIDE for letters in needed]
    rest = wide - sum(least)
    if rest < 0:
        return [int(wide * width / sum(least)) for width in least]
    return [int(width + rest * wish / sum(wished)) for width, wish in zip(least, wished, strict=True)]


def rule(table: Any, widths: Sequence[int] = ()) -> None:
    """Draws lines between the rows of a table and none between its columns; makes the table as wide as the text, with
    columns of these widths, by default a wide one and columns of figures.
    """
    others = len(table.columns) - 1
    widths = widths or [WIDTH - 2 * MARGIN - others * NUMBERS_WIDE, *[NUMBERS_WIDE] * others]
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        _wide(column, width)
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        shown = side in ("bottom", "insideH")
        for name, value in (("val", "single" if shown else "nil"), ("sz", "4"), ("space", "0"), ("color", "B9C3CC")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    properties.append(borders)


def _wide(column: Any, width: int) -> None:
    # Word reads the width of the cells, other programs read the width of the column
    column.width = width
    for cell in column.cells:
        cell.width = width


def keep_whole(row: Any) -> None:
    """Keeps a row of a table on one page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))


def in_language(run: Any, locale: str) -> None:
    """Marks a run of text with its language."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), locale)
    run._r.get_or_add_rPr().append(language)
