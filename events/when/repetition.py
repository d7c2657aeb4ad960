"""How often an event recurs, as people choose and read it; the event stores a rule of RFC 5545."""

from datetime import date

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.when.recurrence import WEEKDAYS

UNTIL = ";UNTIL="


class Repeats(TextChoices):
    """The usual repetitions; ``RULE`` stands for all others."""

    NEVER = "never", gettext_lazy("Does not recur")
    WEEKLY = "weekly", gettext_lazy("Every week")
    FORTNIGHTLY = "fortnightly", gettext_lazy("Every second week")
    MONTHLY = "monthly", gettext_lazy("Every month on the same date")
    WEEKDAY = "weekday", gettext_lazy("Every month on the same weekday of the month")
    YEARLY = "yearly", gettext_lazy("Every year on the same date")
    RULE = "rule", gettext_lazy("By a rule of its own")


PLAIN = {
    Repeats.WEEKLY: "FREQ=WEEKLY",
    Repeats.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
    Repeats.MONTHLY: "FREQ=MONTHLY",
    Repeats.YEARLY: "FREQ=YEARLY",
}


def rule_of(repeats: str, first: date, until: date | None = None) -> str:
    """Returns the rule (RFC 5545, 3.3.10) of a usual repetition, counted from the first day; empty if nothing
    recurs."""
    if repeats == Repeats.NEVER:
        return ""
    rule = PLAIN.get(Repeats(repeats)) or f"FREQ=MONTHLY;BYDAY={_place_in_month(first)}"
    return f"{rule}{UNTIL}{until:%Y%m%d}" if until else rule


def repeats_of(rule: str, first: date | None) -> tuple[Repeats, date | None]:
    """Returns the usual repetition that a rule describes, and its last day if it names one; else ``RULE``."""
    if not rule:
        return Repeats.NEVER, None
    plain, _until, last = rule.partition(UNTIL)
    for repeats in (*PLAIN, Repeats.WEEKDAY):
        # The form cannot show a last day with a time
        if first and plain == rule_of(repeats, first) and (not last or last.isdecimal()):
            return repeats, date.fromisoformat(last) if last else None
    return Repeats.RULE, None


def in_words(rule: str, first: date | None) -> str:
    """Returns a rule as people read it: "Every week until 30 June 2027"; an unusual rule is returned unchanged."""
    repeats, until = repeats_of(rule, first)
    if repeats == Repeats.RULE:
        return rule
    words = {"often": repeats.label, "until": date_format(until, "DATE_FORMAT") if until else ""}
    return _("%(often)s until %(until)s") % words if until else str(repeats.label)


def _place_in_month(day: date) -> str:
    """Returns the weekday's place, such as ``2TU``. A fifth weekday, which most months lack, counts as the last."""
    number = (day.day - 1) // 7 + 1
    return f"{number if number < 5 else -1}{WEEKDAYS[day.weekday()]}"
