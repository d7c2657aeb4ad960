"""The two books: ledgers that people send, how their columns were read, and the matches that people keep.

They are not records of the register: no change writes them, and they move no figure of it.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgets.choices import MatchKind
from projects.models.base import Named, NaturalKeyManager
from projects.validators import plain_line

USER = settings.AUTH_USER_MODEL


class LedgerFile(Named):
    """A ledger that a person sent, until it is old or the person has sent newer ones. Only that person sees it."""

    natural_fields = ("uid",)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(USER, models.CASCADE, related_name="ledgers", verbose_name=_("person"))
    made = models.DateTimeField(_("made"), auto_now_add=True)
    name = models.CharField(_("file"), max_length=200)
    cells = models.BinaryField()
    """The cells as ``budgets/books/reading/cells.py`` packs them."""
    columns = models.JSONField(default=dict)
    """Field → position of its column; empty until the person has seen the columns."""
    reversed_signs = models.BooleanField(default=False)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    """How often the choices were saved."""

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["-made", "-pk"]
        verbose_name = _("ledger")
        verbose_name_plural = _("ledgers")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__isnull=True) | Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="ledger_end_not_before_start",
                violation_error_message=_("The end lies before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LedgerColumns(Named):
    """How files with these headings were read the last time."""

    natural_fields = ("headings",)

    headings = models.CharField(_("headings"), max_length=64, unique=True, help_text=_("As a SHA-256."))
    columns = models.JSONField(_("columns"))
    reversed_signs = models.BooleanField(_("payments are negative"), default=False)
    changed = models.DateTimeField(_("changed"), auto_now=True)

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["-changed"]
        verbose_name = _("columns of a ledger")
        verbose_name_plural = _("columns of ledgers")

    def __str__(self) -> str:
        return self.headings


class BookMatch(Named):
    """A code of the ledger and the code of the register that means the same. A match is never changed: it is withdrawn,
    and another one kept. So its row says who kept it, when and why, and who withdrew it.
    """

    natural_fields = ("uid",)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=MatchKind.choices)
    grant = models.CharField(
        _("grant"), max_length=40, blank=True, help_text=_("Of a voucher: the reference of its grant.")
    )
    theirs = models.CharField(_("in the ledger"), max_length=100, validators=[plain_line])
    folded = models.CharField(max_length=200, editable=False)
    ours = models.CharField(_("in the register"), max_length=100, validators=[plain_line])
    person = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+", verbose_name=_("person"))
    made = models.DateTimeField(_("made"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=300, validators=[plain_line])
    withdrawn = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(USER, models.SET_NULL, null=True, editable=False, related_name="+")

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["-made", "-pk"]
        verbose_name = _("match of two books")
        verbose_name_plural = _("matches of two books")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "grant", "folded"],
                condition=Q(withdrawn__isnull=True),
                name="book_match_once",
                violation_error_message=_("The ledger's code is matched already. Withdraw that match first."),
            ),
            models.CheckConstraint(
                condition=Q(kind=MatchKind.VOUCHER) & ~Q(grant="") | ~Q(kind=MatchKind.VOUCHER) & Q(grant=""),
                name="book_match_of_a_voucher_has_its_grant",
                violation_error_message=_("A voucher is matched for one grant, and nothing else is."),
            ),
            models.CheckConstraint(
                condition=~Q(theirs="") & ~Q(ours="") & ~Q(reason="") & ~Q(folded=""),
                name="book_match_says_what_and_why",
                violation_error_message=_("A match says what means the same, and why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theirs} = {self.ours}"
