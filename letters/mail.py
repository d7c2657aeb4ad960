"""A letter as an e-mail: plain text with an HTML alternative, and an address that stops the letters with one click."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from changes.rights import SEE, may
from letters.choices import AT_ONCE, Kind
from letters.models import OF_PROPOSALS, Letter, Recipient
from letters.subjects import may_follow


def mail_of(letter: Letter) -> EmailMultiAlternatives:
    """Returns the mail of a letter. Its Message-ID depends on the letter only, so that a letter which had to be sent
    twice is recognised as the same message (RFC 5322, section 3.6.4)."""
    recipient, _new = Recipient.objects.get_or_create(user=letter.user)
    about_proposals = letter.rhythm == AT_ONCE
    token = recipient.stop_token + (OF_PROPOSALS if about_proposals else "")
    stop = settings.SITE_URL + reverse("stop-letters", args=[token])
    with translation.override(letter.language):
        context = {
            "letter": letter,
            "content": letter.content,
            "site": settings.SITE_URL,
            "stop": stop,
            "by_mail": True,
            "about_proposals": about_proposals,
            "reads_letters": may_follow(letter.user),
            "sees_changes": sees_changes(letter.user),
        }
        mail = EmailMultiAlternatives(
            subject=f"Oversigt: {letter.content['title']}",
            body=render_to_string("letters/mail.txt", context),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[letter.user.email],
            headers=_headers(letter, stop),
        )
        mail.attach_alternative(render_to_string("letters/mail.html", context), "text/html")
    return mail


def _headers(letter: Letter, stop: str) -> dict[str, str]:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return {
        "Message-ID": f"<{letter.uid}@{host}>",
        "Auto-Submitted": "auto-generated",
        # RFC 8058: the mail program stops the letters with one POST, without signing in
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Content-Language": letter.language,
    }


def content_as_html(letter: Letter, site: str, *, changes: bool) -> str:
    """Returns the content of a letter as HTML with whole addresses, in the language of the letter.

    ``changes``: whether the reader may open the pages of the changes.
    """
    context = {"content": letter.content, "site": site, "sees_changes": changes}
    with translation.override(letter.language):
        return render_to_string("letters/body.html", context)


def sees_changes(user: Any) -> bool:
    """Returns whether the person may open the pages of changes, to which a letter then leads."""
    return may(user, SEE, Kind.PROJECT)
