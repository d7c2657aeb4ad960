"""Import of an organisation's calendar file: upload, preview, confirm. Nothing is written before confirming."""

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

from events.entry import contributing
from events.files.calendar_import import Plan, add_clashes, apply, plan_of
from events.files.ics import MOST_BYTES, ReadEvent, RefusedEvent, UnreadableFile, read
from events.forms import ZoneWidget
from events.validators import known_zone
from projects.filtering.pickers import FIND, ORGANISATION, Finding, PickOne
from projects.models import Organisation

SALT = "calendar-import"
MOST_AGE = 3600
"""Seconds for which a preview can be confirmed."""


class ImportForm(Finding, forms.Form):
    """A file, and whose events it tells."""

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
            try:
                self.found = read(self.cleaned_data["file"].read(MOST_BYTES + 1), self.cleaned_data["timezone"])
            except UnreadableFile as error:
                self.add_error("file", str(error))
        return self.cleaned_data

    @property
    def whose(self) -> Organisation:
        """Whose events they are."""
        chosen: Organisation = self.own or self.cleaned_data["organisation"]
        return chosen


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_calendar(request: HttpRequest) -> HttpResponse:
    """The form; after a file, what it would change; after confirming, the calendar."""
    if not contributing.may_enter(request.user):
        raise PermissionDenied
    own = contributing.organisation_of(request.user)
    if request.method != "POST":
        return render(request, "calendar/import.html", {"form": ImportForm(own=own)})
    if "plan" in request.POST:
        return _confirmed(request, own)
    if FIND in request.POST:
        form = ImportForm(request.POST, own=own)
        form.leave_unjudged()
        return render(request, "calendar/import.html", {"form": form})
    form = ImportForm(request.POST, request.FILES, own=own)
    if not form.is_valid():
        return render(request, "calendar/import.html", {"form": form}, status=400)
    return _preview(request, form.whose, *form.found)


def _preview(
    request: HttpRequest,
    organisation: Organisation,
    events: list[ReadEvent],
    refused: list[RefusedEvent],
    again: bool = False,
) -> HttpResponse:
    staff = request.user.is_staff
    plan = plan_of(events, refused, organisation, staff, timezone.localdate())
    add_clashes(plan, organisation, persons=staff)
    # The file itself goes no further: what was read of it travels with the page, signed, for this person only
    carried = {
        "user": request.user.pk,
        "organisation": organisation.pk,
        "events": [asdict(one) for one in events],
        "refused": [asdict(one) for one in refused],
        "agreed": plan.fingerprint(),
    }
    context = {
        "plan": plan,
        "organisation": organisation,
        "signed": signing.dumps(carried, salt=SALT, compress=True),
        "again": again,
    }
    return render(request, "calendar/import_preview.html", context)


def _confirmed(request: HttpRequest, own: Organisation | None) -> HttpResponse:
    try:
        carried = signing.loads(request.POST["plan"], salt=SALT, max_age=MOST_AGE)
    except signing.BadSignature:
        messages.error(request, _("The preview is too old. Send the file again."))
        return redirect("import-calendar")
    if carried["user"] != request.user.pk or (own and own.pk != carried["organisation"]):
        raise PermissionDenied
    organisation = Organisation.objects.get(pk=carried["organisation"])
    events = [ReadEvent(**one) for one in carried["events"]]
    refused = [RefusedEvent(**one) for one in carried["refused"]]
    plan = plan_of(events, refused, organisation, request.user.is_staff, timezone.localdate())
    if plan.fingerprint() != carried["agreed"]:
        # Somebody changed the calendar since: what would be written is not what was agreed to
        return _preview(request, organisation, events, refused, again=True)
    apply(plan=plan, organisation=organisation, cancel=set(request.POST.getlist("cancel")))
    messages.success(request, _told(plan))
    return redirect("calendar")


def _told(plan: Plan) -> str:
    words = {"new": len(plan.new), "changed": len(plan.changed), "same": plan.same}
    return _("Imported: %(new)d new, %(changed)d changed, %(same)d as they were.") % words
