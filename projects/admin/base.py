"""The common base of all pages of the editing side: guarded forms, folded search, autocompletion, history in words."""

from copy import deepcopy
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import lookup_spawns_duplicates
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from simple_history.admin import SimpleHistoryAdmin

from changes.models import Action
from changes.record import Record
from changes.rights import may
from projects.admin import deletion, history
from projects.admin.boxes import in_languages
from projects.admin.bringing_back import bring_back_belongings
from projects.admin.errors import problems_of
from projects.admin.judging import Judged, RefusedByJudges
from projects.admin.widgets import LONGEST_KEY, Autocomplete, AutocompleteMultiple
from projects.choices import Language
from projects.editing.once import once
from projects.fields import PartialDateField, ScaledField
from projects.filtering.pickers import in_a_list
from projects.forms import (
    OVERRIDE,
    STATE,
    DegreesField,
    LinesField,
    RegisterForm,
    RegisterFormSet,
    WholeNumberField,
    entered_amounts,
)
from projects.history import DERIVED
from projects.history.differences import what_became_of
from projects.language.folding import fold


def form_lines(record: Record) -> list[Any]:
    """Returns the lines of the record's form in the shape of Django's ``fields``, without translated texts."""
    fields = record.placed("form")
    lines = {field.name: [field.source] for field in fields if field.form and not field.form.beside}
    for field in fields:
        if field.form and field.form.beside:
            lines[field.form.beside].append(field.source)
    return [tuple(names) if len(names) > 1 else names[0] for names in lines.values()]


SHORT_TABLES = ("portfolio", "core_area", "fund")
"""Foreign keys to tables of a few rows, which are listed completely."""
PLAIN = "plain"
"""A parameter of a form's address for browsers without JavaScript: lists to choose from, and an empty row in each
group."""


def is_key(text: Any) -> bool:
    """Returns whether the text can be the key of a row. Any other text would cause an error in the database."""
    return str(text).isdecimal() and len(str(text)) <= LONGEST_KEY


class Guarded(BaseModelAdmin):
    """The common base of pages and the rows on them: the guarded form, and fields that search during typing."""

    formfield_overrides = {
        models.TextField: {"form_class": LinesField},
        models.URLField: {"assume_scheme": "https"},
        models.FloatField: {"form_class": DegreesField},
        models.IntegerField: {"form_class": WholeNumberField},
        models.PositiveSmallIntegerField: {"form_class": WholeNumberField},
        models.PositiveIntegerField: {"form_class": WholeNumberField},
        # These fields have their own form fields, which read and show amounts as people type them
        ScaledField: {},
        PartialDateField: {},
    }

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Returns the fields; a translated text has a box for the reader's language and one for English, but none
        for the column that repeats one of them."""
        return in_languages(self.model, super().get_fields(request, obj))

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        if PLAIN in request.GET:
            return []
        fields = self.opts.get_fields()
        return [field.name for field in fields if _is_forward_key(field) and field.name not in SHORT_TABLES]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Autocomplete(db_field, self.admin_site))
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.label_from_instance = in_a_list
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", AutocompleteMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Another record is changed and deleted on its own page, which shows what else would change
            field.widget.can_change_related = field.widget.can_delete_related = False
        if field and hasattr(db_field, "translated_field"):
            name = capfirst(db_field.translated_field.verbose_name)
            field.label = f"{name} ({Language(db_field.language).label})"
            field.widget.attrs["lang"] = db_field.language
        return field

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = deepcopy(super().get_fieldsets(request, obj))
        fields = [field for field in fieldsets[-1][1]["fields"] if field != STATE]
        fieldsets[-1][1]["fields"] = [*fields, STATE] if self._carries_state(request, obj) else fields
        return fieldsets

    def _carries_state(self, request: HttpRequest, obj: Any) -> bool:
        return obj is not None and self.has_change_permission(request, obj)


class WithinLimits(BaseModelAdmin):
    """Offers to change and delete only the rows within the limits of the person's role."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or may(request.user, Action.UPDATE, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or may(request.user, Action.DELETE, obj))


class RegisterAdmin(WithinLimits, Judged, Guarded, SimpleHistoryAdmin):
    """A page for each row. It saves only what the person has seen, searches folded words, and shows the history in
    words."""

    form = RegisterForm
    list_per_page = 50
    actions = ["delete_selected"]
    change_form_template = "admin/register_form.html"
    delete_confirmation_template = "admin/register_delete.html"
    delete_selected_confirmation_template = "admin/register_delete_selected.html"

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Returns the rows that contain every word; in folded form if the register stores folded text."""
        paths = self.get_search_fields(request)
        for word in search_term.split():
            found = Q()
            for path in paths:
                folded = path.rpartition("__")[2] in DERIVED
                found |= Q(**{f"{path}__contains": fold(word)} if folded else {f"{path}__icontains": word})
            queryset = queryset.filter(found)
        return queryset, any(lookup_spawns_duplicates(self.opts, path) for path in paths)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is None or request.method != "POST":
            return row
        # Locks the row: a save by somebody else at the same moment is finished first, and then read
        list(self.model._base_manager.select_for_update(no_key=True).filter(pk=row.pk))
        return super().get_object(request, object_id, from_field)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return once(self._saved_or_looked_at_again)(request, *args, **kwargs)

    def _saved_or_looked_at_again(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # Somebody saved the same value between our check and our save; checking again names the value
            pass
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            return self._keep_what_was_typed(request, _("The register already holds a row like one of these."))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # The page saves its rows with it; an unchanged row gets no new state
        if form.changed_data or not change or hasattr(obj, "_history"):
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        # A misread separator would make an amount a hundred times larger, so the person sees the saved amounts
        if amounts := entered_amounts([form, *(row for formset in formsets for row in formset.forms)]):
            self.message_user(request, _("Saved: %(amounts)s.") % {"amounts": "; ".join(amounts)})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        guarded = [context["adminform"].form, *formsets]
        context["problems"] = problems_of(guarded[0], formsets) if request.method == "POST" else []
        context["override"] = OVERRIDE if any(form.in_conflict for form in guarded) else None
        return super().render_change_form(request, context, *args, **kwargs)

    def response_action(self, request: HttpRequest, queryset: Any) -> Any:
        if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("A chosen row has no such key.")
        return super().response_action(request, queryset)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        try:
            with transaction.atomic():
                row = self.get_object(request, object_id)
                confirmed = request.method == "POST"
                context = deletion.context(request, [row], confirmed=confirmed) if row is not None else {}
                return super().delete_view(request, object_id, {**context, **(extra_context or {})})
        except RefusedByJudges as refused:
            return self.said(request, refused)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Returns Django's answer; without reading them all, where many rows forbid the deletion."""
        if protecting := deletion.many_protecting(list(objs)):
            return [], {}, set(), protecting
        return super().get_deleted_objects(objs, request)

    @admin.action(permissions=["delete"], description=gettext_lazy("Delete selected %(verbose_name_plural)s"))
    def delete_selected(self, request: HttpRequest, queryset: Any) -> Any:
        """Runs Django's own action, but deletes only the rows that the person was shown. Returns None after the
        deletion."""
        try:
            return self._delete_those_shown(request, queryset)
        except RefusedByJudges as refused:
            return self.said(request, refused)

    def _delete_those_shown(self, request: HttpRequest, queryset: Any) -> Any:
        with transaction.atomic():
            confirmed = bool(request.POST.get("post"))
            if confirmed:
                keys = list(queryset.values_list("pk", flat=True))
                list(self.model._base_manager.select_for_update(no_key=True).filter(pk__in=keys))
            shown = deletion.context(request, list(queryset), confirmed=confirmed)
            answer: Any = delete_selected(self, request, queryset)
            if answer is not None:
                answer.context_data.update(shown)
            return answer

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        history_url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[obj_id])
        link = format_html(
            '<a href="{}">{}</a>', history_url, _("Its history is kept, and you can bring it back from there.")
        )
        self.message_user(request, link)
        return super().response_delete(request, obj_display, obj_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        if not is_key(object_id):
            raise Http404
        facts = history.of_facts(self.get_inline_instances(request), request, int(object_id))
        return super().history_view(request, object_id, {"facts": facts, **(extra_context or {})})

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> Any:
        if not (is_key(object_id) and is_key(version_id)):
            raise Http404
        try:
            return self._version_view(request, object_id, version_id, extra_context)
        except RefusedByJudges as refused:
            return self.said(request, refused)

    def _version_view(self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any) -> HttpResponse:
        with transaction.atomic():
            rows = list(self.model._base_manager.select_for_update(no_key=True).filter(pk=object_id))
            gone = not rows
            if request.method == "POST" and not self._may_bring_back(request, rows):
                raise PermissionDenied
            context = {"inline_admin_formsets": [], "gone": gone, **(extra_context or {})}
            answer = super().history_form_view(request, object_id, version_id, context)
            if gone and (row := self.model._base_manager.filter(pk=object_id).first()):
                self._bring_back_belongings(request, row)
            return answer

    def _may_bring_back(self, request: HttpRequest, rows: list[Any]) -> bool:
        """Returns whether the person may save an old state. django-simple-history asks only who may see it."""
        return self.has_change_permission(request, rows[0]) if rows else self.has_add_permission(request)

    def _bring_back_belongings(self, request: HttpRequest, row: Any) -> None:
        """Restores the rows that were deleted with this row, and shows how many were restored and which were not."""
        found = bring_back_belongings(row, request)
        if found.number:
            words = ngettext(
                "%(number)d row that was deleted with it is back too.",
                "%(number)d rows that were deleted with it are back too.",
                found.number,
            )
            self.message_user(request, words % {"number": found.number})
        if found.left:
            words = _("Not brought back, because something they need is gone or not allowed: %(rows)s.")
            self.message_user(request, words % {"rows": ", ".join(found.left)}, messages.WARNING)

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, *args: Any, **kwargs: Any
    ) -> None:
        history.tell(list(historical_records))

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        if request.method == "POST" and is_key(object_id):
            return self._keep_what_was_typed(request, what_became_of(self.model, int(object_id)))
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def _keep_what_was_typed(self, request: HttpRequest, reason: str) -> HttpResponse:
        """Returns a page with the reason why nothing was saved, and the typed values to copy."""
        typed = [(name, values) for name, values in request.POST.lists() if any(values) and _typed(name)]
        labels = {field.name: field.verbose_name for field in self.opts.get_fields() if hasattr(field, "verbose_name")}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Nothing has been saved"),
            "reason": reason,
            "typed": [(labels.get(name, name), ", ".join(values)) for name, values in typed],
            "opts": self.opts,
            "list_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
        }
        return render(request, "admin/not_saved.html", context, status=409)


class HiddenAdmin(RegisterAdmin):
    """A page for a row that is edited as part of another row. It exists for the row's history and for restoring it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


class Rows(Guarded, admin.TabularInline):
    """The rows that belong to another row, on that row's page."""

    form = RegisterForm
    formset = RegisterFormSet
    select_related: tuple[str, ...] = ()

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1 if PLAIN in request.GET else 0

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related(*self.select_related)
        return rows.select_for_update(of=("self",), no_key=True) if request.method == "POST" else rows

    def _carries_state(self, request: HttpRequest, obj: Any) -> bool:
        parent = self.admin_site.get_model_admin(self.parent_model)
        return super()._carries_state(request, obj) and parent.has_change_permission(request, obj)


class StackedRows(Rows, admin.StackedInline):
    """Rows with too many fields to show side by side."""

    template = admin.StackedInline.template
    show_change_link = True


def _is_forward_key(field: Any) -> bool:
    return bool(field.concrete and field.related_model and (field.many_to_one or field.many_to_many))


def _typed(name: str) -> bool:
    return name != "csrfmiddlewaretoken" and not name.startswith("_") and not name.endswith((STATE, "_FORMS"))
