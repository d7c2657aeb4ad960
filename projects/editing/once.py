"""A form that is sent several times at once (a double click, an impatient second try) saves once.

Each form carries a random key (``{% form_key %}``). The transaction of the save writes the key first. A second
sending waits in the database until the first is done, and then shows the page that the first one saved.
"""

import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from projects.models.form_keys import SentForm

NAME = "form_key"
"""The name of the hidden field in the forms."""
SHAPE = re.compile(r"[\w-]{20,64}", re.ASCII)

View = Callable[..., HttpResponse]


def new_key() -> str:
    """Returns a random key for one form. Nobody can guess it."""
    return secrets.token_urlsafe(24)


def once(view: View) -> View:
    """Makes a view save a form once and completely. A redirection as the answer means that the view has saved.

    Programs send forms without a key. Then every sending saves.
    """

    @wraps(view)
    def sent_once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get(NAME, "") if request.method == "POST" else ""
        if not SHAPE.fullmatch(key):
            return view(request, *args, **kwargs)
        try:
            with transaction.atomic():
                answer = _save(key, view, request, *args, **kwargs)
        except _SentBefore:
            messages.info(request, _("This form was sent already. This is what it saved."))
            return redirect(SentForm.objects.get(key=key).saved_as)
        SentForm.objects.prune()
        return answer

    return sent_once


def sent_before(request: HttpRequest) -> bool:
    """Returns whether the form of this request has been saved already."""
    return SentForm.objects.filter(key=request.POST.get(NAME, "")[:64]).exists()


class _SentBefore(Exception):
    """An earlier sending of the same form has saved it."""


def _save(key: str, view: View, /, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        with transaction.atomic():
            sent = SentForm.objects.create(key=key)
    except IntegrityError:
        raise _SentBefore from None
    answer = view(*args, **kwargs)
    if answer.status_code == 302:
        SentForm.objects.filter(pk=sent.pk).update(saved_as=answer["Location"])
    else:
        # Nothing was saved, so the corrected form may be sent with the same key
        transaction.set_rollback(True)
    return answer
