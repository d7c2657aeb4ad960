"""The first account of a new register."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USERNAME", "PASSWORD", "EMAIL"):
        monkeypatch.delenv(f"DJANGO_SUPERUSER_{name}", raising=False)


def said(capsys: pytest.CaptureFixture[str], **options: Any) -> str:
    call_command("ensure_staff", **options)
    return capsys.readouterr().out


def test_it_prints_a_password_that_opens_the_account(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys).splitlines()
    password = lines[1].removeprefix("Its password: ")
    account = User.objects.get(username="staff")
    assert account.check_password(password)
    assert account.is_staff
    assert account.is_superuser
    assert lines[2] == "It is not shown again. To change it: manage.py changepassword staff"


def test_the_password_is_another_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    first = said(capsys)
    User.objects.all().delete()
    assert said(capsys) != first


def test_a_given_account_is_created_and_its_password_never_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_USERNAME", "sigrun")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "nine-fjords-east")
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "sigrun@example.org")
    assert said(capsys) == "Created the first account: sigrun\n"
    account = User.objects.get()
    assert account.check_password("nine-fjords-east")
    assert account.email == "sigrun@example.org"


def test_an_empty_password_in_the_environment_counts_as_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "")
    assert "Its password: " in said(capsys)
    assert not User.objects.get().check_password("")


def test_where_there_is_a_superuser_it_does_nothing_and_says_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    User.objects.create_superuser("anna")
    assert said(capsys) == ""
    assert said(capsys, verbosity=2) == "A superuser exists already: nothing to do.\n"
    assert User.objects.get().username == "anna"


def test_an_ordinary_account_is_not_enough(capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.create_user("anna")
    said(capsys)
    assert User.objects.get(is_superuser=True).username == "staff"


@pytest.mark.parametrize(
    ("variable", "value"), [("USERNAME", "no spaces please"), ("EMAIL", "nobody"), ("USERNAME", "anna")]
)
def test_it_refuses_a_name_that_is_taken_or_malformed(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.create_user("anna")
    monkeypatch.setenv(f"DJANGO_SUPERUSER_{variable}", value)
    with pytest.raises(CommandError, match="No superuser created: "):
        call_command("ensure_staff")
    assert not User.objects.filter(is_superuser=True).exists()
