"""Portfolios, projects and the facts about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.choices import CouncilRoleKind, Kind, Language, PartnerRole, Status
from projects.fields import FoldedField, PartialDateField, SortKeys, sort_key_indexes
from projects.kept.fields import KeptNumber, KeptText
from projects.language.texts import Shown, shown
from projects.models.base import (
    Fact,
    Named,
    NaturalKeyManager,
    end_not_before_start,
    in_some_language,
    titled_in_some_language,
)
from projects.models.documents import Document, Source
from projects.models.reference import CoreArea, Council, Organisation, Place
from projects.querysets import ProjectQuerySet
from projects.rules import broken_by_project
from projects.validators import plain_text, reference_shape


class Portfolio(Named):
    """A set of projects that is reported on together. Portfolios that are not ``own`` are initiatives of others, and
    count only if a reader chooses them."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=200, validators=[plain_text])
    description = models.TextField(_("description"), blank=True, max_length=2000, validators=[plain_text])
    own = models.BooleanField(
        _("the Council's own"), default=False, help_text=_("Counted when no portfolio is chosen.")
    )
    four_eyes = models.BooleanField(
        _("four eyes"),
        default=False,
        help_text=_("A second person approves what is written about money, and each closing."),
    )

    class Meta:
        ordering = ["-own", "slug"]
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")

    def __str__(self) -> str:
        return self.name


class Project(Named):
    """Any undertaking that a portfolio reports on, from a programme to a single seminar."""

    natural_fields = ("reference",)

    reference = models.CharField(_("reference"), max_length=32, unique=True, validators=[reference_shape])
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="projects", verbose_name=_("portfolio"))
    title = models.CharField(_("title"), max_length=300, blank=True, validators=[plain_text])
    original_language = models.CharField(
        _("original language"),
        max_length=2,
        choices=Language.choices,
        default=Language.ENGLISH,
        help_text=_("The language in which the source prints the title."),
    )
    summary = models.TextField(_("summary"), blank=True, max_length=5000, validators=[plain_text])
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    starts = PartialDateField(_("starts"), blank=True, db_index=True)
    ends = PartialDateField(_("ends"), blank=True, db_index=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="projects", verbose_name=_("source"))
    councils = models.ManyToManyField(Council, through="CouncilRole", related_name="projects")
    core_areas = models.ManyToManyField(CoreArea, through="ProjectCoreArea", related_name="projects")
    places = models.ManyToManyField(Place, through="ProjectPlace", related_name="projects")
    partners = models.ManyToManyField(Organisation, through="Partnership", related_name="projects")
    documents = models.ManyToManyField(Document, through="ProjectDocument", related_name="projects")
    follows = models.ManyToManyField("self", through="Lineage", symmetrical=False, related_name="followed_by")
    search_text = FoldedField(sources=("reference", "title", "summary"))
    sort_key = SortKeys("title")
    document_order = KeptText(max_length=100, total=True)
    # The keys of the sets that a project has ("1+4"; empty for none), and the sums of its allocations: for totals
    council_key = KeptText()
    core_area_key = KeptText()
    country_key = KeptText()
    place_key = KeptText()
    partner_key = KeptText()
    role_key = KeptText()
    granted_counted = KeptNumber()
    granted_not_counted = KeptNumber()
    granted_ore = KeptNumber()
    granted_paying = KeptNumber()
    granted_paid_ore = KeptNumber()
    granted_paid_for = KeptNumber()

    objects: ClassVar[Any] = NaturalKeyManager.from_queryset(ProjectQuerySet)()

    class Meta:
        ordering = ["reference"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        indexes = [
            *sort_key_indexes("project"),
            models.Index(fields=["document_order", "id"], name="project_document_order"),
            # For people who type a reference in other capital letters
            models.Index(Upper("reference"), name="project_reference_upper"),
        ]
        constraints = [end_not_before_start("project"), titled_in_some_language("project")]

    def clean(self) -> None:
        """Raises ValidationError if the project breaks a rule that another room registered (``projects/rules.py``)."""
        broken = broken_by_project(self)
        if broken:
            raise ValidationError(broken)

    def __str__(self) -> str:
        return f"{self.reference} {shown(self, 'title')}"

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.reference])

    def all_notes(self) -> list["Remark"]:
        """Returns the notes on the project's fields and on its facts, in one list."""
        own = [Remark(note.field, None, note.inferred, shown(note, "text")) for note in self.notes.all()]
        return own + remarks_on({field: getattr(self, related).all() for field, related in FACTS.items()})


@dataclass(frozen=True)
class Remark:
    """A note on a field of a project, and on one of its values if the field has several."""

    field: str
    value: str | None
    inferred: bool
    text: Shown
    """The text in the reader's language, else in the language in which it was written."""


def remarks_on(facts: dict[str, Iterable[Fact]]) -> list[Remark]:
    """Returns the notes on facts, by the field of the project or event that the facts belong to."""
    return [
        Remark(field, fact.known_as(), fact.inferred, note)
        for field, rows in facts.items()
        for fact in rows
        if (note := shown(fact, "note")).text
    ]


FACTS = {
    "councils": "council_roles",
    "core_areas": "project_core_areas",
    "places": "project_places",
    "partners": "partnerships",
    "documents": "project_documents",
    "follows": "earlier_lines",
    "allocations": "allocations",
}
"""The fields of a project whose values are separate rows, and the relations to these rows."""


class CouncilRole(Fact):
    """The role of a council of ministers in a project."""

    natural_fields = ("project", "council", "role")
    about = "council"

    project = models.ForeignKey(Project, models.CASCADE, related_name="council_roles", verbose_name=_("project"))
    council = models.ForeignKey(Council, models.PROTECT, related_name="project_roles", verbose_name=_("council"))
    role = models.CharField(_("role"), max_length=20, choices=CouncilRoleKind.choices)

    class Meta:
        ordering = ["project", "council", "role"]
        verbose_name = _("council in a role")
        verbose_name_plural = _("councils in roles")
        constraints = [
            models.UniqueConstraint(fields=["project", "council", "role"], name="council_role_once"),
            Fact.reason_given("council_role"),
        ]

    def __str__(self) -> str:
        return f"{self.council} ({self.get_role_display()})"


class Partnership(Fact):
    """The role of an organisation in a project."""

    natural_fields = ("project", "organisation", "role")
    about = "organisation"

    project = models.ForeignKey(Project, models.CASCADE, related_name="partnerships", verbose_name=_("project"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partnerships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=PartnerRole.choices)

    class Meta:
        ordering = ["project", "organisation", "role"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation", "role"], name="partnership_once"),
            Fact.reason_given("partnership"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class ProjectPlace(Fact):
    """A place in which a project happens, or at which it aims."""

    natural_fields = ("project", "place")
    about = "place"

    project = models.ForeignKey(Project, models.CASCADE, related_name="project_places", verbose_name=_("project"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="project_places", verbose_name=_("place"))

    class Meta:
        ordering = ["project", "place"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(fields=["project", "place"], name="project_place_once"),
            Fact.reason_given("project_place"),
        ]

    def __str__(self) -> str:
        return str(self.place)


class ProjectCoreArea(Fact):
    """A core area that a project belongs to."""

    natural_fields = ("project", "core_area")
    about = "core_area"

    project = models.ForeignKey(Project, models.CASCADE, related_name="project_core_areas", verbose_name=_("project"))
    core_area = models.ForeignKey(
        CoreArea, models.PROTECT, related_name="project_core_areas", verbose_name=_("core area")
    )

    class Meta:
        ordering = ["project", "core_area__number"]
        verbose_name = _("core area")
        verbose_name_plural = _("core areas")
        constraints = [
            models.UniqueConstraint(fields=["project", "core_area"], name="project_core_area_once"),
            Fact.reason_given("project_core_area"),
        ]

    def __str__(self) -> str:
        return str(self.core_area)


class ProjectDocument(Fact):
    """A document that belongs to a project or is described with it."""

    natural_fields = ("project", "document")
    about = "document"

    project = models.ForeignKey(Project, models.CASCADE, related_name="project_documents", verbose_name=_("project"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="project_documents", verbose_name=_("document"))

    class Meta:
        ordering = ["project", "document"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(fields=["project", "document"], name="project_document_once"),
            Fact.reason_given("project_document"),
        ]

    def __str__(self) -> str:
        return str(self.document)


def _followers_of(project: int) -> set[int]:
    """Returns the keys of the projects that follow this one, itself or through others: a query for each generation."""
    found: set[int] = set()
    latest = {project}
    while latest:
        rows = Lineage.objects.filter(earlier__in=latest).order_by().values_list("project_id", flat=True)
        latest = set(rows) - found - {project}
        found |= latest
    return found


class Lineage(Fact):
    """A project that follows up another: "uppföljning av …"."""

    natural_fields = ("project", "earlier")
    about = "earlier"

    project = models.ForeignKey(Project, models.CASCADE, related_name="earlier_lines", verbose_name=_("project"))
    earlier = models.ForeignKey(Project, models.PROTECT, related_name="later_lines", verbose_name=_("follows"))

    class Meta:
        ordering = ["project", "earlier__reference"]
        verbose_name = _("earlier project")
        verbose_name_plural = _("earlier projects")
        constraints = [
            models.UniqueConstraint(fields=["project", "earlier"], name="lineage_once"),
            models.CheckConstraint(
                condition=~Q(project=F("earlier")),
                name="lineage_not_to_itself",
                violation_error_message=_("A project does not follow itself."),
            ),
            Fact.reason_given("lineage"),
        ]

    def clean(self) -> None:
        """Refuses a circle: a project that follows one of its own followers. Raises ValidationError."""
        if self.project_id and self.earlier_id in _followers_of(self.project_id):
            words = {"earlier": self.earlier, "project": self.project}
            sentence = _("%(earlier)s already follows %(project)s, itself or through other projects.")
            raise ValidationError({"earlier": ValidationError(sentence, params=words)})

    def __str__(self) -> str:
        return str(self.earlier)


class ProjectNote(Named):
    """The reason why a field of a project has its value or is empty. The weaker claim is kept, and the note says so."""

    natural_fields = ("project", "field")

    class Field(models.TextChoices):
        TITLE = "title", _("Title")
        KIND = "kind", _("Kind")
        STATUS = "status", _("Status")
        STARTS = "starts", _("Start")
        ENDS = "ends", _("End")
        BUDGET = "budget", _("Budget")
        COUNCILS = "councils", _("Councils of ministers")
        PARTNERS = "partners", _("Partners")
        PLACES = "places", _("Places")
        FOLLOWS = "follows", _("Lineage")

    project = models.ForeignKey(Project, models.CASCADE, related_name="notes", verbose_name=_("project"))
    field = models.CharField(_("about"), max_length=20, choices=Field.choices)
    inferred = models.BooleanField(_("inferred"), default=False)
    text = models.TextField(_("note"), max_length=1000, validators=[plain_text])

    class Meta:
        ordering = ["project", "field"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.UniqueConstraint(fields=["project", "field"], name="project_note_one_per_field"),
            models.CheckConstraint(
                condition=in_some_language("text"),
                name="project_note_in_some_language",
                violation_error_message=_("Write the note in one language at least."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {shown(self, 'text')}"
