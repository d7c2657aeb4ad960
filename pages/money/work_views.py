"""The page "My work"."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from budgets.models import Rule
from budgets.why.records import LONGEST
from changes.as_of.point import todays_date
from changes.rights import check_may
from pages.money.work import due_soon, projects_of, work_of
from projects.models import Project
from projects.strict import StrictForm


class WorkForm(StrictForm):
    """Whose work is shown, and of which rule."""

    whose = forms.ChoiceField(choices=[("mine", _("Mine")), ("all", _("All"))], required=False)
    rule = forms.SlugField(required=False)

    def clean_rule(self) -> str:
        code: str = self.cleaned_data["rule"]
        if code and not Rule.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is no “%(value)s”."), "unknown", {"value": code[:LONGEST]})
        return code


@require_safe
@login_required
def my_work(request: HttpRequest) -> HttpResponse:
    """Shows staff what is late, missing or soon due: in the projects that they follow or changed, or in all."""
    check_may(request.user, "use", "desk")
    form = WorkForm(request.GET)
    if not form.is_valid():
        return render(request, "money/work.html", {"errors": form.error_lists()}, status=400)
    whose, code = form.cleaned_data["whose"] or "mine", form.cleaned_data["rule"]
    projects: Any = Project.objects.all()
    if whose == "mine":
        projects = projects_of(request.user, projects)
    today = todays_date()
    context = {"whose": whose, "code": code, "today": today, "groups": work_of(projects, today, request.user, code)}
    if not code:
        context["soon"] = due_soon(projects, today, request.user)
    return render(request, "money/work.html", context)
