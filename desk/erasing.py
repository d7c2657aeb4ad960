"""Which comments and tasks an erasure shows before the confirmation: those that the reader may read."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from changes.erasing.near import readable
from changes.rights import may
from desk.listing import with_projects
from desk.models import Comment, Task
from desk.rights import USE


@readable(Comment._meta.db_table)
def comments(reader: Any, keys: Sequence[int]) -> dict[int, str]:
    """Returns each of these comments by its key, named by its project; none if the reader does not read comments."""
    return _named(reader, Comment, keys, _("comment on %(project)s"))


@readable(Task._meta.db_table)
def tasks(reader: Any, keys: Sequence[int]) -> dict[int, str]:
    """Returns each of these tasks by its key, as ``comments`` does."""
    return _named(reader, Task, keys, _("task of %(project)s"))


def _named(reader: Any, model: Any, keys: Sequence[int], words: str) -> dict[int, str]:
    if not may(reader, USE, "desk"):
        return {}
    rows = with_projects(model.objects.filter(pk__in=keys).order_by("pk"))
    return {row.pk: words % {"project": row.project.reference if row.project else row.row} for row in rows}
