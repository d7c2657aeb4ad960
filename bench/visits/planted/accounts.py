"""Accounts, and what belongs to a person: saved views, letters, feeds, keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode

from accounts.keys.making import make_key
from accounts.models import Key, SavedView
from accounts.roles import Role
from accounts.services import save_view
from accounts.signing_in.inviting import make_account
from accounts.signing_in.links import INVITATION, RESET, Link
from bench.visits.planted.register import BODY, PROJECT
from bench.visits.planted.rows import Rows, for_each
from changes.apply import apply
from changes.models import Way
from changes.proposal import Proposal
from events.models import FeedAddress
from letters.choices import Rhythm
from letters.making import make_letters
from letters.models import Letter
from letters.services import follow, renew_feed
from projects.models import Organisation, Portfolio, Project

STAFF, OF_BODY, INVITED = "bench-staff", "bench-body", "bench-invited"


@dataclass
class People:
    """The person who is asked as, and others whom pages are about."""

    staff: Any
    """With every right."""
    of_body: Any = None
    """The account of an organisation; made when the organisation is planted."""
    invited: Any = None


def people() -> People:
    """Returns the member of staff; the others follow."""
    rights = {"is_staff": True, "is_superuser": True}
    return People(get_user_model()._default_manager.get_or_create(username=STAFF, defaults=rights)[0])


def plant(people: People) -> Rows:
    """Makes the other accounts and what belongs to persons. Returns the parameters of their addresses."""
    people.of_body = _account(people, OF_BODY, Role.CONTRIBUTOR, Organisation.objects.get(slug=BODY))
    people.invited = _account(people, INVITED, Role.ADVISER, limits=Portfolio.objects.order_by("slug")[:1])
    # A link to choose a new password is of an account that has one
    people.of_body.set_password("A long password of nobody")
    people.of_body.save(update_fields=["password"])
    return {
        **_second_factor(people.of_body),
        "new-password": [_of_link(RESET, people.of_body)],
        "accept-invitation": [_of_link(INVITATION, people.invited)],
        **for_each(("invite-again", "erase-account"), people.invited.pk),
        **_views(people.staff),
        **_letters(people.staff),
        **_programs(people.staff),
    }


def _account(people: People, name: str, role: Role, organisation: Any = None, limits: Sequence[Any] = ()) -> Any:
    user = get_user_model()(username=name, email=f"{name}@example.org")
    facts = {"roles": [role.value], "limits": limits, "language": "en", "organisation": organisation}
    return make_account(actor=people.staff, user=user, **facts)


def _of_link(link: Link, user: Any) -> list[str]:
    return [urlsafe_base64_encode(str(user.pk).encode()), link.make_token(user)]


def _second_factor(person: Any) -> Rows:
    """Gives the account an app for codes, recovery codes and a passkey."""
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person)
    WebAuthn.add(person, "Visited", {"clientExtensionResults": {"credProps": {"rk": True}}})
    key = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).latest("pk").pk
    return {"mfa_remove_webauthn": [[key]]}


def _views(person: Any) -> Rows:
    view = SavedView(owner=person, name="Visited", page="projects", query="status=ongoing")
    key = save_view(view=view, pinned=True).pk
    return for_each(("change-view", "delete-view", "pin-view"), key)


def _letters(person: Any) -> Rows:
    """Lets the person follow the project, changes it, and makes the letter about it."""
    following = follow(user=person, kind="project", key=Project.objects.get(reference=PROJECT).pk, rhythm=Rhythm.DAILY)
    changed = Proposal.update("project", PROJECT, {"summary": {"en": "What was done is told in the visited paper."}})
    apply(proposals=[changed], way=Way.PROGRAM, reason="For a letter")
    make_letters(rhythm=Rhythm.DAILY, today=timezone.localdate())
    letter = Letter.objects.filter(user=person).latest("pk")
    return {
        "letter": [[str(letter.uid)]],
        "letters-feed": [[renew_feed(user=person)]],
        "stop-letters": [[following.stop_token]],
        **for_each(("unfollow", "following-deadlines"), following.pk),
    }


def _programs(person: Any) -> Rows:
    """Makes an address for a calendar program, and a key for another."""
    address, token = FeedAddress.objects.make(user=person, name="Visited")
    make_key(user=person, name="Visited")
    key = Key.objects.filter(user=person).latest("pk").pk
    return {"personal-feed": [[token]], "revoke-feed": [[address.pk]], "end-key": [[key]]}
