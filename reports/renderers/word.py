"""A table as a Word document (Office Open XML, ISO/IEC 29500), to edit further: title, table, and what explains it."""

from collections.abc import Iterator

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.renderers.base import TooManyRows
from reports.renderers.pdf import content_of_table, each_text, printable, told
from reports.table import Table

MOST_ROWS = 1_000
"""Some seconds of work and 50 pages. A longer table belongs in a spreadsheet."""


class Word:
    """A Table as a document to edit, with the facts that explain it and the totals below the rows."""

    content: type = Table
    format = extension = "docx"
    dialect = ""
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    people = True
    label = gettext_lazy("Word")

    def render(self, table: Table) -> Iterator[bytes]:
        """Returns the whole file in one piece. The same table of the same day gives the same bytes.

        Raises TooManyRows. Raises BrokenTransfer if the number of rows differs from the table's count.
        """
        # Few processes make documents, and the library takes 10 MB
        from reports.renderers.word_document import document_of

        if table.count > MOST_ROWS:
            words = {"rows": formats.number_format(table.count), "most": formats.number_format(MOST_ROWS)}
            raise TooManyRows(_("A Word document holds %(most)s rows, not %(rows)s. CSV holds them all.") % words)
        content = each_text({**content_of_table(table), "title": table.title, "facts": told(table.facts)}, printable)
        return iter((document_of(content),))
