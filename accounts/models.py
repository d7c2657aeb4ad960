"""Personal data: preferences, saved views, pins and keys."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import Page, Scope
from accounts.querysets import SavedViewQuerySet
from accounts.roles import label_of
from accounts.sessions.models import OpenSession
from accounts.throttling.models import Tries
from accounts.validators import one_line
from accounts.written.models import LastWrite
from projects.choices import Language
from projects.models import Council, Portfolio
from projects.models.base import Named, NaturalKeyManager

__all__ = ["Key", "LastWrite", "OpenSession", "Pin", "Preference", "RoleLimit", "SavedView", "Tries"]

LONGEST_QUERY = 4000
"""The most letters of a saved query string: far more than a page's form can send, and accepted by every browser."""


class Preference(Named):
    """A person's choices for every browser. A person without choices has no row."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preference", verbose_name=_("person")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=Language.values),
                name="preference_language_known",
                violation_error_message=_("Oversigt does not have this language."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.language}"

    @classmethod
    def natural_lookups(cls) -> list[str]:
        return ["user__username"]

    def natural_key(self) -> tuple[Any, ...]:
        return (self.user.get_username(),)


class SavedView(Named):
    """A page with its query string, saved under a name: for its owner alone, or shared with staff."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=80, validators=[one_line])
    page = models.CharField(_("page"), max_length=20, choices=Page.choices)
    report = models.SlugField(_("report"), blank=True, help_text=_("Which ready-made report."))
    query = models.TextField(
        _("query string"), blank=True, max_length=LONGEST_QUERY, help_text=_("The filters, as the address writes them.")
    )
    shared = models.BooleanField(_("shared with staff"), default=False)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    changed = models.DateTimeField(_("changed"), auto_now=True)

    objects: ClassVar[Any] = NaturalKeyManager.from_queryset(SavedViewQuerySet)()

    class Meta:
        ordering = ["owner", "name"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_view_name_once_per_owner",
                violation_error_message=_("You have a view of this name already."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="saved_view_has_a_name",
                violation_error_message=_("Give the view a name."),
            ),
            models.CheckConstraint(
                condition=Q(page__in=Page.values),
                name="saved_view_page_known",
                violation_error_message=_("You cannot save views of this page."),
            ),
            models.CheckConstraint(
                condition=Q(page=Page.REPORT) & ~Q(report="") | ~Q(page=Page.REPORT) & Q(report=""),
                name="saved_view_report_named",
                violation_error_message=_("A view of a report names the report, and no other view does."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def natural_lookups(cls) -> list[str]:
        return ["owner__username", "name"]

    def natural_key(self) -> tuple[Any, ...]:
        return (self.owner.get_username(), self.name)

    def get_absolute_url(self) -> str:
        """Returns the address of the page itself, which includes the view's query string."""
        path = reverse(self.page, args=[self.report] if self.report else [])
        return f"{path}?{self.query}" if self.query else path


class Pin(Named):
    """A view that a person keeps on the dashboard: one of their own views or a shared one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="pins", verbose_name=_("person"))
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="pins", verbose_name=_("saved view"))
    position = models.PositiveIntegerField(_("position"))

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["user", "position", "pk"]
        verbose_name = _("pinned view")
        verbose_name_plural = _("pinned views")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "view"],
                name="pin_once",
                violation_error_message=_("This view is pinned already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.view}"

    @classmethod
    def natural_lookups(cls) -> list[str]:
        return ["user__username", "view__owner__username", "view__name"]

    def natural_key(self) -> tuple[Any, ...]:
        return (self.user.get_username(), *self.view.natural_key())


class Key(Named):
    """A key with which a program signs in to the API as an account. Only its hash is stored, never the key itself."""

    natural_fields = ("digest",)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="keys", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=80, validators=[one_line])
    digest = models.CharField(max_length=64, unique=True, editable=False)
    start = models.CharField(_("begins with"), max_length=4, editable=False)
    by_sign_in = models.BooleanField(_("made by signing in"), default=False, editable=False)
    scopes = models.CharField(_("scopes"), max_length=60, blank=True)
    """Values of ``Scope``, separated by spaces. Empty: everything that the account may, as with keys from before."""
    portfolios = models.TextField(_("portfolios"), blank=True)
    """Slugs, separated by spaces. Empty: every portfolio. Text, so that a key outlives no portfolio as a wider one."""
    expires = models.DateField(_("last day"), null=True, blank=True)
    used = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["user", "created", "pk"]
        verbose_name = _("key for programs")
        verbose_name_plural = _("keys for programs")

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"

    @property
    def scope_set(self) -> frozenset[str]:
        """The scopes of the key; empty: it has no limits."""
        return frozenset(self.scopes.split())

    @property
    def scopes_in_words(self) -> list[str]:
        """What the key may, in the reader's language; empty: everything that the account may."""
        return [str(label) for value, label in Scope.choices if value in self.scope_set]

    @property
    def portfolio_slugs(self) -> tuple[str, ...]:
        """The portfolios to which the key is limited; empty: every one."""
        return tuple(self.portfolios.split())

    @property
    def has_expired(self) -> bool:
        """Whether the last day of the key is over."""
        return self.expires is not None and self.expires < timezone.localdate()


class RoleLimit(Named):
    """A portfolio or a council to which a person's role is limited. A role without such rows has no limits.

    Several rows widen each other: the role reaches each of these portfolios, and the projects of each of these
    councils.
    """

    natural_fields = ("user", "role", "portfolio", "council")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_limits", verbose_name=_("person")
    )
    role = models.ForeignKey(Group, models.CASCADE, related_name="+", verbose_name=_("role"))
    portfolio = models.ForeignKey(
        Portfolio, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("portfolio")
    )
    council = models.ForeignKey(
        Council, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("council of ministers")
    )

    objects: ClassVar[Any] = NaturalKeyManager()

    class Meta:
        ordering = ["user", "role", "pk"]
        verbose_name = _("limit of a role")
        verbose_name_plural = _("limits of roles")
        constraints = [
            models.CheckConstraint(
                condition=Q(portfolio__isnull=False, council__isnull=True)
                | Q(portfolio__isnull=True, council__isnull=False),
                name="role_limit_names_one",
                violation_error_message=_("Name either a portfolio or a council of ministers."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "portfolio"],
                condition=Q(portfolio__isnull=False),
                name="role_limit_portfolio_once",
                violation_error_message=_("The role of this person is limited to it already."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "council"],
                condition=Q(council__isnull=False),
                name="role_limit_council_once",
                violation_error_message=_("The role of this person is limited to it already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {label_of(self.role)}, {self.portfolio or self.council}"

    @classmethod
    def natural_lookups(cls) -> list[str]:
        return ["user__username", "role__name", "portfolio__slug", "council__code"]

    def natural_key(self) -> tuple[Any, ...]:
        portfolio, council = self.portfolio, self.council
        return (
            self.user.get_username(),
            self.role.name,
            portfolio.slug if portfolio else None,
            council.code if council else None,
        )
