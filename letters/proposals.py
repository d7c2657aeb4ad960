"""Letters about proposals: to those who may approve one that waits, and to its author when somebody else decided.

The content of such a letter has no sections, and ``proposals``: ``[{"proposal", "state", "step", "path", "words", "by",
"reason", "answer", "lines"}]``. ``by``: who proposed or decided it; empty for accounts that do not see who did what.
"""

import logging
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.owing.naming import organisation_named, report_named
from changes.approving.keeping import Operation, operations_of, steps_of
from changes.approving.telling import at_each_step
from changes.approving.trail import What
from changes.models import Action, RecordChange, WaitingProposal
from changes.models import State as Decision
from changes.rights import APPROVE, RECEIVE, SEE, may
from changes.words import in_words, labels_of, name_of
from letters.choices import AT_ONCE
from letters.content import MOST_ITEMS, one_line
from letters.models import Letter, ProposalNews, Recipient
from letters.services import keep_letter, language_of

log = logging.getLogger(__name__)
MOST_RECORDS, MOST_SENTENCES = 5, 6
BACKEND = "django.contrib.auth.backends.ModelBackend"


@at_each_step
def write_news(proposal: WaitingProposal, state: str) -> None:
    """Writes the step into the outbox. Who gets a letter about it is decided when the letters are made."""
    ProposalNews.objects.create(proposal=proposal, state=state, step=len(proposal.steps))


def make_letters_about_proposals(today: date) -> int:
    """Makes a letter for each person whom the new steps concern, and returns how many. The outbox and the letters
    change in one transaction, so two commands at once never tell a step twice.
    """
    with transaction.atomic():
        # The lock makes another command wait; it then finds no rows
        rows = list(ProposalNews.objects.select_for_update().order_by("pk"))
        worded, left = _worded(_concerned(rows))
        for person, language, items in worded:
            _keep(person, language, items, today)
        ProposalNews.objects.filter(pk__in=[row.pk for row in rows if row.pk not in left]).delete()
    return len(worded)


Worded = tuple[Any, str, list[dict[str, Any]]]
"""A person, the language of the letter, and its proposals."""


def _worded(concerned: list[tuple[Any, list[ProposalNews]]]) -> tuple[list[Worded], set[int]]:
    """Returns the letters, and the keys of the news that cannot be worded for somebody: nobody gets these now, so that
    everybody gets them once when they can be.
    """
    found, left = [], set()
    for person, news in concerned:
        language, items = language_of(person), {}
        for one in news:
            try:
                with transaction.atomic(), translation.override(language):
                    items[one.pk] = _item(one, person)
            except Exception:
                # One proposal must not stop the letters about all others
                log.exception("Proposal %s cannot be worded. The next run tries it again.", one.proposal_id)
                left.add(one.pk)
        found.append((person, language, items))
    kept = [
        (person, language, [item for key, item in items.items() if key not in left])
        for person, language, items in found
    ]
    return [one for one in kept if one[2]], left


def _concerned(rows: list[ProposalNews]) -> list[tuple[Any, list[ProposalNews]]]:
    found: dict[int, tuple[Any, list[ProposalNews]]] = {}
    keys = {row.proposal_id for row in rows}
    proposals = WaitingProposal.objects.select_related("author", "decided_by").defer("typed").in_bulk(keys)
    deciding = _who_may_decide() if any(row.state == Decision.WAITING for row in rows) else []
    for row in rows:
        row.proposal = proposals[row.proposal_id]
        for person in _readers(row, deciding):
            found.setdefault(person.pk, (person, []))[1].append(row)
    off = set(Recipient.objects.filter(user__in=list(found), proposals=False).values_list("user", flat=True))
    return [one for key, one in found.items() if key not in off]


def _who_may_decide() -> list[Any]:
    """Returns the accounts that may approve some proposals."""
    people = get_user_model().objects
    found = {one.pk: one for right in (APPROVE, RECEIVE) for one in people.with_perm(right, backend=BACKEND)}
    return list(found.values())


def _readers(news: ProposalNews, deciding: list[Any]) -> Iterator[Any]:
    proposal = news.proposal
    if news.state == Decision.WAITING:
        yield from (person for person in deciding if _waits_for(person, proposal, news.step))
        return
    author, decider = proposal.author, proposal.steps[news.step - 1]["who"]
    if author is not None and author.is_active and author.pk != decider:
        yield author


def _waits_for(person: Any, proposal: WaitingProposal, step: int) -> bool:
    """Whether the proposal still waits as it did after the step, and for this person."""
    waits = proposal.state == Decision.WAITING and len(proposal.steps) == step
    return waits and person.is_active and may(person, "approve", proposal)


def _keep(person: Any, language: str, items: list[dict[str, Any]], today: date) -> None:
    Recipient.objects.get_or_create(user=person)
    with translation.override(language):
        content = letter_about(items)
    keep_letter(user=person, rhythm=AT_ONCE, period=today, language=language, content=content)


def letter_about(items: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns the content of a letter about these proposals, in the active language."""
    number = len(items)
    title = ngettext("%(number)s proposal", "%(number)s proposals", number) % {"number": number}
    title = items[0]["words"] if number == 1 else title
    more = max(0, number - MOST_ITEMS)
    return {"title": title, "sections": [], "proposals": items[:MOST_ITEMS], "more_proposals": more}


def _item(news: ProposalNews, reader: Any) -> dict[str, Any]:
    proposal, waits = news.proposal, news.state == Decision.WAITING
    step = None if waits else steps_of(proposal)[news.step - 1]
    by = proposal.author if step is None else step.who
    names = may(reader, SEE, "author")
    return {
        "proposal": proposal.pk,
        "state": news.state,
        "step": news.step,
        "path": _path(proposal, reader),
        "words": _words(news),
        "by": one_line(by.get_full_name() or by.get_username()) if by and names else "",
        "reason": one_line(_reason_at(news)),
        "answer": one_line(step.answer) if step else "",
        "lines": _lines(proposal) if names else [],
    }


def _reason_at(news: ProposalNews) -> str:
    """Returns the reason that the proposal had at the step. Each renewal keeps the reason before it."""
    later = (one for one in news.proposal.steps[news.step :] if one["what"] == What.RENEWED)
    return str(next(later, {"reason": news.proposal.reason})["reason"])


def _path(proposal: WaitingProposal, reader: Any) -> str:
    if proposal.handed_in_by and not may(reader, SEE, "author"):
        return reverse("hand-in-report", args=[proposal.handed_in_for])
    return reverse("proposal", args=[proposal.pk])


def _words(news: ProposalNews) -> str:
    number, name = news.proposal.pk, _name_of_report(news.proposal)
    if news.proposal.handed_in_by:
        sentences: dict[str, str] = {
            Decision.WAITING: _("A report of %(organisation)s waits for you: %(name)s"),
            Decision.APPROVED: _("Your report was accepted: %(name)s"),
            Decision.SENT_BACK: _("Your report was sent back: %(name)s"),
            Decision.WITHDRAWN: _("Your report was withdrawn: %(name)s"),
            What.UNDONE: _("Staff took back the acceptance of your report. You owe it again: %(name)s"),
            What.IN_FORCE: _("Your report counts as accepted again: %(name)s"),
            What.MOVED: _("The day of your report was moved. What you handed in goes with it: %(name)s"),
            What.NOT_OWED: _("Your report is not owed any more. You can withdraw it: %(name)s"),
        }
        return sentences[news.state] % {"name": name, "organisation": organisation_named(news.proposal)}
    sentences = {
        Decision.WAITING: _("Proposal %(number)d waits for your approval"),
        Decision.APPROVED: _("Your proposal %(number)d was approved"),
        Decision.SENT_BACK: _("Your proposal %(number)d was sent back"),
        Decision.WITHDRAWN: _("Your proposal %(number)d was withdrawn"),
        What.UNDONE: _("Your proposal %(number)d was undone after it was approved"),
        What.IN_FORCE: _("Your proposal %(number)d is in force again"),
    }
    return sentences[news.state] % {"number": number}


def _name_of_report(proposal: WaitingProposal) -> str:
    """Returns the name of a report that was handed in, with its day: "Final report, P-1-K1, 1 February 2026"."""
    return report_named(proposal) if proposal.handed_in_by else ""


def _lines(proposal: WaitingProposal) -> list[str]:
    """Returns what the proposal changes, in words: the first records, and the first sentences of each."""
    return [_line(one) for one in operations_of(proposal)[:MOST_RECORDS]]


def _line(operation: Operation) -> str:
    found = operation.differences()
    said = in_words(operation.kind, found, action=operation.action, labels=labels_of([(operation.kind, found)]))
    after = {**(operation.base or {}), **operation.data}
    name = name_of(RecordChange(kind=operation.kind, key=operation.key, before=operation.base, after=after))
    sentences = "; ".join(str(sentence) for sentence in said[:MOST_SENTENCES])
    return one_line(f"{name}, {Action(operation.action).label}: {sentences}")


def still_news(letter: Letter) -> list[dict[str, Any]]:
    """Returns the proposals of a letter that are still news: those that wait must still wait for the reader."""
    items: list[dict[str, Any]] = letter.content.get("proposals", [])
    wanted = Recipient.objects.filter(user=letter.user_id, proposals=True).exists()
    if not (items and wanted and letter.user.is_active):
        return []
    rows = WaitingProposal.objects.in_bulk([one["proposal"] for one in items])
    return [one for one in items if one["proposal"] in rows and _is_news(one, rows[one["proposal"]], letter.user)]


def _is_news(item: dict[str, Any], proposal: WaitingProposal, reader: Any) -> bool:
    return item["state"] != Decision.WAITING or _waits_for(reader, proposal, item["step"])
