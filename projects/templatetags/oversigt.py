"""Tags that write values on pages: amounts, dates and texts in the reader's language."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changes.record import Field, Shape
from projects.filtering import filter_form
from projects.language.amounts import format_amount, format_count
from projects.language.texts import Shown, readers_language, shown
from projects.language.typed_dates import examples_of_days
from projects.partial_date import PartialDate, period_in_words

register = template.Library()


@register.simple_tag
def version() -> str:
    """Returns the version of Oversigt: "1.0.0"."""
    return settings.VERSION


@register.simple_tag
def day_examples() -> str:
    """Returns two spellings of a day in the reader's language, for the placeholder of an empty field."""
    return examples_of_days()


@register.inclusion_tag("includes/note.html")
def note(row: Any, field: str = "note") -> dict[str, Any]:
    """Returns the note on a fact, for a mark that shows whether somebody inferred the fact."""
    text = getattr(row, field)
    if not isinstance(text, Shown):
        # A note about personal data exists in one language only, and the language is not stated
        text = shown(row, field) if hasattr(row, f"{field}_en") else Shown(text)
    return {"inferred": getattr(row, "inferred", False), "note": text}


@register.filter
def money(amount: Decimal | None) -> str:
    """Returns an amount in the language's format, with øre only if they are not zero: "1.200.000", "99,50"; or "Not
    stated"."""
    return _("Not stated") if amount is None else format_amount(amount)


@register.simple_tag
def amount(of: Decimal | None) -> SafeString:
    """Returns an amount, or a grey "Not stated". Like includes/amount.html, but for tables with many amounts."""
    return format_html('<span class="not-stated">{}</span>' if of is None else "{}", money(of))


@register.simple_tag
def counted(figures: Any, of_entries: bool = False) -> str:
    """Returns the number of projects in the figures, and how many state no budget: "6 projects, 1 without a budget".
    ``of_entries``: the figures add up entries, and the others have none of these.
    """
    projects = ngettext("%(number)s project", "%(number)s projects", figures.projects)
    counted_projects = projects % {"number": format_count(figures.projects)}
    if not figures.projects_without_budget:
        return counted_projects
    bare = figures.projects_without_budget
    without = ngettext("%(number)s without a budget", "%(number)s without a budget", bare)
    if of_entries:
        without = ngettext("%(number)s without entries", "%(number)s without entries", bare)
    return f"{counted_projects}, {without % {'number': format_count(bare)}}"


@register.filter
def partial_date(value: PartialDate | None) -> str:
    """Returns a date no more exact than it is; or "Not stated"."""
    return value.in_words() if value else _("Not stated")


@register.simple_tag
def period(row: Any) -> str:
    """Returns the time from ``starts`` to ``ends`` in words; or "Not stated"."""
    return period_in_words(row.starts, row.ends) or _("Not stated")


@register.simple_tag
def validity(document: Any) -> str:
    """Returns the time for which a document is valid, in words; or "Not stated"."""
    return period_in_words(document.valid_from, document.valid_to) or _("Not stated")


@register.simple_tag
def text(row: Any, field: str) -> SafeString:
    """Returns a text in the reader's language, else the original with its language marked, also for screen readers."""
    found = shown(row, field)
    if not found.text or found.language == readers_language():
        return format_html("{}", found.text)
    return format_html('<span lang="{}">{}</span>', found.language, found.text)


@register.simple_tag
def original_text(row: Any, field: str) -> SafeString:
    """Returns a text in its original language, which is marked; empty if the reader already sees that text."""
    language = row.original_language
    found = getattr(row, f"{field}_{language}", None)
    if not found or shown(row, field).language == language:
        return SafeString()
    return format_html('<span lang="{}">{}</span>', language, found)


@register.simple_tag
def value_of(row: Any, field: Field) -> SafeString:
    """Returns the value of a record's field in words, by its shape; or a grey "Not stated"."""
    value = getattr(row, field.source)
    if field.shape in (Shape.FACTS, Shape.CODES):
        value = ", ".join(str(fact) for fact in value.all())
    if value is None or value == "":
        return format_html('<span class="not-stated">{}</span>', _("Not stated"))
    if field.shape == Shape.ADDRESS:
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', value)
    written = WRITTEN.get(field.shape, lambda row, field, value: str(value))
    return format_html("{}", written(row, field, value))


WRITTEN: dict[Shape, Callable[[Any, Field, Any], str]] = {
    Shape.TRANSLATED: lambda row, field, value: text(row, field.source),
    Shape.CHOICE: lambda row, field, value: getattr(row, f"get_{field.source}_display")(),
    Shape.TRUTH: lambda row, field, value: _("yes") if value else _("no"),
    Shape.DATE: lambda row, field, value: formats.date_format(value, "DATE_FORMAT"),
    Shape.PARTIAL_DATE: lambda row, field, value: value.in_words(),
    Shape.MONEY: lambda row, field, value: money(value),
}
"""The functions that write a value, by the shape of its field."""


@register.filter
def plain(number: Any) -> str:
    """Returns a number without the language's separators: for years, and for the coordinates of a drawing."""
    return str(number)


@register.filter
def each_once(rows: Any, name: str) -> list[Any]:
    """Returns the values of an attribute of the rows in their order, each once. They include None if a row has no
    value."""
    return list(dict.fromkeys(getattr(row, name) for row in rows))


# The filter form
register.filter("most_used", filter_form.most_used)
register.filter("groups", filter_form.groups)
register.filter("more_in_use", filter_form.more_in_use)
register.simple_tag(filter_form.options, name="options")
register.simple_tag(filter_form.search_of, name="search_of")
register.filter("problems", filter_form.problems)


@register.filter
def chosen_in(options: list[filter_form.Option]) -> int:
    """Returns the number of chosen options of a field."""
    return sum(option.chosen for option in options)
