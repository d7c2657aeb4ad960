"""The pages of annexes that read themselves. A view reads the form, calls a service and renders."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from changes.apply import Refused
from changes.models import Action
from changes.rights import check_may, may
from pages.changes.links import with_undo
from pages.readings.forms import AnnexForm, ItemForm, Known
from pages.readings.proposing import Saved, same_source, save_item, sentences_of
from pages.readings.showing import beside, is_unclear, marked_pages
from projects.editing.once import once
from projects.files.refused import RefusedFile
from projects.models import Project
from projects.strict import refuse_unknown_parameters
from readings import services
from readings.left_out import left_out
from readings.models import AnnexReading
from readings.reasons import SEVERAL, UNCLEAR
from readings.rights import READ, may_show


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def annexes(request: HttpRequest) -> HttpResponse:
    """Shows the form for an annex and the person's annexes; reads one that was sent."""
    check_may(request.user, READ, "annex")
    form = AnnexForm(request.POST, request.FILES) if request.method == "POST" else AnnexForm()
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("name", "pages", "document", "portfolio")}
        try:
            reading = services.keep_reading(person=request.user, **facts)
        except RefusedFile as refused:
            form.add_error(None, str(refused))
        else:
            first = services.first_of(reading)
            if first is not None:
                reading.delete()
                messages.info(request, _("You have sent the same text before. This is what became of it."))
                return redirect("read-annex", first.uid)
            before = services.same_text(reading)
            if before is not None:
                link = format_html('<a href="{}">{}</a>', reverse("read-annex", args=[before.uid]), before.name)
                words = _(
                    "You have sent the same text before: %(link)s. Projects that came from it are not made twice."
                )
                messages.warning(request, format_html(words.replace("%(link)s", "{}"), link))
            if not reading.items:
                messages.warning(request, _("No project was found in this text."))
            return redirect("read-annex", reading.uid)
    if request.method != "POST":
        refuse_unknown_parameters(request)
    own = AnnexReading.objects.filter(person=request.user).defer("pages", "items")
    context = {"form": form, "readings": own, "days": services.LONGEST_KEPT.days}
    context["makes_documents"] = may(request.user, Action.CREATE, "document")
    return render(request, "readings/annexes.html", context, status=400 if form.is_bound else 200)


@require_safe
@login_required
def annex(request: HttpRequest, uid: str) -> HttpResponse:
    """Shows an annex: its pages on the left, what was read on the right."""
    refuse_unknown_parameters(request)
    return _page(request, _shown(request, uid))


@require_POST
@login_required
@once
def annex_item(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Makes a project of an item, or puts the item aside, or takes it back."""
    reading = _own(request, uid)
    item = next((one for one in reading.items if one["number"] == number), None)
    if item is None:
        raise Http404
    if "aside" in request.POST and _made(reading, number):
        messages.warning(request, _("A project was already made of this item."))
        return _to_item(reading, number)
    if "aside" in request.POST or "back" in request.POST:
        services.put_aside(reading=reading, number=number, aside="aside" in request.POST)
        return _to_item(reading, number)
    form = ItemForm(item, Known(), request.POST, enters_grants=_enters_grants(request))
    problems = _problems(reading, form)
    if not problems:
        try:
            saved = save_item(reading=reading, form=form, actor=request.user)
        except Refused as refused:
            problems = sentences_of(refused)
        else:
            return _saved(request, reading, number, replace(saved, grants="forbidden") if form.withheld else saved)
    return _page(request, reading, (form, problems), 400)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_annex(request: HttpRequest, uid: str) -> HttpResponse:
    """Asks whether to delete an annex from which no project came, and deletes it."""
    reading = _own(request, uid)
    if reading.accepted.exists():
        raise Http404
    if request.method == "POST":
        reading.delete()
        messages.success(request, _("The annex is deleted."))
        return redirect("annexes")
    return render(request, "readings/delete.html", {"reading": reading})


def _shown(request: HttpRequest, uid: str) -> AnnexReading:
    reading = get_object_or_404(AnnexReading.objects.select_related("document", "portfolio"), uid=uid)
    if not may_show(request.user, reading):
        raise Http404
    return reading


def _own(request: HttpRequest, uid: str) -> AnnexReading:
    reading = _shown(request, uid)
    if reading.person_id != request.user.pk:
        raise Http404
    return reading


def _problems(reading: AnnexReading, form: ItemForm) -> list[str]:
    if not form.is_valid():
        return [_("Some fields are missing or wrong."), *_wrong(form)]
    if form.item["number"] in reading.put_aside:
        return [_("This item was rejected, perhaps in another window. Take it back before you save it.")]
    if _made(reading, form.item["number"]):
        return [_("A project was already made of this item.")]
    if _same(reading, form.item) and not form.cleaned_data["another"]:
        return [_("The register may have this project already. Say that it is another one, or reject the item.")]
    return []


def _made(reading: AnnexReading, number: int) -> bool:
    """Whether a project was made of an item. One that was undone does not stand in the way of another."""
    return Project.objects.filter(pk__in=reading.accepted.filter(number=number).values("row")).exists()


def _wrong(form: ItemForm) -> list[str]:
    """Returns a sentence for each field that is missing or wrong, with the field's name."""
    labels = {name: field.label or name for name, field in form.fields.items()}
    return [f"{labels.get(name, name)}: {error}" for name, errors in form.errors.items() for error in errors]


def _enters_grants(request: HttpRequest) -> bool:
    return may(request.user, Action.CREATE, "entry")


def _same(reading: AnnexReading, item: dict[str, Any]) -> Project | None:
    """Returns the project that the item may be: the same title, or the same place in the same document."""
    reference = next((fact["value"] for fact in item["facts"] if fact["field"] == "same_as"), None)
    found = Project.objects.filter(reference=reference).first() if reference else None
    return found or same_source(reading, item)


def _saved(request: HttpRequest, reading: AnnexReading, number: int, saved: Saved) -> HttpResponse:
    services.note_accepted(reading=reading, number=number, row=saved.project.pk)
    words = _("%(project)s is created.") % {"project": saved.project.reference}
    messages.success(request, with_undo(words, saved.change))
    if saved.grants == "wait":
        messages.success(request, _("Its grants wait until a second person approves them."))
    elif saved.grants:
        messages.warning(request, _("Its grants are not saved: your role does not enter grants."))
    return _to_item(reading, number + 1 if number < len(reading.items) else number)


def _to_item(reading: AnnexReading, number: int) -> HttpResponse:
    return redirect(reverse("read-annex", args=[reading.uid]) + f"#read-{number}")


def _page(request: HttpRequest, reading: AnnexReading, sent: Any = None, status: int = 200) -> HttpResponse:
    accepted = dict(reading.accepted.values_list("number", "row"))
    projects = Project.objects.in_bulk(list(accepted.values()))
    own = reading.person_id == request.user.pk
    known, items, grants = Known(), [], _enters_grants(request)
    for item in reading.items:
        number = item["number"]
        form = sent[0] if sent and sent[0].item is item else ItemForm(item, known, enters_grants=grants)
        project = projects.get(accepted.get(number))
        same = None if project else _same(reading, item)
        items.append(
            {
                "item": item,
                "form": form,
                "problems": sent[1] if sent and sent[0].item is item else [],
                "project": project,
                "aside": number in reading.put_aside,
                "same": same,
                "differences": beside(item, same) if same else [],
                "open": own and project is None and number not in reading.put_aside,
            }
        )
    left = left_out(reading.pages, reading.items)
    context = {
        "reading": reading,
        "items": items,
        "pages": marked_pages(reading),
        "own": own,
        "left": left,
        "saved": len(projects),
        "several": SEVERAL,
        "unclear": UNCLEAR if is_unclear(reading) else "",
    }
    return render(request, "readings/annex.html", context, status=status)
