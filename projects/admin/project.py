"""The pages of projects, with all their facts, and of portfolios."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changes import reading
from changes.proposal import Proposal
from projects import models
from projects.admin.base import HiddenAdmin, Rows, form_lines
from projects.admin.filters import OnlyUsed
from projects.admin.languages import TranslatedAdmin
from projects.choices import NOT_STATED
from projects.forms import ProjectForm
from projects.gaps import gaps
from projects.language.amounts import format_amount
from projects.records import PROJECT


class CouncilRoleRows(Rows):
    model = models.CouncilRole
    fields = ["council", "role", "inferred", "note"]
    select_related = ("council",)


class PartnershipRows(Rows):
    model = models.Partnership
    fields = ["organisation", "role", "inferred", "note"]
    select_related = ("organisation",)


class PlaceRows(Rows):
    model = models.ProjectPlace
    fields = ["place", "inferred", "note"]
    select_related = ("place",)


class CoreAreaRows(Rows):
    model = models.ProjectCoreArea
    fields = ["core_area", "inferred", "note"]
    select_related = ("core_area",)


class DocumentRows(Rows):
    model = models.ProjectDocument
    fields = ["document", "inferred", "note"]
    select_related = ("document",)


class EarlierRows(Rows):
    model = models.Lineage
    fk_name = "project"
    fields = ["earlier", "inferred", "note"]
    select_related = ("earlier",)


class NoteRows(Rows):
    model = models.ProjectNote
    fields = ["field", "inferred", "text"]


class BudgetStated(admin.SimpleListFilter):
    """Projects whose source states a budget, or does not."""

    title = _("budget")
    parameter_name = "budget"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("stated", _("Stated")), (NOT_STATED, _("Not stated"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        wanted = {"stated": True, NOT_STATED: False}.get(self.value() or "")
        return queryset if wanted is None else queryset.with_stated_budget(wanted)


@admin.register(models.Project)
class ProjectAdmin(TranslatedAdmin):
    """The list of projects with their budgets, and a project with all its facts.

    Other packages add their rows to ``inlines`` (budgets/admin.py its allocations), because imports run one way.
    """

    form = ProjectForm
    change_form_template = "admin/project_form.html"
    save_as = True
    empty_value_display = _("not stated")
    list_display = ("reference", "title_told", "status", "budget", "starts", "ends")
    list_filter = (
        "status",
        "kind",
        "portfolio",
        BudgetStated,
        ("councils", OnlyUsed),
        ("core_areas", OnlyUsed),
    )
    list_select_related = ("portfolio",)
    ordering = ("document_order",)
    search_fields = ("search_text", "partners__search_text")
    fieldsets = [(None, {"fields": form_lines(PROJECT)})]
    inlines = [CouncilRoleRows, PartnershipRows, CoreAreaRows, PlaceRows, DocumentRows, EarlierRows, NoteRows]

    def get_queryset(self, request: HttpRequest) -> Any:
        stated = models.Project.objects.with_stated_budget().filter(pk=OuterRef("pk"))
        projects: Any = super().get_queryset(request)
        return projects.with_budget().with_title().annotate(budget_stated=Exists(stated))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return queryset.matching(search_term), False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        # The gaps of the stored project; after an error the form's instance has the typed values
        stored = context["original"] if request.method == "GET" else None
        context["gaps"] = gaps(stored, timezone.localdate()) if stored else []
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return redirect(obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        # People come to this page from the project's page, and see the saved values there
        return redirect(obj)

    @admin.display(description=_("title"), ordering="title_key")
    def title_told(self, project: Any) -> str:
        return project.title_shown or ""

    @admin.display(description=_("budget, DKK"), ordering="budget_dkk")
    def budget(self, project: Any) -> Any:
        if project.budget_dkk is not None:
            return format_amount(project.budget_dkk)
        return _("not in DKK") if project.budget_stated else _("not stated")


@admin.register(models.Portfolio)
class PortfolioAdmin(TranslatedAdmin):
    list_display = ("slug", "name", "own", "four_eyes")
    search_fields = ("slug",)
    fieldsets = [
        (None, {"fields": ["slug", "own", "four_eyes"]}),
    ]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Saves the portfolio, and says what it means as a proposal: switching four eyes off needs a second person."""
        before = reading.snapshot("portfolio", obj.pk) if change else None
        super().save_model(request, obj, form, change)
        if before is not None:
            after = reading.snapshot("portfolio", obj.pk) or {}
            data = {name: value for name, value in after.items() if value != before.get(name)}
            request.proposes = [Proposal.update("portfolio", before["slug"], data, stored=True)]


admin.site.register(
    [
        models.CouncilRole,
        models.Partnership,
        models.ProjectPlace,
        models.ProjectCoreArea,
        models.ProjectDocument,
        models.Lineage,
        models.ProjectNote,
    ],
    HiddenAdmin,
)
