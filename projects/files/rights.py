"""Who may read the files of documents, and who may add one."""

from typing import Any

from changes.as_of.point import current_point
from changes.models import Action
from changes.rights import decides, has_right
from projects.models import Document, DocumentFile

READ = "read"


@decides(READ, "documentfile")
def may_read(person: Any, _row: Any) -> bool:
    """Returns whether the person may read files of documents: everybody with an account, never a visitor.

    A site with open reading shows its register to visitors. A file may be a contract with names and amounts that the
    register does not state, so it needs an account there too.
    """
    return bool(getattr(person, "is_authenticated", False) and person.is_active)


def may_add(person: Any, document: Document) -> bool:
    """Returns whether the person may add a version to the document."""
    if current_point() is not None:
        return False
    return has_right(person, Action.CREATE, DocumentFile(document=document), of=document)
