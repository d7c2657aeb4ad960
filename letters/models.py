"""What people follow, the outbox, and the letters."""

import secrets
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import SavedView
from changes.models import Change, WaitingProposal
from letters.choices import AT_ONCE, Kind, Rhythm, State
from letters.querysets import FollowingQuerySet, LetterQuerySet
from projects.choices import Language
from projects.models.base import Named, NaturalKeyManager

OF_PROPOSALS = ".p"
"""Ends the token that stops all letters: with it, the address stops the letters about proposals only."""


def new_token() -> str:
    """Returns a random token that nobody can guess, for an address."""
    return secrets.token_urlsafe(24)


class Recipient(Named):
    """A person who gets letters, with the addresses that work without signing in.

    The token that stops all letters is stored as it is, because every letter contains it. The feed shows letters to
    whoever knows its address, so only the hash of its token is stored.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="recipient", verbose_name=_("person")
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    stop_token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    feed_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 (unique or none)
    feed_made = models.DateTimeField(_("address of the feed made"), null=True, editable=False)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    proposals = models.BooleanField(_("letters about proposals"), default=True)

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["user"]
        verbose_name = _("recipient of letters")
        verbose_name_plural = _("recipients of letters")

    def __str__(self) -> str:
        return str(self.user)

    @classmethod
    def natural_lookups(cls) -> list[str]:
        return ["user__username"]

    def natural_key(self) -> tuple[Any, ...]:
        return (self.user.get_username(),)


class Following(Named):
    """A thing that a person follows: a saved view, a project, an organisation or a fund.

    Projects, organisations and funds are named by the key of their row, as in a change: a letter can then say that a
    project was deleted, and the following still works if the deletion is undone.
    """

    natural_fields = ("stop_token",)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="followings", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    view = models.ForeignKey(
        SavedView, models.CASCADE, null=True, blank=True, related_name="followings", verbose_name=_("saved view")
    )
    row = models.BigIntegerField(_("row"), null=True, blank=True)
    rhythm = models.CharField(_("how often"), max_length=6, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    deadlines = models.BooleanField(_("letters about deadlines"), default=True)
    last_told = models.JSONField(default=dict, editable=False)
    """The state in the last letter, or at the start of the following: ``dkk`` (the total, a decimal as text, or null)
    and ``projects`` (the keys of a view's projects)."""
    stop_token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[Any] = NaturalKeyManager.from_queryset(FollowingQuerySet)()

    class Meta:
        ordering = ["user", "created", "pk"]
        verbose_name = _("following")
        verbose_name_plural = _("followings")
        indexes = [models.Index(fields=["kind", "row"], name="following_of_row")]
        constraints = [
            models.UniqueConstraint(fields=["user", "view"], name="following_of_a_view_once"),
            models.UniqueConstraint(fields=["user", "kind", "row"], name="following_of_a_row_once"),
            models.CheckConstraint(
                condition=Q(kind=Kind.VIEW, view__isnull=False, row__isnull=True)
                | Q(kind__in=[Kind.PROJECT, Kind.ORGANISATION, Kind.FUND], view__isnull=True, row__isnull=False),
                name="following_names_one_thing",
                violation_error_message=_("Choose a saved view, a project, an organisation or a fund."),
            ),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="following_rhythm_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"


class Notice(models.Model):
    """A line of the outbox: a change that may concern a following.

    It is written in the change's own transaction, and deleted in the transaction that writes the letter. So a change
    is never lost on the way into a letter, and is never in two.
    """

    following = models.ForeignKey(Following, models.CASCADE, related_name="notices")
    change = models.ForeignKey(Change, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["following", "change"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.following_id}: {self.change_id}"


class ProposalNews(models.Model):
    """A line of the outbox: a proposal began to wait, was decided, or a change did something to it.

    It is written in the transaction of the step, and deleted in the transaction that writes the letters. So no step is
    lost on the way into a letter, and none is in two letters to one person.
    """

    proposal = models.ForeignKey(WaitingProposal, models.CASCADE, related_name="news")
    state = models.CharField(max_length=10)
    """The state of the proposal after the step; or the step, where it changed no state (``What``)."""
    step = models.PositiveIntegerField()
    """How many steps the trail of the proposal has with it."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "state", "step"], name="proposal_news_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.state}"


class Reminder(models.Model):
    """A step of a deadline about which a person got a letter: see ``letters/deadlines.py``.

    It is written in the transaction that writes the letter. The constraint lets only one letter name the step, also if
    two commands run at once.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    key = models.CharField(max_length=80)
    """Names the deadline."""
    day = models.DateField()
    """The day of the deadline. Another day begins anew."""
    step = models.SmallIntegerField()
    """Days before the deadline: 30, 7 or 0; or in which week after it: -1, -2 and so on."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key", "day", "step"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key} {self.step}"


class Letter(Named):
    """A letter to a person: what changed in everything that the person follows in this rhythm. Letters about deadlines
    are daily ones, because a deadline does not wait for Monday. Letters about proposals are made at once.
    """

    natural_fields = ("uid",)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters", verbose_name=_("person"))
    rhythm = models.CharField(
        _("how often"), max_length=6, choices=[*Rhythm.choices, (AT_ONCE, pgettext_lazy("rhythm", "at once"))]
    )
    period = models.DateField(_("day"))
    """The day of a daily letter; the Monday of a weekly one."""
    made = models.DateTimeField(_("made"))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    content = models.JSONField(default=dict, editable=False)
    """The letter in its language, as data: see ``letters/content.py``."""
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try = models.DateTimeField(_("next try"), null=True, blank=True)
    sent = models.DateTimeField(_("sent"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    """The mail server's last answer."""

    objects: ClassVar[Any] = NaturalKeyManager.from_queryset(LetterQuerySet)()

    class Meta:
        ordering = ["-made", "-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [models.Index(fields=["state", "next_try"], name="letter_to_send")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "rhythm", "period"],
                condition=Q(rhythm__in=Rhythm.values),
                name="letter_once_a_period",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="letter_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("letter", args=[self.uid])
