"""The addresses of programs that watch the site."""

import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from portfolio.databases.replicas.lag import lags
from portfolio.monitoring.metrics import exposition
from portfolio.monitoring.readiness import problems


def knows_token(request: HttpRequest) -> bool:
    """Returns whether the request sent the ``MONITORING_TOKEN``. Without that setting nobody does."""
    scheme, _space, sent = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.MONITORING_TOKEN
    return bool(wanted) and scheme == "Bearer" and secrets.compare_digest(sent.encode(), wanted.encode())


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Says whether the site has everything that it needs: 200, or 503. The details are for whoever sends the token."""
    found = problems()
    failed = any(found.values())
    answer: dict[str, object] = {"status": "error" if failed else "ok"}
    if knows_token(request):
        answer["checks"] = {name: says or "ok" for name, says in found.items()}
        if settings.REPLICAS and not found["database"]:
            # Without one of them the site works on: that is no reason to send nobody here
            answer["replicas"] = {name: lag._asdict() for name, lag in lags().items()}
    return JsonResponse(answer, status=503 if failed else 200, headers={"Cache-Control": "no-store"})


@require_safe
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Returns the figures for Prometheus to whoever sends the token. For all others the address does not exist."""
    if not knows_token(request):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
