"""The page that tells a person what is kept of them, and the file with all of it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pages.persons.own_data import account_in_words, account_of, parts_of
from projects.strict import refuse_unknown_parameters


@never_cache
@require_safe
@login_required
def own_data(request: HttpRequest) -> HttpResponse:
    """Shows what is kept of the person's account: kinds of rows, how many and why."""
    refuse_unknown_parameters(request)
    context = {"account": account_in_words(request.user), "parts": list(parts_of(request.user))}
    return render(request, "persons/own_data.html", context)


@never_cache
@require_safe
@login_required
def own_data_file(request: HttpRequest) -> HttpResponse:
    """Gives all of it as a JSON file, without secrets."""
    refuse_unknown_parameters(request)
    parts = [
        {"kept": part.name, "label": part.label, "why": part.why, "rows": part.rows}
        for part in parts_of(request.user, with_rows=True)
    ]
    said = {"made": timezone.now().isoformat(), "account": account_of(request.user), "kept": parts}
    name = f"oversigt-{request.user.pk}.json"
    return JsonResponse(
        said,
        json_dumps_params={"indent": 1, "ensure_ascii": False},
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
