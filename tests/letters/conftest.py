"""Readers who follow things, and changes of the register."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import SavedView
from changes.models import Change, Way
from changes.opened import changing
from letters.choices import Rhythm
from letters.making import make_letters
from letters.models import Letter
from letters.services import follow


@pytest.fixture
def anna(db: None, django_user_model: Any) -> Any:
    """A member of staff."""
    return django_user_model.objects.create_user("anna", "anna@example.org", is_staff=True, first_name="Anna")


@pytest.fixture
def bo(db: None, django_user_model: Any) -> Any:
    """A reader who is not on the staff."""
    return django_user_model.objects.create_user("bo", "bo@example.org")


def let_see_changes(user: Any) -> None:
    user.user_permissions.add(Permission.objects.get(codename="view_project"))


def view_of(owner: Any, query: str = "", page: str = "projects", name: str = "Mine", **values: Any) -> SavedView:
    return SavedView.objects.create(owner=owner, name=name, page=page, query=query, **values)


def following(user: Any, thing: Any, rhythm: str = "daily") -> Any:
    """Lets the person follow a view, a project or an organisation."""
    kind = "view" if isinstance(thing, SavedView) else thing._meta.model_name
    return follow(user=user, kind=kind, key=thing.pk, rhythm=rhythm)


def change(write: Callable[[], Any], actor: Any = None, reason: str = "") -> Change:
    """Writes within one change."""
    with changing(way=Way.PROGRAM, actor=actor, reason=reason) as opened:
        write()
    assert opened.change is not None
    return opened.change


def letters_of_today(rhythm: Rhythm = Rhythm.DAILY, today: Any = None) -> list[Letter]:
    """Makes the letters that are due, and returns them."""
    before = set(Letter.objects.values_list("pk", flat=True))
    make_letters(rhythm=rhythm, today=today or timezone.localdate())
    return list(Letter.objects.exclude(pk__in=before).order_by("pk"))


def only_section(letter: Letter) -> Any:
    (section,) = letter.content["sections"]
    return section
