"""Seals for tests."""

from pathlib import Path
from typing import Any

from django.contrib.auth.models import User

from accounts.roles import give_role
from changes.models import Way
from changes.opened import changing
from projects.files.store import store
from projects.models import Project
from seals.asked import asked
from seals.kept import opened
from seals.making import prepared, seal
from seals.models import Seal
from tests import builders


def register(title: str = "Safe house", amount: str = "1000.00") -> Project:
    """Makes a project with a grant, within a change: a seal names the last change."""
    with changing(way=Way.ADMIN, reason="first"):
        project = builders.project("P-1", title_en=title)
        builders.allocation(project, amount)
    return project


def retitle(title: str) -> None:
    """Gives the project another title, within a change."""
    with changing(way=Way.ADMIN, reason="another title"):
        Project.objects.filter(reference="P-1").update(title_en=title)


def person(role: str = "controller") -> User:
    """Returns an account of a role, named like it."""
    found = User.objects.filter(username=role).first()
    if found is None:
        found = User.objects.create_user(role)
        give_role(user=found, role=role)
    return User.objects.get(pk=found.pk)


def sealed(report: str = "by-council", query: str = "", reason: str = "Accounts", language: str = "en") -> Seal:
    """Seals a report of the register as it is now."""
    return seal(prepared=prepared(asked(report, query, language)), person=person(), reason=reason)


def content(row: Seal, kind: str) -> bytes:
    """Returns a file of a seal."""
    with opened(row.files.get(kind=kind)) as file:
        return bytes(file.read())


def altered(sha256: str, content: bytes | None) -> None:
    """Writes another content under a checksum of the store; None: removes the file."""
    name = f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
    if content is None:
        store().delete(name)
    else:
        Path(store().path(name)).write_bytes(content)


def changed(content: bytes, place: int, other: int = 1) -> bytes:
    """Returns the content with another byte at a place."""
    return content[:place] + bytes([content[place] ^ other]) + content[place + 1 :]


def state(answer: Any) -> str:
    """Returns the verdict on a page of ``/verify/``."""
    page = answer.content.decode()
    return str(page.split('data-state="')[1].split('"')[0]) if 'data-state="' in page else ""
