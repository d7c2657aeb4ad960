"""The letters of a person as a feed (Atom, RFC 4287), at an address of their own."""

import hashlib
from typing import Any
from xml.etree import ElementTree

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import formats, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from letters.mail import content_as_html, sees_changes
from letters.models import Letter, Recipient
from letters.views import opened_by
from projects.strict import refuse_unknown_parameters

ATOM = "http://www.w3.org/2005/Atom"
LATEST = 50
"""Letters in a feed."""


@require_safe
@login_not_required
def letters_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Returns the latest letters of the person whose address this is. 404 once the address was renewed."""
    refuse_unknown_parameters(request)
    recipient = opened_by(token)
    body = feed_of(recipient, request.build_absolute_uri)
    answer = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    answer["Cache-Control"] = "private, no-cache"
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer["ETag"] = etag
    kept: Any = get_conditional_response(request, etag=etag, response=answer)
    return kept


def feed_of(recipient: Recipient, address: Any) -> bytes:
    """Returns the feed as XML. ``address`` makes a whole address of a path, or of the feed's own."""
    found = list(Letter.objects.filter(user=recipient.user)[:LATEST])
    feed = ElementTree.Element("feed", xmlns=ATOM)
    with translation.override(found[0].language if found else None):
        _text(feed, "title", _("Oversigt: letters"))
    _text(feed, "id", recipient.uid.urn)
    _text(feed, "updated", (found[0].made if found else recipient.created).isoformat())
    ElementTree.SubElement(_child(feed, "author"), "name").text = "Oversigt"
    _child(feed, "link", rel="self", type="application/atom+xml", href=address())
    _child(feed, "link", rel="alternate", type="text/html", href=address(reverse("letters")))
    changes = sees_changes(recipient.user)
    for letter in found:
        _entry(feed, letter, address, changes)
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + ElementTree.tostring(feed, encoding="utf-8")


def _entry(feed: Any, letter: Letter, address: Any, changes: bool) -> None:
    entry = _child(feed, "entry", **{"xml:lang": letter.language})
    with translation.override(letter.language):
        day = formats.date_format(letter.made, "DATE_FORMAT")
    _text(entry, "title", f"{day}: {letter.content['title']}")
    _text(entry, "id", letter.uid.urn)
    _text(entry, "updated", letter.made.isoformat())
    _child(entry, "link", rel="alternate", type="text/html", href=address(letter.get_absolute_url()))
    site = address("/").rstrip("/")
    _child(entry, "content", type="html").text = content_as_html(letter, site, changes=changes)


def _child(parent: Any, name: str, **attributes: str) -> Any:
    return ElementTree.SubElement(parent, name, attributes)


def _text(parent: Any, name: str, text: str) -> None:
    _child(parent, name).text = text
