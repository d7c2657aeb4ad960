"""The pages of a budget post, a budget rate and an accounting period, and closing a period."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from budgets.entries.measures import money_of_posts
from budgets.entries.services import NotOver, close_period, hindering_closing, reopen_period
from budgets.models import BudgetPost, BudgetRate, Entry, Period
from changes.apply import Refused
from changes.as_of.point import todays_date
from changes.models import Action, Way
from changes.rights import SEE, check_may, may
from pages.changes.links import with_undo
from pages.keeping.lists import as_list
from pages.keeping.page import Editing
from pages.proposals.submitting import submitted
from pages.register_views import RowPage, detail
from projects.editing.once import once
from projects.strict import refuse_unknown_parameters
from reports.kinds.posts import amounts_of, money_columns, not_counted, trees_of

MOST_GRANTS = 100
"""Grants on the page of a post; a report has them all."""


@require_safe
def post_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows a budget post: its figures and the grants that are charged to it."""
    return detail(request, "budget-post", BudgetPost, slug, show_post)


def show_post(request: HttpRequest, row: Any, editing: Editing | None = None, status: int = 200) -> HttpResponse:
    """Shows a budget post with a section as a form."""
    post = BudgetPost.objects.select_related("council", "source__document").get(pk=row.pk)
    page, today = RowPage(request, post, {}, "budget-post", editing), todays_date()
    if not page.refused:
        figures = money_of_posts(BudgetPost.objects.filter(pk=post.pk), today)[post.pk]
        links = trees_of(post, figures, today)
        amounts = zip(money_columns(), amounts_of(post, figures), strict=True)
        page.context |= {
            "amounts": [(label, amount, links.get(name, "")) for (name, label), amount in amounts],
            "figures": figures,
            "not_counted": not_counted([post], today),
            "grants": post.allocations.select_related("project").order_by("reference")[:MOST_GRANTS],
        }
    return page.render("money/register/post.html", status)


@require_safe
def rate_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows the rate of a currency in a budget year."""
    return detail(request, "budget-rate", BudgetRate, slug, show_rate)


def show_rate(request: HttpRequest, row: Any, editing: Editing | None = None, status: int = 200) -> HttpResponse:
    """Shows a budget rate with its facts as a form."""
    rate = BudgetRate.objects.select_related("source__document").get(pk=row.pk)
    return RowPage(request, rate, {}, "budget-rate", editing).render("money/register/rate.html", status)


@require_safe
def period_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows an accounting period, and who closed it."""
    return detail(request, "period", Period, slug, show_period)


def show_period(request: HttpRequest, row: Any, editing: Editing | None = None, status: int = 200) -> HttpResponse:
    """Shows an accounting period with its facts as a form."""
    page = RowPage(request, row, {}, "period", editing)
    if not page.refused:
        page.context |= {
            "entries": Entry.objects.filter(day__gte=row.first_day, day__lte=row.last_day).count(),
            "staff": may(request.user, SEE, "author"),
            "may_close": not row.closed and row.over and may(request.user, Action.UPDATE, row),
            "may_reopen": row.closed and may(request.user, "reopen", row),
        }
    return page.render("money/register/period.html", status)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Says what closing an accounting period means, and closes it."""
    refuse_unknown_parameters(request)
    period = get_object_or_404(Period, code=slug)
    check_may(request.user, Action.UPDATE, period)
    context: dict[str, Any] = {"row": period}
    if request.method != "POST":
        late = Entry.objects.filter(day__gte=period.first_day, day__lte=period.last_day)
        context |= {"entries": late.count(), "not_yet": "" if period.closed else hindering_closing(period)}
        return render(request, "money/register/close_period.html", context)
    try:
        outcome = close_period(period=period, actor=request.user, way=Way.PAGE, reason=_reason(request))
    except NotOver as error:
        return render(request, "money/register/close_period.html", {**context, "not_yet": str(error)}, status=409)
    except Refused as refused:
        context["problems"] = as_list(list(refused.errors.values()))
        return render(request, "money/register/close_period.html", context, status=409)
    if outcome.waiting:
        return submitted(request, outcome.waiting)
    words = _("The period %(period)s is closed.") if outcome.change else _("The period %(period)s was closed already.")
    messages.success(
        request, with_undo(words % {"period": period}, outcome.change, may(request.user, "reopen", period))
    )
    return redirect(period)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Says what opening an accounting period again means, and opens it. It needs a right of its own, and a reason."""
    refuse_unknown_parameters(request)
    period = get_object_or_404(Period, code=slug)
    check_may(request.user, "reopen", period)
    context: dict[str, Any] = {"row": period}
    if request.method != "POST":
        return render(request, "money/register/reopen_period.html", context)
    try:
        outcome = reopen_period(period=period, actor=request.user, way=Way.PAGE, reason=_reason(request))
    except (Refused, ValueError) as error:
        told = as_list(list(error.errors.values())) if isinstance(error, Refused) else [str(error)]
        return render(request, "money/register/reopen_period.html", {**context, "problems": told}, status=400)
    if outcome.waiting:
        return submitted(request, outcome.waiting)
    words = (
        _("The period %(period)s is open again.") if outcome.change else _("The period %(period)s was open already.")
    )
    messages.success(request, with_undo(words % {"period": period}, outcome.change))
    return redirect(period)


def _reason(request: HttpRequest) -> str:
    return str(request.POST.get("reason", ""))[:1000].replace("\0", "")
