"""The list of open sessions."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class OpenSessions(models.QuerySet):
    def still_open(self) -> Self:
        """Returns the sessions that have not ended: by sign-out, by the limits of time or by the site."""
        stored = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
        return self.filter(Exists(stored), seen__gt=idle_since(), began__gt=began_since())

    def of(self, user: Any) -> Self:
        """Returns a person's open sessions, the last used first. A changed password has ended those from before it."""
        return self.still_open().filter(user=user, auth_hash=user.get_session_auth_hash()).order_by("-seen", "-pk")


def idle_since() -> datetime:
    """Returns the moment before which an unused session has ended."""
    return timezone.now() - timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def began_since() -> datetime:
    """Returns the moment before which a session has ended however much it was used."""
    return timezone.now() - timedelta(minutes=settings.SESSION_LONGEST_MINUTES)


class OpenSession(models.Model):
    """A session of a browser: who signed in, when, and with which browser. Django's own session holds its data."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="open_sessions", verbose_name=gettext_lazy("person")
    )
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    auth_hash = models.CharField(max_length=128, editable=False)
    """Changes with the password: sessions from before the change have ended."""
    began = models.DateTimeField(gettext_lazy("began"))
    seen = models.DateTimeField(gettext_lazy("last used"))
    browser = models.CharField(gettext_lazy("browser"), max_length=40, blank=True)
    system = models.CharField(gettext_lazy("system"), max_length=40, blank=True)
    address = models.CharField(gettext_lazy("address"), max_length=45, blank=True)
    """Shortened: enough to recognise a network, too little to find a person."""

    objects: ClassVar[Any] = OpenSessions.as_manager()

    class Meta:
        ordering = ["-seen", "-pk"]
        verbose_name = gettext_lazy("session")
        verbose_name_plural = gettext_lazy("sessions")

    def __str__(self) -> str:
        return self.where

    @property
    def where(self) -> str:
        """Returns browser and system in plain words: "Firefox on Windows"."""
        browser = self.browser or _("another browser")
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": self.system} if self.system else browser
