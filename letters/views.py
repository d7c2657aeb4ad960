"""The pages of letters. A view filters, calls and renders."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from changes.rights import is_staff
from letters import services
from letters.choices import Kind
from letters.forms import FollowForm
from letters.listing import listed
from letters.mail import sees_changes
from letters.models import OF_PROPOSALS, Following, Letter, Recipient
from letters.subjects import may_follow
from projects.filtering.pagination import page_of
from projects.strict import refuse_unknown_parameters

PAGE_SIZE = 20


@require_safe
@login_required
def letters(request: HttpRequest) -> HttpResponse:
    """Lists the person's letters and what the person follows."""
    refuse_unknown_parameters(request)
    return _page(request)


@require_safe
@login_required
def letter(request: HttpRequest, uid: Any) -> HttpResponse:
    """Shows one of the person's own letters. Raises Http404 for those of others."""
    refuse_unknown_parameters(request)
    found = get_object_or_404(Letter, uid=uid, user=request.user)
    context = {
        "letter": found,
        "content": found.content,
        "sees_changes": sees_changes(request.user),
        "followed": set(Following.objects.filter(user=request.user).values_list("pk", flat=True)),
    }
    return render(request, "letters/letter.html", context)


@require_POST
@login_required
def follow(request: HttpRequest) -> HttpResponse:
    """Makes the person follow a view, a project, an organisation or a fund, or changes how often letters come."""
    if not may_follow(request.user):
        raise PermissionDenied
    form = FollowForm(request.user, request.POST)
    if not form.is_valid():
        raise BadRequest(" ".join(f"{name}: {' '.join(map(str, found))}" for name, found in form.errors.items()))
    values = form.cleaned_data
    try:
        following = services.follow(user=request.user, **values)
    except services.TooMany:
        sentence = _("You follow %(most)d things already. Stop following one of them first.")
        messages.error(request, sentence % {"most": services.MOST_FOLLOWINGS})
    else:
        words = {"name": form.thing, "often": following.get_rhythm_display()}
        messages.success(request, _("You follow “%(name)s”. Letters about it come %(often)s.") % words)
    return redirect("saved-views") if values["kind"] == Kind.VIEW else redirect(form.thing)


@require_POST
@login_required
def unfollow(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one of the person's own followings."""
    get_object_or_404(Following, pk=pk, user=request.user).delete()
    messages.success(request, _("You do not follow this any more."))
    return redirect("letters")


@require_POST
@login_required
def set_deadlines(request: HttpRequest, pk: int) -> HttpResponse:
    """Lets the letters about one of the person's own followings name its deadlines, or leave them out."""
    wanted = request.POST.get("deadlines")
    if wanted not in ("on", "off"):
        raise BadRequest("deadlines: on, off")
    if not services.set_deadlines(user=request.user, following=pk, wanted=wanted == "on"):
        raise Http404
    yes, no = _("Letters about this name its deadlines."), _("Letters about this do not name its deadlines any more.")
    messages.success(request, yes if wanted == "on" else no)
    return redirect(f"{reverse('letters')}#followed")


@require_POST
@login_required
def set_proposals(request: HttpRequest) -> HttpResponse:
    """Lets the person get letters about proposals, or no more of them."""
    wanted = request.POST.get("proposals")
    if wanted not in ("on", "off"):
        raise BadRequest("proposals: on, off")
    services.set_proposals(user=request.user, wanted=wanted == "on")
    yes, no = _("You get letters about proposals."), _("You get no letters about proposals any more.")
    messages.success(request, yes if wanted == "on" else no)
    return redirect("letters" if may_follow(request.user) else "owed-reports")


@require_POST
@login_required
def renew_feed(request: HttpRequest) -> HttpResponse:
    """Gives the person's feed a new address and shows it this once."""
    if not may_follow(request.user):
        raise PermissionDenied
    token = services.renew_feed(user=request.user)
    answer = _page(request, made=request.build_absolute_uri(reverse("letters-feed", args=[token])))
    # The address is a secret: no cache keeps a copy of the page
    answer["Cache-Control"] = "no-store"
    return answer


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request: HttpRequest, token: str) -> HttpResponse:
    """Shows a button that ends letters, and ends them when it is pressed. Whoever has the address may press it.

    The token is that of one following, or that of a person for all letters. A mail program posts here without a
    session (RFC 8058), so no CSRF token is required: an attacker would need the secret address.
    """
    following = Following.objects.filter(stop_token=token).select_related("user", "view").first()
    whose, about_proposals = token.removesuffix(OF_PROPOSALS), token.endswith(OF_PROPOSALS)
    recipient = None if following else Recipient.objects.filter(stop_token=whose).select_related("user").first()
    if following is None and recipient is None:
        # A following that has ended has no row any more. A second press is no error.
        return render(request, "letters/stopped.html", {"done": True}, status=200 if request.method == "POST" else 404)
    if request.method != "POST":
        title = listed([following])[0].title if following else ""
        return render(
            request, "letters/stopped.html", {"title": title, "all": recipient, "about_proposals": about_proposals}
        )
    if following:
        following.delete()
    elif recipient and about_proposals:
        services.set_proposals(user=recipient.user, wanted=False)
    elif recipient:
        services.stop_all(user=recipient.user)
    return render(request, "letters/stopped.html", {"done": True})


def _page(request: HttpRequest, **context: Any) -> HttpResponse:
    mine = Following.objects.filter(user=request.user.pk).select_related("user", "view")
    context |= {
        "page": page_of(Letter.objects.filter(user=request.user.pk), request, PAGE_SIZE),
        "followings": listed(mine),
        "recipient": Recipient.objects.filter(user=request.user.pk).first(),
        "may_follow": may_follow(request.user),
        "concerned": is_staff(request.user),
    }
    return render(request, "letters/list.html", context)


def opened_by(token: str) -> Recipient:
    """Returns the recipient whose feed has this token. Raises Http404 if there is none, or if the person may not read
    letters any more."""
    found = Recipient.objects.filter(feed_hash=services.hashed(token)).select_related("user").first()
    if found is None or not may_follow(found.user):
        raise Http404
    return found
