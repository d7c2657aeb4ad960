"""Imports an organisation's calendar file: upload, preview, confirm. Nothing is written before confirming."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from changes.models import Action, Way
from changes.opened import changing
from changes.rights import check_may
from events.entry import contributing
from events.files import kept_file
from events.files.calendar_import import apply, lock
from events.files.ics import MOST_BYTES, Contents, ReadEvent, RefusedEvent, UnreadableFile, read
from events.files.plan import Plan, add_clashes, plan_of
from events.forms import ZoneWidget
from events.validators import known_zone
from projects.filtering.pickers import FIND, ORGANISATION, Finding, PickOne
from projects.models import Organisation
from projects.models.reference import may_see_contacts

SALT = "calendar-import"
MOST_AGE = 3600
"""Seconds during which a preview can be confirmed."""


class ImportForm(Finding, forms.Form):
    """A calendar file, and the organisation whose events it holds."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), label=gettext_lazy("Organisation"), widget=PickOne(ORGANISATION)
    )
    file = forms.FileField(label=gettext_lazy("Calendar file (.ics)"))
    timezone = forms.CharField(
        max_length=64,
        initial="Europe/Copenhagen",
        widget=ZoneWidget(),
        validators=[known_zone],
        label=gettext_lazy("Time zone of times that name none"),
    )
    busy = forms.BooleanField(
        required=False,
        label=gettext_lazy("Take over private events as “Busy”"),
        help_text=gettext_lazy("Only their time is shown. Without the tick, private events are left out."),
    )

    def __init__(self, *args: Any, own: Organisation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        if own:
            del self.fields["organisation"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(size)d MB.") % {"size": MOST_BYTES // 1024 // 1024}
            )
        return file

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors:
            values = self.cleaned_data
            try:
                self.found = read(values["file"].read(MOST_BYTES + 1), values["timezone"], busy=values["busy"])
            except UnreadableFile as error:
                self.add_error("file", str(error))
        return self.cleaned_data

    @property
    def whose(self) -> Organisation:
        """Returns the organisation whose events the file holds."""
        chosen: Organisation = self.own or self.cleaned_data["organisation"]
        return chosen


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_calendar(request: HttpRequest) -> HttpResponse:
    """Shows the form; after an upload, the preview of the changes; after confirming, the calendar."""
    check_may(request.user, Action.CREATE, "event")
    own = contributing.organisation_of(request.user)
    if request.method != "POST":
        return render(request, "calendar/import.html", {"form": ImportForm(own=own)})
    if "plan" in request.POST:
        return _confirmed(request, own)
    files = kept_file.files_of(request)
    form = ImportForm(request.POST, files, own=own)
    if FIND in request.POST:
        form.leave_unjudged()
        return _again(request, form, files)
    if not form.is_valid():
        return _again(request, form, files, status=400)
    return _preview(request, form.whose, form.found, form.cleaned_data["timezone"])


def _again(request: HttpRequest, form: ImportForm, files: Any, status: int = 200) -> HttpResponse:
    """Shows the form once more. It carries the file, unless the file is what is wrong."""
    kept = {} if form.has_error("file") else kept_file.carry(request, files)
    if kept:
        form.fields["file"].required = form.fields["file"].widget.is_required = False
    return render(request, "calendar/import.html", {"form": form, "kept": kept}, status=status)


def _preview(
    request: HttpRequest, organisation: Organisation, contents: Contents, floating: str, again: bool = False
) -> HttpResponse:
    plan = _plan(request, organisation, contents, floating)
    add_clashes(plan, organisation, persons=may_see_contacts(request.user))
    # The file is not kept: its events travel with the page, signed, for this person only
    carried = {
        "user": request.user.pk,
        "organisation": organisation.pk,
        "events": [asdict(event) for event in contents.events],
        "refused": [asdict(event) for event in contents.refused],
        "whole": contents.whole,
        "floating": floating,
        "agreed": plan.fingerprint(),
    }
    context = {
        "plan": plan,
        "organisation": organisation,
        "signed": signing.dumps(carried, salt=SALT, compress=True),
        "again": again,
    }
    return render(request, "calendar/import_preview.html", context)


def _plan(request: HttpRequest, organisation: Organisation, contents: Contents, floating: str) -> Plan:
    today, staff = timezone.localdate(), not contributing.is_contributor(request.user)
    return plan_of(contents, organisation=organisation, staff=staff, today=today, floating=floating)


def _confirmed(request: HttpRequest, own: Organisation | None) -> HttpResponse:
    try:
        carried = signing.loads(request.POST["plan"], salt=SALT, max_age=MOST_AGE)
    except signing.BadSignature:
        messages.error(request, _("The preview is too old. Send the file again."))
        return redirect("import-calendar")
    if carried["user"] != request.user.pk or (own and own.pk != carried["organisation"]):
        raise PermissionDenied
    organisation = Organisation.objects.get(pk=carried["organisation"])
    contents = Contents(
        [ReadEvent(**values) for values in carried["events"]],
        [RefusedEvent(**values) for values in carried["refused"]],
        carried["whole"],
    )
    with changing(way=Way.IMPORT, actor=request.user):
        written = _written(request, organisation, contents, carried)
    if written is None:
        # The calendar has changed since the preview, perhaps by this person's double click: show a new preview
        return _preview(request, organisation, contents, carried["floating"], again=True)
    messages.success(request, _told(written))
    return redirect("calendar")


def _written(
    request: HttpRequest, organisation: Organisation, contents: Contents, carried: dict[str, Any]
) -> Plan | None:
    """Writes the changes that the person confirmed. Writes nothing and returns None if the plan has changed since."""
    lock(organisation)
    plan = _plan(request, organisation, contents, carried["floating"])
    if plan.fingerprint() != carried["agreed"]:
        return None
    if "choosing" in request.POST:
        kept = set(request.POST.getlist("take"))
        plan = plan.without({change.key for change in (*plan.new, *plan.changed)} - kept)
    apply(plan=plan, organisation=organisation, cancel=set(request.POST.getlist("cancel")))
    return plan


def _told(plan: Plan) -> str:
    words = {"new": len(plan.new), "changed": len(plan.changed), "same": plan.same}
    return _("Imported: %(new)d new, %(changed)d changed, %(same)d as they were.") % words
