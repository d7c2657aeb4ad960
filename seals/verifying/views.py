"""The page that recognises files, open to everybody, and what outsiders need to check a seal themselves."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.throttling.address import client_address, network_of
from accounts.throttling.programs import counter_of
from accounts.throttling.windows import counted
from projects.strict import refuse_unknown_parameters
from seals.forms import VerifyForm
from seals.keys import fingerprint_of, sealing
from seals.models import Seal
from seals.verifying import published
from seals.verifying.recognising import Verdict, verdict_on, verdict_on_checksum
from seals.verifying.words import ABOUT, FAULTS, HEADINGS, role_in_words


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Says of a file whether it is sealed, altered or unknown. The file is not kept."""
    refuse_unknown_parameters(request)
    form = VerifyForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "certificates": published.certificates()}
    if request.method != "POST":
        return render(request, "seals/verify.html", context)
    if wait := _waits(request):
        words = {"seconds": wait}
        sentence = ngettext(
            "There were too many requests. Try again in %(seconds)d second.",
            "There were too many requests. Try again in %(seconds)d seconds.",
            wait,
        )
        context |= {"refused": sentence % words, "form": VerifyForm()}
        response = render(request, "seals/verify.html", context, status=429)
        response["Retry-After"] = str(wait)
        return response
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "seals/verify.html", {**context, "form": form}, status=400)
    context |= _shown(_verdict(form))
    return render(request, "seals/verify.html", context)


def _verdict(form: VerifyForm) -> Verdict:
    file = form.cleaned_data["file"]
    return verdict_on_checksum(form.cleaned_data["sha256"]) if file is None else verdict_on(file.read())


def _shown(verdict: Verdict) -> dict[str, Any]:
    number = verdict.seal.number if verdict.seal else 0
    return {
        "verdict": verdict,
        "heading": HEADINGS[verdict.state],
        "about": ABOUT[verdict.state],
        "role": role_in_words(verdict.seal) if verdict.seal else "",
        "faults": [FAULTS[fault] % {"number": number} for fault in verdict.faults],
        "form": VerifyForm(),
    }


def _waits(request: HttpRequest) -> int:
    """Counts a try. Returns the seconds until the next one is answered; 0 if this one is."""
    most = settings.VERIFY_REQUESTS_ADDRESS
    number, left = counted(counter_of("verify", network_of(client_address(request))), most)
    return left if 0 < most < number else 0


@login_not_required
@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """Returns the certificates with which the site seals now: that of the key, then those of its issuers."""
    refuse_unknown_parameters(request)
    return HttpResponse(sealing().pem, content_type="application/x-pem-file")


@login_not_required
@require_safe
def chain(request: HttpRequest) -> JsonResponse:
    """Returns the checksum of each manifest, without saying what it seals: who keeps the list notices if the chain is
    written anew.
    """
    refuse_unknown_parameters(request)
    rows = Seal.objects.order_by("number").values("number", "sealed", "manifest", "previous")
    said = {"certificate_sha256": fingerprint_of(sealing().chain[0]), "seals": list(rows)}
    return JsonResponse(said)
