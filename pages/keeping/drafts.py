"""Drafts: what a person typed and did not save yet, kept on the server, read by nobody else.

A form is kept when its saving is refused, while a person types (by the script), when they ask for it, and when it is
sent after the session was lost. For the last, each form carries a signed mark of the account that opened it: what is
typed becomes a draft of that account, whoever signs in next.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from changes.models import Draft
from projects.editing.once import NAME as FORM_KEY

SALT = "whose form"
WHOSE = "whose"
"""The hidden field with the signed mark of the account that opened the form."""
LONGEST = 200_000
"""Characters of a draft."""
MOST = 100
"""Drafts of one person; the oldest give way."""
LONGEST_OPEN = 14 * 24 * 3600
"""Seconds for which a form may be sent after its session was lost."""
NOT_TYPED = {"csrfmiddlewaretoken", FORM_KEY, WHOSE, "of", "row", "save", "look", "looked", "draft", "naming"}

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Place:
    """The form to which a draft belongs."""

    kind: str
    row: int | None
    section: str
    address: str = ""
    """The page on which the form is opened."""

    def of(self, person: Any) -> dict[str, Any]:
        return {"person": person, "kind": self.kind, "row": self.row, "section": self.section}


def mark_of(person: Any) -> str:
    """Returns the signed mark that a form of this person carries."""
    return signing.dumps(person.pk, salt=SALT)


def whose(data: QueryDict) -> Any:
    """Returns the account that opened a form; None if the form does not say so, or was open for too long."""
    try:
        key = signing.loads(str(data.get(WHOSE, "")), salt=SALT, max_age=LONGEST_OPEN)
    except signing.BadSignature:
        return None
    return get_user_model()._default_manager.filter(pk=key, is_active=True).first()


def keep(person: Any, place: Place, data: QueryDict) -> bool:
    """Keeps what was typed as the person's draft of this form; returns False if it is too long to be kept."""
    typed = typed_in(data)
    if len(json.dumps(typed)) > LONGEST or "\0" in "".join(text for texts in typed.values() for text in texts):
        return False
    put(person, place, typed)
    return True


def typed_in(data: QueryDict) -> dict[str, Any]:
    """Returns what a person typed into a form: name of a field → texts."""
    return {name: texts for name, texts in data.lists() if name not in NOT_TYPED}


def put(person: Any, place: Place, typed: dict[str, Any]) -> Draft:
    """Makes these texts the person's draft of a form."""
    with transaction.atomic():
        draft, _made = Draft.objects.update_or_create(**place.of(person), defaults={"data": typed})
        late = Draft.objects.filter(person=person).order_by("-kept_at", "-pk").values_list("pk", flat=True)[MOST:]
        Draft.objects.filter(pk__in=list(late)).delete()
    return draft


def find(person: Any, place: Place) -> Draft | None:
    """Returns the person's draft of a form."""
    return Draft.objects.filter(**place.of(person)).first() if person.is_authenticated else None


def forget(person: Any, place: Place) -> None:
    """Throws the person's draft of a form away: it is saved."""
    Draft.objects.filter(**place.of(person)).delete()


def texts_of(draft: Draft) -> QueryDict:
    """Returns the typed texts of a draft, as a form sends them."""
    data = QueryDict(mutable=True)
    for name, texts in draft.data.items():
        data.setlist(name, texts)
    return data


def filled(typed: QueryDict, proposed: QueryDict) -> QueryDict:
    """Returns the typed texts of a draft, with the proposed texts of the fields that it leaves empty."""
    data = typed.copy()
    for name, texts in proposed.lists():
        if not any(text.strip() for text in data.getlist(name)):
            data.setlist(name, texts)
    return data


def typed_is_kept(place_of: Callable[..., Place | None]) -> Callable[[View], View]:
    """Makes a view keep what was typed if the session is lost: as a draft, to which the sign-in leads back.

    ``place_of`` takes the arguments of the address and returns the form's place; None if there is no such form.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            address = _keep_for_later(request, place_of(request, *args, **kwargs))
            if address:
                messages.info(request, _("Your session ended. What you typed is kept; sign in to go on."))
            return redirect_to_login(address or request.get_full_path())

        kept.place_of = place_of  # type: ignore[attr-defined]
        return login_not_required(kept)

    return decorate


def after_csrf_failure(request: HttpRequest) -> str:
    """Keeps the form that was refused because the person signed in again since it was opened.

    Returns the page with the form; empty if the address takes no such form, or the form does not say whose it is.
    """
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return ""
    place_of = getattr(found.func, "place_of", None)
    place = place_of(request, *found.args, **found.kwargs) if place_of else None
    return _keep_for_later(request, place)


def _keep_for_later(request: HttpRequest, place: Place | None) -> str:
    """Keeps a form for the account that opened it; returns the page with the form, or an empty text."""
    person = whose(request.POST) if request.method == "POST" else None
    return place.address if person and place and keep(person, place, request.POST) else ""
