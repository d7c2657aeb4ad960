"""The evidence for and against two organisations being one, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.doubles.alike import Against, Alike, Evidence

FOR: dict[str, Any] = {
    Evidence.NUMBER: gettext_lazy("The same official number"),
    Evidence.SPELLING: gettext_lazy("The same name, but for letters, signs or legal form"),
    Evidence.ORDER: gettext_lazy("The same words in another order"),
    Evidence.TRANSLATION: gettext_lazy("The same name in another language"),
    Evidence.COUNTRY_WORD: gettext_lazy("The same name; one of them adds its country"),
    Evidence.TYPING_ERROR: gettext_lazy("One letter differs"),
    Evidence.SHORT_WORD: gettext_lazy("The same name with a shortened word"),
    Evidence.ACRONYM: gettext_lazy("The abbreviation of the other"),
    Evidence.INITIALS: gettext_lazy("The initials of the other"),
    Evidence.WORDS: gettext_lazy("They share words"),
}
AGAINST: dict[str, Any] = {
    Against.NUMBER: gettext_lazy("different official numbers"),
    Against.COUNTRY: gettext_lazy("different countries"),
    Against.FORM: gettext_lazy("different legal forms"),
    Against.PART: gettext_lazy("one is part of the other"),
    Against.SAID: gettext_lazy("somebody said that they are different"),
    Against.SEVERAL: gettext_lazy("it fits several organisations"),
}


def evidence_in_words(alike: Alike) -> str:
    """Returns why two organisations look like one, and what speaks against it, as one line."""
    reason = str(FOR[alike.evidence])
    if any(alike.names) and alike.evidence != Evidence.WORDS:
        reason = _("%(reason)s: “%(one)s”, “%(other)s”") % {
            "reason": reason,
            "one": alike.names[0],
            "other": alike.names[1],
        }
    if not alike.against:
        return reason
    reasons = ", ".join(str(AGAINST[one]) for one in alike.against)
    return _("%(reason)s. Against it: %(against)s") % {"reason": reason, "against": reasons}
