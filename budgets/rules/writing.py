"""Rules while an entry is written: which rules stop it, and which warn. For closed projects see ``closing.py``."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from budgets.choices import Severity
from budgets.models import Entry, Rule
from budgets.rules.checks import CHECKS, Breach, breaches_of, of_entries
from budgets.rules.facts import GrantFacts, facts_of_some
from budgets.rules.words import rules_of, sentence_about, sentence_of
from changes.parts.unreadable import needs_the_others

Sentences = dict[str, list[str]]


def stopped_by_rules(entry: Any, grant: GrantFacts) -> Sentences:
    """Returns field → sentences of the rules that a new entry of this grant breaks and that stop it; empty if none
    does.

    An entry breaks a rule where it causes a breach that was not there before.
    """
    rules = of_entries(rules_of(Severity.STOPS))
    if not rules:
        return {}
    needs_the_others()
    others = (one for one in grant.entries if one is not entry and (entry.pk is None or one.pk != entry.pk))
    after = replace(grant, entries=[*others, entry])
    found: Sentences = {}
    for rule in rules:
        for breach in _new_breaches(grant, after, rule, entry.day):
            sentences = found.setdefault(breach.field, [])
            own = breach.entry is None or breach.entry is entry
            sentence = sentence_of(rule) if own else sentence_about(rule, breach.entry)
            if sentence not in sentences:
                sentences.append(sentence)
    return found


def _new_breaches(before: GrantFacts, after: GrantFacts, rule: Rule, on: date) -> list[Breach]:
    found = breaches_of(after, rule, on)
    # Most entries break nothing: then the grant before them need not be judged
    known = {breach.key for breach in breaches_of(before, rule, on)} if found else set()
    return [breach for breach in found if breach.key not in known]


def warnings_of(records: Sequence[tuple[str, int]]) -> list[str]:
    """Returns the sentences of the rules that warn of these records (kind, key of the row): of entries that were just
    written, and the breaches that they cause.
    """
    keys = [key for kind, key in records if kind == "entry"]
    rules = [rule for rule in rules_of(Severity.WARNS) if rule.check_name in CHECKS] if keys else []
    if not rules:
        return []
    grants = list(Entry._base_manager.filter(pk__in=keys).values_list("allocation_id", flat=True).distinct())
    found = [
        sentence_of(rule)
        for grant in facts_of_some(grants)
        for rule in rules
        for breach in breaches_of(grant, rule, timezone.localdate())
        if breach.entry is not None and breach.entry.pk in keys
    ]
    return list(dict.fromkeys(found))
