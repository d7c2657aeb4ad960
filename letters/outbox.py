"""Writes the outbox: which followings a change concerns. It runs in the change's own transaction."""

from collections.abc import Iterator, Sequence
from typing import Any

from changes.closing import at_close
from changes.models import Change, RecordChange
from letters.models import Following, Notice
from projects.models import Organisation

NOTICES_AT_ONCE = 1000


@at_close
def write_notices(change: Change, records: Sequence[RecordChange]) -> None:
    """Writes a notice for each following that the change may concern.

    Every other change waits meanwhile. So it takes three queries, however many records and followings there are, and
    evaluates no view: that is done when the letter is made.
    """
    projects = {record.row for record in records if record.kind == "project"}
    organisations = {record.row for record in records if record.kind == "organisation"}
    if not (projects or organisations):
        return
    slugs = {slug for record in records if record.kind == "project" for slug in partners_of(record)}
    if slugs and Following.objects.filter(kind="organisation").exists():
        organisations |= set(Organisation.objects.filter(slug__in=slugs).values_list("pk", flat=True))
    concerned = Following.objects.concerned_by(projects, organisations)
    Notice.objects.bulk_create(
        [Notice(following_id=key, change_id=change.pk) for key in concerned], batch_size=NOTICES_AT_ONCE
    )


def partners_of(record: RecordChange) -> set[str]:
    """Returns the slugs of the organisations that were or are partners of a changed project."""
    return set(_slugs(record.before)) | set(_slugs(record.after))


def _slugs(state: Any) -> Iterator[str]:
    for partner in (state or {}).get("partners") or ():
        yield str(partner["organisation"])
