"""What saving a form would change, in words: shown before it is saved."""

import hashlib
from dataclasses import dataclass
from typing import Any

from changes import tables
from changes.apply import Outcome
from changes.models import Action
from changes.wording.sentences import Sentence
from changes.words import effects_in_words, in_words, labels_of
from pages.keeping.forms import RecordForm
from pages.keeping.making import NAMED


@dataclass(frozen=True)
class Preview:
    """The differences, the records to be made, and the totals that move."""

    sentences: list[Sentence]
    made: list[Sentence]
    effects: list[Sentence]
    warnings: list[str]
    """Rules that saving would break without being refused."""

    @property
    def mark(self) -> str:
        """Identifies the totals and the warnings shown: a form that has any is saved only after the person saw them."""
        said = "\n".join([*(str(effect) for effect in self.effects), *self.warnings])
        return hashlib.sha256(said.encode()).hexdigest()[:16] if said else ""


def preview_of(form: RecordForm, outcome: Outcome) -> Preview:
    """Returns what saving the form would change."""
    *made, own = outcome.differences
    labels = labels_of([(form.kind, own)])
    action = Action.CREATE if form.row is None else Action.UPDATE
    new = [
        Sentence(str(tables.model_of(proposal.kind)._meta.verbose_name), _name_of(proposal.kind, proposal.data))
        for proposal, _differences in zip(form.made.proposals, made, strict=True)
    ]
    sentences = in_words(form.kind, own, action=action, labels=labels)
    return Preview(sentences, new, effects_in_words(outcome.effects), outcome.warnings)


def _name_of(kind: str, data: Any) -> str:
    texts = data.get(NAMED.get(kind, ""))
    if texts:
        return next(iter(texts.values()))
    return ", ".join(str(data[name]) for name in ("document", "section", "item") if data.get(name))
