"""The Council's own sign-in, with a running provider of OpenID Connect."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client

from accounts.models import RoleLimit
from accounts.roles import give_role
from accounts.signing_in.council import people
from accounts.signing_in.council.provider import CouncilAdapter
from tests import builders
from tests.accounts.signing_in.conftest import PASSWORD
from tests.pages.test_pages import text_of
from tests.provider import Provider

pytestmark = pytest.mark.django_db
START = "/sign-in/council/"
FAILED = "does not work at the moment. Try again later, or use your password."


def roles(name: str) -> set[str]:
    return set(User.objects.get(username=name).groups.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("claim", "claims", "expected"),
    [
        ("groups", {"groups": ["money"]}, {"controller"}),
        ("groups", {"groups": ["money", "advisers", "cooks"]}, {"controller", "adviser"}),
        ("groups", {"groups": "money"}, {"controller"}),
        ("groups", {"groups": ["Money", " money", "money "]}, set()),
        ("groups", {"groups": []}, set()),
        ("groups", {"groups": None}, set()),
        ("groups", {"groups": {"money": True}}, set()),
        ("groups", {"groups": [1, None, ["money"], {"money": 1}]}, set()),
        ("groups", {}, set()),
        ("realm_access.roles", {"realm_access": {"roles": ["advisers"]}}, {"adviser"}),
        ("realm_access.roles", {"realm_access": ["advisers"]}, set()),
        ("https://x.example/roles", {"https://x.example/roles": ["advisers"]}, {"adviser"}),
        ("groups", {"groups": ["administrator", "controller"]}, set()),
    ],
)
def test_claims_give_the_roles_that_the_setting_maps(
    claim: str, claims: dict[str, Any], expected: set[str], settings: Any
) -> None:
    settings.OIDC_ROLES_CLAIM = claim
    settings.OIDC_ROLES = {"money": "controller", "advisers": "adviser"}
    assert people.roles_of(claims) == expected


def test_a_person_comes_in_with_the_roles_of_the_claims(client: Client, provider: Provider) -> None:
    provider.knows("17", preferred_username="berit", email="berit@example.org", groups=["oversigt-money"])
    assert provider.lets_in(client, "17", f"{START}?next=/calendar/")["Location"] == "/calendar/"
    berit = User.objects.get(username="berit")
    assert (berit.email, berit.is_staff, berit.has_usable_password()) == ("berit@example.org", True, False)
    assert roles("berit") == {"reader", "controller"}
    assert client.get("/reports/books/").status_code == 200
    # Other groups at the provider: the next sign-in takes the role away, and the history says both
    client.post("/sign-out/")
    provider.knows("17", preferred_username="another name", groups=["oversigt-advisers"])
    provider.lets_in(client, "17")
    assert roles("berit") == {"reader", "adviser"}
    notes = LogEntry.objects.order_by("pk").values_list("change_message", flat=True)
    assert list(notes) == [
        "Roles from the Council's own sign-in: added controller",
        "Roles from the Council's own sign-in: added adviser; removed controller",
    ]
    provider.knows("17", groups=[])
    provider.lets_in(Client(), "17")
    berit.refresh_from_db()
    assert (roles("berit"), berit.is_staff) == ({"reader"}, False)


def test_roles_that_no_claim_gives_and_limits_stay(client: Client, provider: Provider) -> None:
    provider.knows("18", preferred_username="carl", groups=["oversigt-advisers"])
    provider.lets_in(client, "18")
    carl = User.objects.get(username="carl")
    give_role(user=carl, role="administrator")
    limit = RoleLimit.objects.create(
        user=carl, role=Group.objects.get(name="adviser"), portfolio=builders.portfolio("ours")
    )
    provider.knows("18", groups=[])
    provider.lets_in(Client(), "18")
    carl.refresh_from_db()
    assert (roles("carl"), carl.is_staff) == ({"reader", "administrator"}, True)
    provider.knows("18", groups=["oversigt-advisers"])
    provider.lets_in(Client(), "18")
    assert list(carl.role_limits.all()) == [limit]


def test_claims_are_not_kept(client: Client, provider: Provider) -> None:
    provider.knows("19", preferred_username="dora", email="dora@example.org", phone="112", groups=["secret-club"])
    provider.lets_in(client, "19")
    kept = SocialAccount.objects.get()
    assert (kept.uid, kept.extra_data) == (f"{provider.url} 19", {})


def test_an_account_with_the_same_address_is_not_taken_over_but_connected_by_its_owner(
    anna: User, client: Client, provider: Provider, sign_in: Callable[..., Any]
) -> None:
    provider.knows("20", preferred_username="anna", email="ANNA@example.org", email_verified=True, groups=[])
    answer = provider.lets_in(client, "20")
    assert answer["Location"] == "/sign-in/?next=%2Faccount%2Fconnection%2F"
    assert "There is an account with your e-mail address already." in text_of(client.get(answer["Location"]))
    assert "_auth_user_id" not in client.session
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)
    # Anna signs in with her password once, and connects
    assert sign_in(client, next="/account/connection/")["Location"] == "/account/connection/"
    page = client.get("/account/connection/").content.decode()
    link = page.partition("?connect=")[2].partition('"')[0]
    assert provider.lets_in(client, "20", f"{START}?connect={link}")["Location"] == "/account/connection/"
    other = Client()
    provider.lets_in(other, "20")
    assert other.session["_auth_user_id"] == str(anna.pk)
    # The connection ends on its page
    client.post("/account/connection/")
    assert not SocialAccount.objects.exists()


def test_nobody_is_connected_by_a_link_that_a_stranger_made(
    anna: User, client: Client, provider: Provider, sign_in: Callable[..., Any]
) -> None:
    sign_in(client)
    assert client.get(f"{START}?connect=").status_code == 403
    assert client.get(f"{START}?connect=guessed").status_code == 403
    client.get("/account/connection/")
    assert client.get(f"{START}?connect=guessed").status_code == 403


def test_a_sign_in_belongs_to_one_account(
    anna: User, client: Client, provider: Provider, sign_in: Callable[..., Any]
) -> None:
    provider.knows("21", preferred_username="erik", groups=[])
    provider.lets_in(Client(), "21")
    sign_in(client)
    word = client.get("/account/connection/").content.decode().partition("?connect=")[2].partition('"')[0]
    provider.lets_in(client, "21", f"{START}?connect={word}")
    assert "connected with another account already" in text_of(client.get("/account/connection/"))
    assert SocialAccount.objects.get().user.username == "erik"


def test_another_issuer_with_the_same_subject_is_another_person(
    client: Client, provider: Provider, settings: Any
) -> None:
    provider.knows("22", preferred_username="frida", groups=[])
    provider.lets_in(client, "22")
    frida = SocialAccount.objects.get()
    SocialAccount.objects.update(uid="https://other.example 22")
    other = Client()
    provider.lets_in(other, "22")
    assert other.session["_auth_user_id"] != str(frida.user_id)


def test_a_name_that_is_taken_gets_a_number(client: Client, provider: Provider) -> None:
    User.objects.create_superuser("Chief", password=PASSWORD)
    provider.knows("23", preferred_username="chief", groups=[])
    provider.lets_in(client, "23")
    assert User.objects.get(is_superuser=False).username == "chief-2"


def test_who_has_no_role_is_a_reader_or_refused(client: Client, provider: Provider, settings: Any) -> None:
    settings.OIDC_WITHOUT_ROLE = "refuse"
    provider.knows("24", preferred_username="gert", groups=["cooks"])
    answer = provider.lets_in(client, "24")
    assert "gave you no role in Oversigt" in text_of(client.get(answer["Location"]))
    assert not User.objects.exists()
    settings.OIDC_WITHOUT_ROLE = "reader"
    assert provider.lets_in(client, "24")["Location"] == "/"
    assert roles("gert") == {"reader"}
    # Whoever loses the last role is refused too, and keeps no right
    settings.OIDC_WITHOUT_ROLE = "refuse"
    assert provider.lets_in(Client(), "24")["Location"] == "/sign-in/"


def test_a_closed_account_stays_closed(client: Client, provider: Provider) -> None:
    provider.knows("25", preferred_username="hans", groups=[])
    provider.lets_in(client, "25")
    User.objects.update(is_active=False)
    provider.knows("25", groups=["oversigt-money"])
    late = Client()
    answer = provider.lets_in(late, "25")
    assert "This account is closed." in text_of(late.get(answer["Location"]))
    assert "_auth_user_id" not in late.session
    assert roles("hans") == {"reader"}
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("issuer", ["http://localhost:1", "http://localhost:1/realms/x"])
def test_a_provider_that_is_down_leaves_the_password(
    issuer: str, anna: User, client: Client, provider: Provider, settings: Any, sign_in: Callable[..., Any]
) -> None:
    settings.OIDC_ISSUER = issuer
    answer = client.get(f"{START}?next=/calendar/")
    assert answer["Location"] == "/sign-in/"
    assert FAILED in text_of(client.get("/sign-in/"))
    assert sign_in(client).status_code == 302


def test_a_provider_that_names_another_issuer_is_not_used(client: Client, provider: Provider, settings: Any) -> None:
    # Its settings are read from here, and name the address without the path
    settings.OIDC_ISSUER = f"{provider.url}/.well-known/openid-configuration"
    client.get(START)
    assert FAILED in text_of(client.get("/sign-in/"))


def test_the_way_there_carries_a_state_a_nonce_and_a_challenge(client: Client, provider: Provider) -> None:
    sent = parse_qs(urlsplit(client.get(START)["Location"]).query)
    assert {"state", "nonce", "code_challenge"} <= set(sent)
    assert sent["code_challenge_method"] == ["S256"]
    assert sent["redirect_uri"] == ["http://testserver/sign-in/council/back/"]


def test_a_code_counts_only_in_the_session_that_asked_for_it(client: Client, provider: Provider) -> None:
    provider.knows("26", preferred_username="ida", groups=[])
    victim = Client()
    victim.get(START)
    answers: list[str] = []
    get = client.get

    def remember(path: str, *args: Any, **options: Any) -> Any:
        answers.append(path)
        return get(path, *args, **options)

    client.get = remember  # type: ignore[assignment,method-assign]
    provider.lets_in(client, "26")
    assert victim.get(answers[-1])["Location"] == "/sign-in/"
    assert "_auth_user_id" not in victim.session
    # And once: the provider knows the code no more, and the session not its state
    again = get(answers[-1])
    assert again["Location"] in ("/sign-in/", "/")
    assert User.objects.count() == 1


def tampered(monkeypatch: pytest.MonkeyPatch, name: str, change: Callable[[Any], Any]) -> None:
    """Changes what a step of the exchange gives."""
    step = getattr(CouncilAdapter, name)
    monkeypatch.setattr(CouncilAdapter, name, lambda *args, **options: change(step(*args, **options)))


@pytest.mark.parametrize(
    ("step", "change"),
    [
        ("_fetch_user_info", lambda claims: {**claims, "sub": "somebody else"}),
        ("_decode_id_token", lambda claims: {**claims, "nonce": "another"}),
        ("get_access_token_data", lambda data: {**data, "id_token": data["id_token"][:-8] + "AAAAAAAA"}),
        ("get_access_token_data", lambda data: {**data, "id_token": data["id_token"].rpartition(".")[0] + "."}),
        ("get_access_token_data", lambda data: {**data, "id_token": ""}),
        ("get_access_token_data", lambda data: {**data, "id_token": "nonsense"}),
    ],
    ids=["other user info", "other nonce", "forged signature", "no signature", "no ID token", "nonsense"],
)
def test_an_answer_that_is_not_right_lets_nobody_in(
    step: str, change: Callable[[Any], Any], client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.knows("27", preferred_username="jens", groups=["oversigt-money"])
    tampered(monkeypatch, step, change)
    assert provider.lets_in(client, "27")["Location"] == "/sign-in/"
    assert FAILED in text_of(client.get("/sign-in/"))
    assert not User.objects.exists()


def test_who_cancels_at_the_provider_comes_back_to_the_sign_in(client: Client, provider: Provider) -> None:
    sent = parse_qs(urlsplit(client.get(START)["Location"]).query)
    answer = client.get(f"{START}back/", {"error": "access_denied", "state": sent["state"][0]})
    assert answer["Location"] == "/sign-in/"
    assert "You did not sign in with Nordic Council of Ministers." in text_of(client.get("/sign-in/"))


@pytest.mark.parametrize(
    ("amr", "enough"), [(["pwd", "mfa"], True), (["pwd"], False), (None, False), ("mfa", False), (["otp"], True)]
)
def test_a_second_factor_at_the_provider_counts(
    amr: Any, enough: bool, client: Client, provider: Provider, settings: Any
) -> None:
    settings.SECOND_FACTOR_ROLES = ["controller"]
    provider.knows("28", preferred_username="kaja", groups=["oversigt-money"], amr=amr)
    provider.lets_in(client, "28")
    answer = client.get("/projects/")
    assert answer.status_code == (200 if enough else 302)


def test_without_a_provider_there_is_no_such_way(client: Client, reader: Client) -> None:
    assert client.get(START).status_code == 404
    assert client.get(f"{START}back/?code=1").status_code == 404
    assert reader.get("/account/connection/").status_code == 404
    assert "council" not in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("there", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_the_way_back_leads_to_no_other_site(there: str, client: Client, provider: Provider) -> None:
    provider.knows("29", preferred_username="lars", groups=[])
    assert provider.lets_in(client, "29", f"{START}?next={there}")["Location"] == "/"


def test_a_person_who_comes_twice_at_once_gets_one_account(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.knows("30", preferred_username="mads", groups=[])
    make = people.make_account

    def in_two_windows(claims: Any) -> User:
        SocialAccount.objects.create(user=make(claims), provider="oidc", uid=f"{provider.url} 30")
        return make(claims)

    monkeypatch.setattr(people, "make_account", in_two_windows)
    with transaction.atomic():
        assert provider.lets_in(client, "30")["Location"] == "/sign-in/"
    assert FAILED in text_of(client.get("/sign-in/"))
    assert User.objects.count() == 0
