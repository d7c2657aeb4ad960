"""Throttling: which tries count together, which do not count, and what the counters hold."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DjangoCase

from accounts.models import Tries
from accounts.throttling import TooManyTries, count_try, give_back
from accounts.throttling.address import client_address, network_of
from tests.pages.test_pages import text_of

pytestmark = pytest.mark.django_db
STRANGER, HOME = "203.0.113.9", "192.0.2.2"


@pytest.fixture
def anna() -> User:
    return User.objects.create_user("anna", email="anna@example.org", password="right")


def sign_in(client: Client, password: str, address: str = HOME, name: str = "anna") -> int:
    sent = {"username": name, "password": password}
    return client.post("/sign-in/", sent, REMOTE_ADDR=address).status_code


def ask(address: str = STRANGER, **options: Any) -> Any:
    return RequestFactory().post("/sign-in/", REMOTE_ADDR=address, **options)


@pytest.mark.usefixtures("anna")
def test_a_stranger_at_one_address_cannot_lock_the_account_elsewhere() -> None:
    """Refused tries do not count: they would fill the counter of the account as a whole."""
    answers = [sign_in(Client(), "wrong", STRANGER) for _number in range(100)]
    assert answers == [200] * 10 + [429] * 90
    assert sign_in(Client(), "right") == 302


@pytest.mark.usefixtures("anna")
def test_name_and_address_of_mail_are_one_account(settings: Any) -> None:
    settings.SIGN_IN_TRIES_ACCOUNT = 4
    for number, name in enumerate(["anna", "anna@example.org", "ANNA@example.org", " anna "]):
        count_try(ask(f"198.51.100.{number}"), name)
    with pytest.raises(TooManyTries):
        count_try(ask("198.51.100.99"), "anna@example.org")


def test_names_without_an_account_are_refused_alike() -> None:
    answers = [sign_in(Client(), "wrong", STRANGER, "nobody") for _number in range(11)]
    assert answers == [200] * 10 + [429]


@pytest.mark.usefixtures("anna")
def test_a_right_password_does_not_count() -> None:
    for _number in range(9):
        sign_in(Client(), "wrong")
    assert [sign_in(Client(), "right") for _number in range(30)] == [302] * 30
    for _number in range(30):
        data = {"username": "anna", "password": "right"}
        assert Client().post("/api/v1/token/", data, REMOTE_ADDR=HOME).status_code == 200
    assert [sign_in(Client(), "wrong") for _number in range(2)] == [200, 429]


@pytest.mark.usefixtures("anna")
def test_a_device_that_the_account_knows_keeps_its_way() -> None:
    device = Client()
    assert sign_in(device, "right") == 302
    cookie = device.cookies["known_device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    for number in range(50):
        sign_in(Client(), "wrong", f"198.51.100.{number}")
    assert sign_in(Client(), "right") == 429
    device.post("/sign-out/")
    assert sign_in(device, "right") == 302
    # It has a counter of its own, with the same bound
    device.post("/sign-out/")
    assert [sign_in(device, "wrong") for _number in range(11)] == [200] * 10 + [429]


@pytest.mark.usefixtures("anna")
def test_the_device_of_another_account_or_a_forged_cookie_counts_as_any_other(settings: Any) -> None:
    settings.SIGN_IN_TRIES_ACCOUNT = 1
    User.objects.create_user("bo", password="right")
    other, forged = Client(), Client()
    sign_in(other, "right", name="bo")
    other.post("/sign-out/")
    forged.cookies["known_device"] = other.cookies["known_device"].value[:-2] + "xx"
    sign_in(Client(), "wrong", STRANGER)
    for client in (other, forged):
        assert sign_in(client, "right") == 429


@pytest.mark.usefixtures("anna")
def test_after_the_window_the_counters_begin_again_and_old_ones_are_gone(monkeypatch: Any) -> None:
    for _number in range(11):
        sign_in(Client(), "wrong")
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr("accounts.throttling.counting.time", SimpleNamespace(time=lambda: later))
    assert sign_in(Client(), "wrong", name="bo") == 200
    assert Tries.objects.count() == 3
    assert sign_in(Client(), "right") == 302


@pytest.mark.usefixtures("anna")
def test_a_clock_that_is_set_back_prolongs_no_wait(monkeypatch: Any) -> None:
    """A counter of a clock that was a day ahead would be full until tomorrow."""
    now = int(time.time())
    clock = SimpleNamespace(time=lambda: now + 86_400)
    monkeypatch.setattr("accounts.throttling.counting.time", clock)
    assert [sign_in(Client(), "wrong") for _number in range(11)] == [200] * 10 + [429]
    clock.time = lambda: now
    assert [sign_in(Client(), "wrong") for _number in range(11)] == [200] * 10 + [429]
    # The clocks of two servers differ by some seconds: their tries count together
    clock.time = lambda: now - 30
    assert sign_in(Client(), "wrong") == 429


def test_the_counters_hold_neither_names_nor_addresses_nor_what_was_typed() -> None:
    """People type their password into the field of the name, too."""
    sign_in(Client(), "s3cret-word", name="my-password")
    kept = str(list(Tries.objects.values()))
    assert Tries.objects.count() == 3
    assert not [word for word in ("s3cret-word", "my-password", HOME) if word in kept]


@pytest.mark.usefixtures("anna")
def test_an_administrator_lifts_the_lock_of_an_account(capsys: Any) -> None:
    for number in range(50):
        sign_in(Client(), "wrong", f"198.51.100.{number}")
    assert sign_in(Client(), "right") == 429
    call_command("unlock", "anna")
    assert "anna can sign in again." in capsys.readouterr().out
    assert sign_in(Client(), "right") == 302
    with pytest.raises(CommandError, match="no account nobody"):
        call_command("unlock", "nobody")


@pytest.mark.usefixtures("anna")
def test_the_lock_is_lifted_at_each_address_and_on_each_known_device() -> None:
    device = Client()
    sign_in(device, "right")
    device.post("/sign-out/")
    sign_in(Client(), "wrong", name="bo")
    for browser in (device, Client()):
        answers = [sign_in(browser, "wrong") for _number in range(11)]
        assert answers[-1] == 429
    call_command("unlock", "anna")
    assert (sign_in(device, "right"), sign_in(Client(), "right")) == (302, 302)
    # The address and the other name keep their counters
    assert Tries.objects.filter(number__gt=0).count() == 3


def test_letters_that_reset_a_password_do_not_lock_the_account(anna: User) -> None:
    for number in range(50):
        count_try(ask(f"198.51.100.{number}"), anna.email, "reset")
    with pytest.raises(TooManyTries):
        count_try(ask(), anna, "reset")
    assert sign_in(Client(), "right") == 302


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", HOME),
        (0, "10.0.0.1", HOME),
        (1, "10.0.0.1", "10.0.0.1"),
        (1, "10.0.0.1, 198.51.100.7", "198.51.100.7"),
        (2, "10.0.0.1, 198.51.100.7, 10.9.9.9", "198.51.100.7"),
        (1, "", HOME),
        (1, " , ", HOME),
    ],
)
def test_only_what_a_trusted_proxy_added_names_the_address(
    settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=HOME)) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_a_whole_network_of_ipv6_counts_as_one_address(address: str, network: str) -> None:
    assert network_of(address) == network


def test_any_page_that_counts_tries_answers_with_a_page_and_the_time_to_wait(reader: Client, monkeypatch: Any) -> None:
    def full(*_args: Any) -> None:
        raise TooManyTries(61)

    monkeypatch.setattr("accounts.views.listed", full)
    page = reader.get("/views/")
    assert (page.status_code, page["Retry-After"]) == (429, "61")
    assert "Try again in 2 minutes." in text_of(page)


def test_the_editing_side_has_no_page_of_its_own_to_try_the_old_password(admin_client: Client) -> None:
    assert admin_client.post("/admin/password_change/", {}).headers["location"] == "/password/"


class AnySequenceOfTries(DjangoCase):
    """The rule itself, whatever the order of tries, names and addresses."""

    @how(max_examples=40)
    @given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4), st.booleans()), max_size=40))
    def test_no_bound_is_ever_passed(self, tries: list[tuple[str, int, bool]]) -> None:
        accepted: dict[Any, int] = {}
        with self.settings(SIGN_IN_TRIES=2, SIGN_IN_TRIES_ADDRESS=3, SIGN_IN_TRIES_ACCOUNT=4):
            for name, number, right in tries:
                request, keys = ask(f"192.0.2.{number}"), ((name, number), number, name)
                full = any(accepted.get(key, 0) >= most for key, most in zip(keys, (2, 3, 4), strict=True))
                try:
                    count_try(request, name)
                except TooManyTries:
                    assert full
                    continue
                assert not full
                if right:
                    give_back(request)
                else:
                    accepted.update({key: accepted.get(key, 0) + 1 for key in keys})
