"""The sources that a table names by document, section and item. A missing one is made in the same change."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from changes.parts.references import foresee
from changes.proposal import Proposal
from projects.language.folding import fold
from projects.models import Document, Source
from tables.values.wrong import Wrong

Named = tuple[str, str, int | None]


class Sources:
    """Knows which sources there are, and proposes those that a table needs."""

    def __init__(self) -> None:
        rows = Source._base_manager.values_list("document__slug", "section", "item", "slug")
        known = [(document, section, item, slug) for document, section, item, slug in rows]
        self.known: set[Named] = {(document, section, item) for document, section, item, _slug in known}
        self.slugs = {slug for *_named, slug in known}
        self.new: dict[Named, Proposal] = {}
        self.documents: dict[str, Document] = {}

    def source(self, document: str, section: str, item: int | None, now: Any) -> dict[str, Any]:
        """Returns the source as the API names it. What the row leaves out stays as the record says it.

        Raises Wrong if the section is missing.
        """
        if isinstance(now, dict) and now.get("document") == document and not section:
            return now
        if not section:
            raise Wrong(_("Name the section of the source too, in a column or as a value for all rows."))
        named = (document, section, item)
        if named not in self.known and named not in self.new:
            facts = {"slug": self._slug(named), "document": document, "section": section, "item": item}
            self.new[named] = Proposal.create("source", facts)
        if named in self.new:
            self._foresee(named)
        return {"document": document, "section": section, "item": item}

    def _foresee(self, named: Named) -> None:
        """Lets records name a source that is written together with them."""
        document, section, item = named
        if document not in self.documents:
            self.documents[document] = Document._base_manager.get(slug=document)
        facts = {"document": document, "section": section, "item": item}
        name = (tuple(facts), False, repr(facts))
        foresee(Source, name, document=self.documents[document], section=section, item=item)

    def needed_by(self, data: dict[str, Any]) -> list[Proposal]:
        """Returns the proposals for new sources that the data of a record names."""
        named = [data.get("source"), *(grant.get("source") for grant in data.get("allocations") or ())]
        keys = [tuple(one.values()) for one in named if isinstance(one, dict) and len(one) == 3]
        return [self.new[key] for key in dict.fromkeys(keys) if key in self.new]

    def _slug(self, named: Named) -> str:
        stem = slugify(fold("-".join(str(part) for part in named if part is not None)))[:90] or "source"
        slug, number = stem, 1
        while slug in self.slugs:
            number += 1
            slug = f"{stem}-{number}"
        self.slugs.add(slug)
        return slug
