"""What an accepted item proposes: its source, its project and its grants, as one change."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from changes.apply import Refused, apply
from changes.models import Change, Way
from changes.proposal import Proposal
from changes.rights import may_propose
from changes.wording.refusals import each_sentence
from pages.keeping.making import free_slug
from pages.keeping.references import next_reference
from pages.readings.forms import UNKNOWN_PARTNER, UNKNOWN_PLACE, ItemForm
from projects.choices import Language
from projects.language.folding import fold
from projects.models import Project, Source
from readings.models import AnnexReading

TRIES = 5
SHORT = 3
"""Letters of words that say nothing of a title: of, til, och."""


def same_source(reading: AnnexReading, item: dict[str, Any]) -> Project | None:
    """Returns the project of the register that comes from the same item of the same document and has a title like it;
    None without one. Another annex of the same document has other projects at the same places.
    """
    found = source_of(reading, item)
    facts = {"document": reading.document, "section": found["section"], "item": found["item"]}
    title = next((fact["value"] for fact in item["facts"] if fact["field"] == "title"), "")
    there = Project.objects.filter(**{f"source__{name}": value for name, value in facts.items()})
    return next((project for project in there if not title or _is_like(title, project)), None)


def _is_like(title: str, project: Project) -> bool:
    """Whether a title and one of a project's titles share half of their words, without the short ones."""
    words = _words(title)
    others = [_words(getattr(project, f"title_{language}") or "") for language in Language.values]
    return any(2 * len(words & other) >= min(len(words), len(other)) for other in others if words and other)


def _words(title: str) -> set[str]:
    return {word for word in fold(title).split() if len(word) > SHORT}


def source_of(reading: AnnexReading, item: dict[str, Any]) -> dict[str, Any]:
    """Returns the source of an item: the document, the section by its status, and the place below its heading."""
    status = next((fact["value"] for fact in item["facts"] if fact["field"] == "status"), "annex")
    section = status if item["section"] else "annex"
    return {"document": reading.document.slug, "section": section, "item": item["in_section"]}


@dataclass
class Saved:
    """What was saved of an item."""

    project: Project
    change: Change | None
    grants: str = ""
    """What became of grants that were not saved with it: "wait" for a second person, or "forbidden" for the actor."""


def save_item(*, reading: AnnexReading, form: ItemForm, actor: Any) -> Saved:
    """Makes a project of a valid form, as one change by the way "annex". Grants that a second person has to approve
    wait in a change of their own, so that the project is there at once. Raises Refused."""
    for left in reversed(range(TRIES)):
        reference = next_reference(reading.portfolio.slug, form.cleaned_data["status"])
        try:
            return _save(reading, form, actor, reference)
        except Refused as refused:
            # Somebody may have taken the reference at the same moment: the next one is tried
            taken = any("reference" in errors for errors in refused.errors.values())
            if not taken or not left:
                raise
    raise AssertionError


def _save(reading: AnnexReading, form: ItemForm, actor: Any, reference: str) -> Saved:
    facts: dict[str, Any] = {"way": Way.ANNEX, "actor": actor, "file": reading.name, "may": may_propose(actor)}
    facts["reason"] = f"{reading.name}: {form.item['printed'] or form.item['number']}"
    source = source_of(reading, form.item)
    grants = [{"reference": f"{reference}-A{at}", "source": source, **one} for at, one in enumerate(_grants(form), 1)]
    state = _state_of_grants(reading, form, reference, grants, facts)
    outcome = apply(proposals=list(_proposals(reading, form, reference, [] if state else grants)), **facts)
    project = next(row for row in outcome.rows if isinstance(row, Project))
    if state == "wait":
        apply(proposals=[Proposal.update("project", reference, {"allocations": grants})], **facts)
    return Saved(project, outcome.change, state)


def _state_of_grants(
    reading: AnnexReading, form: ItemForm, reference: str, grants: list[dict[str, Any]], facts: dict[str, Any]
) -> str:
    """Returns "wait" if a second person has to approve the grants, "forbidden" if the actor may not propose them; ""
    if they are saved with the project."""
    if not grants:
        return ""
    try:
        tried = apply(proposals=list(_proposals(reading, form, reference, grants)), dry_run=True, **facts)
    except Refused as refused:
        if refused.forbidden:
            return "forbidden"
        raise
    return "wait" if tried.waits else ""


def _proposals(
    reading: AnnexReading, form: ItemForm, reference: str, grants: list[dict[str, Any]]
) -> Iterator[Proposal]:
    source = source_of(reading, form.item)
    same = {name: source[name] for name in ("section", "item")}
    if not Source.objects.filter(document=reading.document, **same).exists():
        slug = free_slug("source", f"{source['document']} {source['section']} {source['item']}", set())
        heading = {form.item["language"] or "en": form.item["section"]} if form.item["section"] else {}
        yield Proposal.create("source", {"slug": slug, **source, "heading": heading})
    data = {"reference": reference, **_project(reading, form, source)}
    yield Proposal.create("project", data | ({"allocations": grants} if grants else {}))


def _project(reading: AnnexReading, form: ItemForm, source: dict[str, Any]) -> dict[str, Any]:
    values = form.cleaned_data
    return {
        "title": {values["language"]: values["title"]},
        "original_language": values["language"],
        "kind": values["kind"],
        "status": values["status"],
        "portfolio": reading.portfolio.slug,
        "starts": str(values["starts"] or "") or None,
        "ends": str(values["ends"] or "") or None,
        "councils": _unique(
            {"code": fact["value"]["code"], "role": values[f"role-{name}"]} for name, fact in form.taken("councils")
        ),
        "partners": _unique(
            {"organisation": values[f"organisation-{name}"], "role": values[f"role-{name}"]}
            for field in ("partners", UNKNOWN_PARTNER)
            for name, _fact in form.taken(field)
        ),
        "places": _unique(
            {"slug": values.get(f"place-{name}") or fact["value"]}
            for field in ("places", UNKNOWN_PLACE)
            for name, fact in form.taken(field)
        ),
        "source": source,
    }


def _grants(form: ItemForm) -> Iterator[dict[str, Any]]:
    values = form.cleaned_data
    for name, _fact in form.taken("grant"):
        yield {
            "amount": f"{values[f'amount-{name}']:.2f}",
            "currency": values[f"currency-{name}"],
            "scope": values[f"scope-{name}"],
            "council": values[f"payer-{name}"] or None,
            "fund": values[f"fund-{name}"] or None,
        }


def _unique(rows: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for row in rows:
        if row not in found:
            found.append(row)
    return found


def sentences_of(refused: Refused) -> list[str]:
    """Returns every sentence of a refusal."""
    return list(each_sentence(list(refused.errors.values())))
