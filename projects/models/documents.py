"""Documents, their parties, and the sources in them."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.choices import Currency, DocumentKind, Language, PartyRole
from projects.fields import FoldedField, MoneyField, PartialDateField, SortKeys
from projects.language.sorting import InAlphabet
from projects.language.texts import shown
from projects.models.base import Named, NaturalKeyManager, end_not_before_start, titled_in_some_language
from projects.models.reference import Council, Organisation, Place
from projects.querysets import SearchedQuerySet
from projects.validators import plain_text

AMOUNT_WITH_CURRENCY = _("An amount must be above zero and needs its currency; a currency needs an amount.")


class Document(Named):
    """An agreement, action plan, guideline, report or similar text.

    An amount that a document mentions (such as that of a national action plan) is a fact of the document. It is
    never added to any total (rule 4 of the domain).
    """

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300, blank=True, validators=[plain_text])
    original_language = models.CharField(
        _("original language"), max_length=2, choices=Language.choices, default=Language.ENGLISH
    )
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind.choices)
    adopted = PartialDateField(_("adopted or published"), blank=True)
    valid_from = PartialDateField(_("valid from"), blank=True)
    valid_to = PartialDateField(_("valid to"), blank=True)
    journal_number = models.CharField(_("journal number"), max_length=40, blank=True, validators=[plain_text])
    url = models.URLField(_("address"), blank=True)
    amount = MoneyField(_("amount mentioned"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=1000, validators=[plain_text])
    source = models.ForeignKey(
        "Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents_mentioned",
        verbose_name=_("source"),
        help_text=_("The source that mentions the document, unless it is the document itself."),
    )
    search_text = FoldedField(sources=("slug", "title", "journal_number"))
    sort_key = SortKeys("title")

    objects: ClassVar[Any] = NaturalKeyManager.from_queryset(SearchedQuerySet)()

    class Meta:
        ordering = [InAlphabet(), "slug"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            end_not_before_start("document", "valid_from", "valid_to"),
            titled_in_some_language("document"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, currency="") | Q(amount__gt=0) & ~Q(currency=""),
                name="document_amount_with_currency",
                violation_error_message=AMOUNT_WITH_CURRENCY,
            ),
        ]

    def clean(self) -> None:
        """Refuses a currency without an amount, which the constraint lets pass. Raises ValidationError."""
        if self.currency and self.amount is None:
            raise ValidationError({"currency": AMOUNT_WITH_CURRENCY})

    def __str__(self) -> str:
        return str(shown(self, "title"))

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.slug])


class DocumentParty(Named):
    """A council, an organisation or a country that adopted, joined or published a document."""

    natural_fields = ("document", "role", "council", "organisation", "country")

    document = models.ForeignKey(Document, models.CASCADE, related_name="parties", verbose_name=_("document"))
    role = models.CharField(_("role"), max_length=20, choices=PartyRole.choices)
    council = models.ForeignKey(
        Council, models.PROTECT, null=True, blank=True, related_name="document_roles", verbose_name=_("council")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="document_roles",
        verbose_name=_("organisation"),
    )
    country = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="document_roles", verbose_name=_("country")
    )

    class Meta:
        ordering = ["document", "pk"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.CheckConstraint(
                condition=Q(council__isnull=False, organisation__isnull=True, country__isnull=True)
                | Q(council__isnull=True, organisation__isnull=False, country__isnull=True)
                | Q(council__isnull=True, organisation__isnull=True, country__isnull=False),
                name="document_party_is_exactly_one",
                violation_error_message=_("Name one party: a council, an organisation or a country."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["document", "role", party],
                    condition=Q(**{f"{party}__isnull": False}),
                    name=f"document_party_once_per_{party}",
                    violation_error_message=_("This party already has this role for the document."),
                )
                for party in ("council", "organisation", "country")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.party}"

    @property
    def party(self) -> Council | Organisation | Place:
        return self.council or self.organisation or self.country  # type: ignore[return-value]


class Source(Named):
    """The source of a fact: a document, its section and, if numbered, the item."""

    slug = models.SlugField(_("short name"), max_length=100, unique=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="sources", verbose_name=_("document"))
    section = models.CharField(_("section"), max_length=60, validators=[plain_text])
    item = models.PositiveSmallIntegerField(_("item"), null=True, blank=True, validators=[MinValueValidator(1)])
    heading = models.CharField(
        _("heading"), max_length=200, blank=True, help_text=_("As the document prints it."), validators=[plain_text]
    )

    class Meta:
        ordering = ["document", "section", "item"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "section", "item"],
                condition=Q(item__isnull=False),
                name="source_one_per_item",
                violation_error_message=_("The document already has a source for this item of the section."),
            ),
            models.UniqueConstraint(
                fields=["document", "section"],
                condition=Q(item__isnull=True),
                name="source_one_per_section",
                violation_error_message=_("The document already has a source for this section."),
            ),
        ]

    @property
    def item_first(self) -> str:
        """Returns item, section and document, for lists to choose from. Their rows then differ in the first words."""
        item = [_("no. %(item)s") % {"item": self.item}] if self.item else []
        return " · ".join(str(part) for part in (*item, shown(self, "heading").text or self.section, self.document))

    @property
    def original_heading(self) -> str:
        """Returns the heading as the document prints it."""
        return shown(self, "heading", self.document.original_language).text

    def __str__(self) -> str:
        place = shown(self, "heading").text or self.section
        return f"{self.document}, {place}" + (f", {self.item}" if self.item else "")
