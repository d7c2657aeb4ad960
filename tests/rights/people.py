"""One account of each role, one row of each kind, and the question that the tests ask at every address."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import Key, OpenSession, RoleLimit, SavedView
from accounts.roles import Role, give_role
from budgets.books.reading.cells import packed
from budgets.books.reading.csv_file import read_csv
from budgets.models import BudgetRate, CoFinancing, Fund, LedgerFile, Period, Rule
from changes.models import Change, Draft, WaitingProposal, Way
from changes.opened import changing
from desk.models import Comment, Task
from events.models import Contributor, FeedAddress
from letters.models import Following, Letter
from letters.services import renew_feed
from projects.models import CoreArea, Project
from readings.models import AnnexReading
from seals.asked import asked
from seals.making import prepared, seal
from tables.models import TableFile
from tables.reading.cells import Sheet
from tables.reading.cells import packed as packed_table
from tests import builders

OPEN, VISITOR, CHIEF, LIMITED = "open", "visitor", "superuser", "limited"
ROLES = (OPEN, VISITOR, *Role.values, CHIEF)
"""A visitor of a site with open reading, a visitor of any other, an account of each role, and a superuser."""
YES, NO, SIGN_IN, HIDDEN = "yes", "no", "sign in", "hidden"
PAGE, API = ("GET", "POST"), ("GET", "POST", "PUT", "PATCH", "DELETE")


BELONGS = ["portfolio:ours", "council:MR-A"]
"""The names to which roles can be limited so that they reach the project."""
LEDGER = b"Date;Grant;Amount\n2025-01-01;P-1-A1;10,00\n"


def register() -> dict[str, Any]:
    """Makes a row of each kind; the personal ones belong to somebody else. Returns what an address may name."""
    other = User.objects.create_user("other", is_staff=True)
    project = builders.project("P-1", councils=("MR-A",))
    grant = builders.allocation(project)
    entry = builders.entry(grant, amount="10.00")
    contract = builders.contract(grant)
    body, place = builders.organisation("body"), builders.country("RU")
    fund = Fund.objects.create(slug="fund", name_en="Fund")
    area = CoreArea.objects.create(slug="prevention", number=1, name_en="Prevention")
    post = builders.post()
    rate = BudgetRate.objects.create(code="2025-NOK", year=2025, currency="NOK", rate="0.64", source=builders.source())
    period = Period.objects.create(code="2025-01", first_day="2025-01-01", last_day="2025-01-31")
    shared = CoFinancing.objects.create(code="P-1-F1", project=project, organisation=body, amount="5.00")
    rule = Rule.objects.first() or Rule.objects.create(
        code="settled", label_en="Settled", sentence_en="Settle.", check_name="settled", severity="warns"
    )
    contact, event = builders.contact(), builders.event("meeting", parties=("body",))
    builders.document_file()
    with changing(way=Way.ADMIN, actor=other):
        Project.objects.filter(pk=project.pk).update(status="ongoing")
    # Before the session: the editing side shows the latest one first
    sealed = seal(prepared=prepared(asked("annex", "", "en")), person=other, reason="Accounts")
    view = SavedView.objects.create(owner=other, name="Mine", page="projects")
    following = Following.objects.create(user=other, kind="project", row=project.pk)
    letter = Letter.objects.create(
        user=other,
        rhythm="weekly",
        period="2026-01-05",
        made="2026-01-05T08:00Z",
        language="en",
        state="sent",
        content={"title": "News", "sections": []},
    )
    feed, calendar = FeedAddress.objects.make(user=other, name="Mine")
    now = timezone.now()
    session = OpenSession.objects.create(user=other, session_key="other", auth_hash="", began=now, seen=now)
    key = Key.objects.create(user=other, name="Mine", digest="0" * 64)
    task = Task.objects.create(row=project.pk, person=other, due="2030-01-01", text="Call")
    comment = Comment.objects.create(row=project.pk, author=other, text="Called")
    draft = Draft.objects.create(person=other, kind="project", row=project.pk, section="texts", data={})
    ledger = LedgerFile.objects.create(person=other, name="ledger.csv", cells=packed(read_csv(LEDGER)))
    table = TableFile.objects.create(
        person=other, name="list.csv", kind="projects", sha256="0" * 64, cells=packed_table(Sheet())
    )
    proposal = WaitingProposal.objects.create(author=other, way=Way.PAGE, operations=[], belongs=[BELONGS])
    keys = {
        "proposal": proposal.pk,
        "account": other.pk,
        "project": project.pk,
        "saved-view": view.pk,
        "following": following.pk,
        "feed-address": feed.pk,
        "session": session.pk,
        "key": key.pk,
        "task": task.pk,
        "comment": comment.pk,
        "draft": draft.pk,
        "contact": contact.pk,
        "restore-version": Change.objects.latest("number").records.values_list("pk", flat=True).get(),
    }
    codes = {
        "project": project.reference,
        "allocation": grant.reference,
        "entry": entry.reference,
        "contract": contract.code,
        "co-financing": shared.code,
        "organisation": body.slug,
        "place": place.slug,
        "document": "paper",
        "source": "paper-1",
        "fund": fund.slug,
        "budget-post": post.code,
        "budget-rate": rate.code,
        "period": period.code,
        "rule": rule.code,
        "council": "MR-A",
        "core-area": area.slug,
        "portfolio": "ours",
        "event": event.slug,
    }
    numbers = {"change": Change.objects.values_list("number", flat=True).latest("number"), "seal": sealed.number}
    tokens = {"personal-feed": calendar, "stop-letters": following.stop_token, "letters-feed": renew_feed(user=other)}
    annex = annex_of(other, project)
    uids = {"letter": letter.uid, "ledger": ledger.uid, "table": table.uid, "annex": annex.uid}
    return {"keys": keys, "codes": codes, "numbers": numbers, "uids": uids, "tokens": tokens}


def annex_of(person: User, project: Project) -> AnnexReading:
    """Keeps and returns an annex from which no project came."""
    items = [{"number": 1, "section": "", "in_section": 1, "printed": "", "language": "en", "spans": [], "text": "x"}]
    facts: dict[str, Any] = {"document": project.source.document, "portfolio": project.portfolio, "pages": ["x"]}
    return AnnexReading.objects.create(person=person, name="annex", items=[items[0] | {"facts": []}], **facts)


def account(role: str, name: str = "") -> User:
    """Returns the account of a role."""
    if role == CHIEF:
        return User.objects.create_superuser(name or role)
    user = User.objects.create_user(name or role)
    give_role(user=user, role=role)
    if role == Role.CONTRIBUTOR:
        Contributor.objects.create(user=user, organisation=builders.organisation("body"))
    return user


def limited(role: str, portfolio: str, name: str = LIMITED) -> User:
    """Returns an account of a role that is limited to a portfolio."""
    user = account(role, name)
    group = Group.objects.get(name=role)
    RoleLimit.objects.create(user=user, role=group, portfolio=builders.portfolio(portfolio))
    return user


def session_of(person: User) -> str:
    """Returns the cookie of a session of this person."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class Doors:
    """Opens addresses as people of each role do. Nothing that they write stays."""

    def __init__(self, roles: tuple[str, ...] = ROLES) -> None:
        self.client = Client()
        self.sessions = {role: "" if role in (OPEN, VISITOR) else session_of(account(role)) for role in roles}

    def answer(self, role: str, method: str, address: str, data: Any = None) -> str:
        """Returns how the site answers the person: whether it opens, refuses, hides or asks to sign in; empty if the
        address does not have the method."""
        return self._meaning(role, self.ask(role, method, address, data))

    def ask(self, role: str, method: str, address: str, data: Any = None) -> Any:
        """Returns the site's answer to the person."""
        # One client for all, because each makes the middleware anew
        client = self.client
        client.cookies.clear()
        if self.sessions.get(role):
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        program = address.startswith("/api/") and method != "GET"
        options: dict[str, Any] = {"content_type": "application/json", "headers": {"if-match": "*"}} if program else {}
        body = json.dumps(data or {}) if program else data or {}
        settings.OPEN_READING = role == OPEN
        try:
            with transaction.atomic():
                response = getattr(client, method.lower())(address, body, **options)
                transaction.set_rollback(True)
        finally:
            settings.OPEN_READING = False
        return response

    @staticmethod
    def _meaning(role: str, response: Any) -> str:
        to = response.get("Location", "")
        if to.startswith("/admin/login/"):
            return SIGN_IN if role in (OPEN, VISITOR) else NO
        if response.status_code == 401 or to.startswith("/sign-in/"):
            return SIGN_IN
        return {403: NO, 404: HIDDEN, 405: ""}.get(response.status_code, YES)


def limited_to_council(role: str, code: str, name: str = LIMITED) -> User:
    """Returns an account of a role that is limited to a council."""
    user = account(role, name)
    RoleLimit.objects.create(user=user, role=Group.objects.get(name=role), council=builders.council(code))
    return user


def patterns(resolver: Any = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Yields every address of the site as its pattern and its name."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from patterns(one, prefix + str(one.pattern), inner)
        elif isinstance(one, URLPattern):
            yield prefix + str(one.pattern), f"{space}{one.name or ''}"


PARTS = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)|(\(\[\^/\]\+\))")
SECTIONS = {"project": "texts"}
QUERIES = {
    "new-seal": "?report=by-council",
    "new-entry": "?kind=paid",
    "nearest-rows": "?kinds=organisation&name=partner&words=body",
    "admin:autocomplete": "?app_label=projects&model_name=partnership&field_name=organisation",
}
"""What an address needs to be asked."""
SENT: dict[tuple[str, str], dict[str, Any]] = {
    ("api:allocation-list", "POST"): {"project": "P-1"},
    ("api:allocation-detail", "PUT"): {"amount": "20.00"},
    ("api:allocation-detail", "PATCH"): {"amount": "20.00"},
    ("api:changes", "POST"): {
        "operations": [{"action": "delete", "kind": "organisation", "key": "body", "if_match": "*"}]
    },
    ("api:period-reopen", "POST"): {"reason": "A late bill"},
}
"""What is sent to an address that judges nothing without it. All others get an empty form or object."""
SENT_BY_PAGES: dict[str, dict[str, Any]] = {}
"""What a button of a page sends, by the name of the address, where its answer depends on it."""
BY_NAME = {
    "throw-away-draft": "draft",
    "revoke-feed": "feed-address",
    "end-session": "session",
    "end-key": "key",
    "unfollow": "following",
    "mark-task": "task",
    "withdraw-task": "task",
    "withdraw-comment": "comment",
    **dict.fromkeys(("change-view", "delete-view", "pin-view"), "saved-view"),
    **dict.fromkeys(("edit-contact", "delete-contact", "erase-contact"), "contact"),
    "erase-account": "account",
    **{
        f"{space}{action}proposal": "proposal"
        for space in ("", "api:")
        for action in ("", "approve-", "send-back-", "withdraw-", "renew-", "change-")
    },
    **dict.fromkeys(("proposal-file", "api:proposal-file"), "proposal"),
}
OTHERS = {"kind": "csv"}
"""Parts of addresses that name no row. All others are the name of a report."""
KINDS_OF_PATHS = {
    "projects": "project",
    "organisations": "organisation",
    "places": "place",
    "documents": "document",
    "funds": "fund",
    "budget-posts": "budget-post",
    "budget-rates": "budget-rate",
    "periods": "period",
    "councils": "council",
    "events": "event",
}


def address_of(pattern: str, name: str, known: dict[str, Any]) -> str:
    """Returns an address of the pattern that names rows which exist."""
    filled = PARTS.sub(lambda found: str(_value(found, pattern, name, known)), pattern)
    return "/" + filled.replace("^", "").replace("$", "") + QUERIES.get(name, "")


def _value(found: re.Match[str], pattern: str, name: str, known: dict[str, Any]) -> Any:
    part = found.group(1) or found.group(2) or "key"
    if pattern.startswith("admin/"):
        return _version(pattern) if found.start() > pattern.find("/history/") > 0 else _of_admin(pattern, part)
    if part in ("reference", "slug", "code"):
        if name.startswith("api:"):
            return known["codes"][next(kind for kind in sorted(known["codes"], key=len, reverse=True) if kind in name)]
        path = next(one for one in reversed(pattern[: found.start()].split("/")) if one in KINDS_OF_PATHS)
        return known["codes"][KINDS_OF_PATHS[path]]
    if part == "section":
        return SECTIONS.get(name.removeprefix("edit-"), "facts")
    if part == "number":
        return 1 if name == "annex-item" else known["numbers"]["seal" if "seal" in name else "change"]
    if part == "uid":
        return known["uids"][next((one for one in known["uids"] if one in name), "ledger")]
    if part in ("pk", "version"):
        return known["keys"].get(BY_NAME.get(name, name), 1)
    return known["tokens"].get(name, "old-link") if part == "token" else OTHERS.get(part, "by-council")


def _version(pattern: str) -> Any:
    """Returns the key of an earlier version of the first row on the editing side, or 1 where there is none."""
    _admin, app, model, *_rest = pattern.split("/")
    versions = apps.get_model(app, model).history.filter(id=_of_admin(pattern, "key"))
    return versions.values_list("pk", flat=True).order_by("pk").first() or 1


def _of_admin(pattern: str, part: str) -> Any:
    """Returns the key of a row on the editing side: its first row, or 1 where the table is empty."""
    if part in ("app_label", "url"):
        return "projects" if part == "app_label" else "nowhere/"
    if part == "content_type_id":
        return ContentType.objects.get_for_model(Project).pk
    _admin, app, model, *_rest = pattern.split("/")
    if app == "r" or model.startswith("("):
        return Project.objects.values_list("pk", flat=True).first()
    return apps.get_model(app, model)._base_manager.values_list("pk", flat=True).first() or 1
