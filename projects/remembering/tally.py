"""Counts how often a remembered answer was found: ``/metrics`` shows it."""

from prometheus_client import Counter

_ANSWERS = Counter("oversigt_remembered_answers", "Answers that were asked of the memory.", ["kind", "outcome"])
FIGURES_FOUND, FIGURES_MISSED = _ANSWERS.labels("figures", "hit"), _ANSWERS.labels("figures", "missed")
LISTS_FOUND, LISTS_MISSED = _ANSWERS.labels("lists", "hit"), _ANSWERS.labels("lists", "missed")
