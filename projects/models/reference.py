"""Councils of ministers, core areas, places, organisations and their contacts."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.choices import OrganisationKind, PlaceKind
from projects.fields import FoldedField, SortKeys, sort_key_indexes
from projects.language.sorting import InAlphabet
from projects.models.base import Named, NaturalKeyManager
from projects.querysets import CouncilQuerySet, OrganisationQuerySet, SearchedQuerySet
from projects.validators import council_code_shape, plain_text


class Council(Named):
    """A council of ministers. It has one code and any number of aliases, and each alias finds it."""

    natural_fields = ("code",)

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[council_code_shape])
    name = models.CharField(_("name"), max_length=200, validators=[plain_text])
    folded_code = FoldedField(sources=("code",), unique=True)
    search_text = FoldedField(sources=("code", "name"))
    sort_key = SortKeys("code")

    objects: ClassVar[Any] = NaturalKeyManager.from_queryset(CouncilQuerySet)()

    class Meta:
        ordering = [InAlphabet(), "code"]
        verbose_name = _("council of ministers")
        verbose_name_plural = _("councils of ministers")

    def clean(self) -> None:
        """Refuses a code by which another council is known. Raises ValidationError."""
        _of_no_other_council("code", self.code, self.pk)

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("council", args=[self.code])


def _of_no_other_council(field: str, code: str, council: int | None) -> None:
    """Letters are folded: MR-JÄM and MR-JAM are one code."""
    other = Council.objects.known_as(code).exclude(pk=council).first() if code else None
    if other:
        sentence = _("%(code)s is already known as a code of %(council)s.")
        raise ValidationError({field: ValidationError(sentence, params={"code": code, "council": other})})


class CouncilAlias(Named):
    """Another code of a council: in another language, or from another time."""

    natural_fields = ("alias",)

    council = models.ForeignKey(Council, models.CASCADE, related_name="aliases", verbose_name=_("council"))
    alias = models.CharField(_("alias"), max_length=20, unique=True, validators=[council_code_shape])
    note = models.CharField(_("note"), max_length=200, blank=True, validators=[plain_text])
    folded_alias = FoldedField(sources=("alias",))

    class Meta:
        ordering = ["alias"]
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")

    def clean(self) -> None:
        """Refuses an alias by which another council is known. Raises ValidationError."""
        _of_no_other_council("alias", self.alias, self.council_id)

    def __str__(self) -> str:
        return self.alias


class CoreArea(Named):
    """One of the three core areas of Dokument 8, section "Hovedfokus", (1)–(3)."""

    slug = models.SlugField(_("code"), unique=True)
    number = models.PositiveSmallIntegerField(_("number"), unique=True, validators=[MinValueValidator(1)])
    name = models.CharField(_("name"), max_length=200, validators=[plain_text])
    description = models.TextField(_("description"), blank=True, max_length=1000, validators=[plain_text])

    class Meta:
        ordering = ["number"]
        verbose_name = _("core area")
        verbose_name_plural = _("core areas")

    def __str__(self) -> str:
        return self.name


class Place(Named):
    """A country, region or city. A city is in a country. A region may be in a country, or span several."""

    slug = models.SlugField(_("short name"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=PlaceKind.choices)
    name = models.CharField(_("name"), max_length=200, validators=[plain_text])
    other_names = models.CharField(
        _("other names"),
        max_length=300,
        blank=True,
        validators=[plain_text],
        help_text=_("Other spellings that the search finds, with a semicolon between."),
    )
    code = models.CharField(
        _("country code"), max_length=2, blank=True, help_text=_("ISO 3166-1 alpha-2; of countries only.")
    )
    country = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lies_within",
        limit_choices_to={"kind": PlaceKind.COUNTRY},
        verbose_name=_("country"),
    )
    spans = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="spanned_by",
        limit_choices_to={"kind": PlaceKind.COUNTRY},
        verbose_name=_("spans"),
        help_text=_("For a region that spans several countries: those that its name defines."),
    )
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, help_text=_("Degrees north (WGS 84), as decimals: 59.94.")
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, help_text=_("Degrees east (WGS 84), as decimals: 30.31.")
    )
    search_text = FoldedField(sources=("slug", "name", "other_names", "code"))
    sort_key = SortKeys("name")

    objects: ClassVar[Any] = NaturalKeyManager.from_queryset(SearchedQuerySet)()

    class Meta:
        ordering = [InAlphabet(), "slug"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=PlaceKind.COUNTRY, country__isnull=True) & ~Q(code="")
                | Q(kind=PlaceKind.REGION, code="")
                | Q(kind=PlaceKind.CITY, code="", country__isnull=False),
                name="place_lies_where_its_kind_says",
                violation_error_message=_(
                    "A country needs a code and is in no other country. A city needs its country. "
                    "Only countries have a code."
                ),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="place_one_per_country_code",
                violation_error_message=_("Another place has this country code."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="place_has_both_coordinates_or_none",
                violation_error_message=_("A place has both a latitude and a longitude, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90)) | Q(latitude__isnull=True),
                name="place_latitude_is_on_the_globe",
                violation_error_message=_("A latitude must be between -90 and 90."),
            ),
            models.CheckConstraint(
                condition=Q(longitude__range=(-180, 180)) | Q(longitude__isnull=True),
                name="place_longitude_is_on_the_globe",
                violation_error_message=_("A longitude must be between -180 and 180."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("place", args=[self.slug])

    def spellings(self) -> list[str]:
        """Returns the other names as a list."""
        return [name for part in self.other_names.split(";") if (name := part.strip())]


class Organisation(Named):
    """A body that implements, hosts, funds or publishes; never a person."""

    only_stored_columns = ("merged_into",)
    """Nobody proposes it in words: only a merge writes it (``projects/doubles/merging.py``), and an undo."""

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200, validators=[plain_text])
    abbreviation = models.CharField(_("abbreviation"), max_length=30, blank=True, validators=[plain_text])
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices, blank=True)
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    country = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        limit_choices_to={"kind": PlaceKind.COUNTRY},
        verbose_name=_("country"),
    )
    website = models.URLField(_("website"), blank=True)
    note = models.TextField(_("note"), blank=True, max_length=1000, validators=[plain_text])
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
        help_text=_("The record of the same organisation. This one keeps its address, and leads there."),
    )
    search_text = FoldedField(sources=("slug", "name", "abbreviation"))
    sort_key = SortKeys("name")

    objects: ClassVar[Any] = NaturalKeyManager.from_queryset(OrganisationQuerySet)()

    class Meta:
        ordering = [InAlphabet(), "slug"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = sort_key_indexes("organisation")

    def clean(self) -> None:
        """Refuses an organisation that is part of itself, directly or through others. Raises ValidationError."""
        above, seen = self.part_of, set[int]()
        while above is not None and above.pk not in seen:
            if self.pk is not None and above.pk == self.pk:
                raise ValidationError({"part_of": _("An organisation cannot be part of itself or of its own parts.")})
            seen.add(above.pk)
            above = above.part_of

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])

    @property
    def stands_for(self) -> "Organisation":
        """Returns the organisation that proposals mean by this one: the one into which it was merged, or itself."""
        return self.merged_into or self


class Contact(Named):
    """A post at an organisation and the person in it, if any. Personal data: for staff only."""

    natural_fields = ("organisation", "post")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="contacts", verbose_name=_("organisation")
    )
    post = models.CharField(_("post"), max_length=200, validators=[plain_text])
    vacant = models.BooleanField(_("vacant"), default=False)
    person = models.CharField(_("person"), max_length=200, blank=True, validators=[plain_text])
    email = models.EmailField(_("e-mail"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True, validators=[plain_text])
    note = models.TextField(_("note"), blank=True, max_length=1000, validators=[plain_text])

    class Meta:
        ordering = ["organisation", "post"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "post"], name="contact_one_per_post"),
            models.CheckConstraint(
                condition=Q(vacant=False) | Q(person="", email="", telephone=""),
                name="contact_vacant_post_has_no_person",
                violation_error_message=_("A vacant post has no person, e-mail or telephone."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}, {self.organisation}"


def may_see_contacts(user: Any) -> bool:
    """Returns whether a person may see contacts: only staff with the right to view them. All pages use this rule.
    Personal data."""
    from changes.rights import SEE, may

    return may(user, SEE, "contact")
