"""A change: all that was written together, with its number, and the records that it touched."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_FOR = timedelta(hours=24)
"""How long the answer to a request is kept for a repetition of it."""


class Way(models.TextChoices):
    """By which way a change came in."""

    PAGE = "page", _("page")
    API = "api", _("API")
    IMPORT = "import", _("import")
    ANNEX = "annex", _("annex")
    UNDO = "undo", _("undo")
    PROGRAM = "program", _("program")
    ADMIN = "admin", _("editing")
    LOAD = "load", _("load")
    ERASURE = "erasure", _("erasure")


class Action(models.TextChoices):
    """What happened to a record."""

    CREATE = "create", _("created")
    UPDATE = "update", _("changed")
    DELETE = "delete", _("deleted")


class Change(models.Model):
    """All that was written together: by whom, when, why and by which way.

    Numbers have no gaps, and a higher number became visible later: see ``Latest``.
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    mark = models.CharField(_("mark"), max_length=16)
    """Random: it tells this change from another of its number."""
    moment = models.DateTimeField(_("moment"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    way = models.CharField(_("way"), max_length=10, choices=Way.choices)
    file = models.CharField(_("file"), blank=True, max_length=300)
    """The file that it was read from."""
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects")
    )
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("undoes")
    )
    restores = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="restored_by", verbose_name=_("restores")
    )
    """The change after which a record said what this one brought back."""

    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    """Who approved it, where two persons are needed; null: nobody had to."""

    moved = models.BigIntegerField(_("money moved"), null=True, blank=True, editable=False)
    """By how much it raised what is granted, in øre; null: it touched no grant that counts."""

    class Meta:
        ordering = ["-number"]
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approver=None) | ~models.Q(approver=models.F("actor")),
                name="change_approved_by_another_person",
            )
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def version(self) -> str:
        """The version of the data that this change made: number and mark."""
        return f"{self.number}:{self.mark}"

    @property
    def moved_dkk(self) -> Decimal | None:
        """By how much the change raised what is granted, in DKK; None: it touched no grant that counts."""
        return None if self.moved is None else Decimal(self.moved) / 100


class RecordChange(models.Model):
    """A record that a change touched, before and after, in the shape in which proposals write it."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="records", verbose_name=_("change"))
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=300)
    """The code by which others name the record."""
    row = models.BigIntegerField(_("row"))
    """The key of the record's row in its table."""
    action = models.CharField(_("action"), max_length=10, choices=Action.choices)
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)

    class Meta:
        ordering = ["change", "pk"]
        verbose_name = _("changed record")
        verbose_name_plural = _("changed records")
        constraints = [models.UniqueConstraint(fields=["change", "kind", "row"], name="record_once_in_a_change")]
        indexes = [models.Index(fields=["kind", "row", "change"], name="record_change_of_row")]

    def __str__(self) -> str:
        return f"{self.change_id} {self.kind} {self.key}"


class LatestManager(models.Manager):
    """The one row of ``Latest``."""

    def locked(self) -> "Latest":
        """The row, which every other change waits for until this transaction ends."""
        row: Any = self.select_for_update().filter(pk=1).first()
        if row is None:
            # Another change may make it at the same moment; then this waits for it, and makes none
            self.bulk_create([self.model(pk=1)], ignore_conflicts=True)
            row = self.select_for_update().get(pk=1)
        found: Latest = row
        return found


class Latest(models.Model):
    """One row: the number and mark of the last change, which together are the version of the data.

    Whoever closes a change locks it and keeps the lock until the transaction ends. So the next number is given
    only when the one before is visible, and a transaction that fails gives its number back.
    """

    number = models.PositiveBigIntegerField(default=0)
    mark = models.CharField(max_length=16, default="")

    objects: ClassVar[Any] = LatestManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="latest_is_one_row")]

    def __str__(self) -> str:
        return f"{self.number}:{self.mark}"


class SentRequestManager(models.Manager):
    """Deletes old answers."""

    def prune(self) -> None:
        """Deletes the answers that are older than ``KEPT_FOR``."""
        self.filter(sent_at__lt=timezone.now() - KEPT_FOR).delete()


class SentRequest(models.Model):
    """A request of a program that wrote something, with the answer: a repetition gets the same one.

    It is written in the transaction of the change (``changes/api/once.py``), and only by the program.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    key = models.CharField(_("key"), max_length=200)
    fingerprint = models.CharField(max_length=64)
    """Of method, address and body: another request must not use the same key."""
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    answer = models.TextField(blank=True)
    """JSON, as it was sent: PostgreSQL's own type would put the fields into another order."""
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects: ClassVar[SentRequestManager] = SentRequestManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="sent_request_once")]

    def __str__(self) -> str:
        return self.key


class Draft(models.Model):
    """What a person typed into a form and did not save yet: the texts as typed, right or wrong.

    It is nobody else's business: only this person reads it, and it goes when the form is saved or thrown away.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=40)
    row = models.BigIntegerField(_("row"), null=True, blank=True)
    """The key of the record's row in its table; None for a new record."""
    section = models.CharField(_("section"), max_length=60)
    """The form: the section of the record, or what is begun."""
    data = models.JSONField(_("typed texts"), default=dict)
    """Name of a form field → the typed texts. The version of the record that the person saw is one of them."""
    kept_at = models.DateTimeField(_("kept"), auto_now=True)

    class Meta:
        ordering = ["-kept_at", "-pk"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "row", "section"],
                condition=models.Q(row__isnull=False),
                name="draft_once_of_a_section",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "section"],
                condition=models.Q(row__isnull=True),
                name="draft_once_of_what_is_new",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row or ''} {self.section}"


class State(models.TextChoices):
    """What became of a proposal."""

    WAITING = "waiting", _("waits for approval")
    SENT_BACK = "sent-back", _("sent back")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("withdrawn")


class WaitingProposal(models.Model):
    """What a person proposed, and a second person has to approve: operations on records that are not written yet.

    Only the program writes it (``changes/approving``). Approving makes it a change of its author.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="proposals", verbose_name=_("person")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    way = models.CharField(_("way"), max_length=10, choices=Way.choices)
    file = models.CharField(_("file"), blank=True, max_length=300)
    handed_in_by = models.BigIntegerField(null=True, editable=False)
    """The key of the organisation whose account handed it in; null: staff proposed it."""
    handed_in_for = models.CharField(max_length=80, blank=True, db_index=True, editable=False)
    """Names the report that the organisation owes (``projects.deadlines.Deadline.key``)."""
    operations = models.JSONField(_("operations"))
    """Of each record: what is wanted, what the record said, and the number of its last change (``keeping.py``)."""
    belongs = models.JSONField(_("belongs to"), default=list)
    """The names of the portfolio and the councils of each project whose money it changes."""
    corrects = models.ForeignKey(Change, models.PROTECT, null=True, related_name="+")
    undoes = models.ForeignKey(Change, models.PROTECT, null=True, related_name="+")
    restores = models.ForeignKey(Change, models.PROTECT, null=True, related_name="+")
    place = models.JSONField(null=True)
    """The form on which it was typed: kind, row, section and address, as of a draft."""
    typed = models.JSONField(default=dict)
    """Name of a form field → the typed texts, with which the form opens again as a draft."""
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="+")
    """The draft in which its author changes it. Sending the form renews the proposal."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    answer = models.TextField(_("answer"), blank=True, max_length=1000)
    """Why it was sent back, or what the approver added."""
    steps = models.JSONField(_("steps"), default=list)
    """The trail: each step with when, who (key of the account), what and why (``changes/approving/trail.py``)."""
    change = models.OneToOneField(Change, models.PROTECT, null=True, related_name="proposal")
    """The change that it became."""

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        permissions = [
            ("propose_waitingproposal", "Can propose money that a second person approves"),
            ("approve_waitingproposal", "Can approve what others propose"),
            ("receive_waitingproposal", "Can accept what organisations hand in"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=State.APPROVED)
                | models.Q(decided_by=None)
                | ~models.Q(decided_by=models.F("author")),
                name="proposal_approved_by_another_person",
            ),
            models.UniqueConstraint(
                fields=["handed_in_by", "handed_in_for"],
                condition=models.Q(handed_in_by__isnull=False, state__in=[State.WAITING, State.SENT_BACK]),
                name="proposal_handed_in_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


from changes.erasing.models import Erasure  # noqa: E402, F401  (Django finds the models of a room here)
