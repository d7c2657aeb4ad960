"""Limits on the requests of programs: for each key and each address, in all processes together."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts.keys import make_key
from accounts.models import Tries
from accounts.throttling import windows
from projects.remembering.folder import shared_folder
from tests.accounts.workers import Visitor, four_workers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: Any) -> None:
    """Stops the clock in the middle of a minute, and forgets what other tests counted."""
    monkeypatch.setattr(windows, "time", SimpleNamespace(time=lambda: 1_800_000_030.5))
    windows._here.clear()


@pytest.fixture
def key() -> str:
    return make_key(user=User.objects.create_user("anna"), name="Nightly report")


@pytest.fixture(params=["alone", "shared", "several hosts"])
def _folder(request: Any, settings: Any, tmp_path: Path) -> None:
    settings.ANSWERS_FOLDER = str(tmp_path / "answers") if request.param == "shared" else ""
    settings.SEVERAL_HOSTS = request.param == "several hosts"


def ask(key: str = "", address: str = "192.0.2.1", path: str = "/api/v1/councils/") -> Any:
    headers = {"authorization": f"Token {key}"} if key else {}
    return Client().get(path, headers=headers, REMOTE_ADDR=address)


@pytest.mark.usefixtures("_folder")
def test_a_key_has_its_number_of_requests_from_all_addresses_together(settings: Any, key: str) -> None:
    settings.API_REQUESTS_KEY, settings.API_REQUESTS_ADDRESS = 3, 100
    answers = [ask(key, f"192.0.2.{number}") for number in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[0]["RateLimit-Policy"] == '"key";q=3;w=60, "address";q=100;w=60'
    assert [answer["RateLimit"].partition(",")[0] for answer in answers] == [
        '"key";r=2;t=30',
        '"key";r=1;t=30',
        '"key";r=0;t=30',
        '"key";r=0;t=30',
        '"key";r=0;t=30',
    ]
    assert answers[3]["Retry-After"] == "30"
    assert answers[3].json() == {"detail": "There were too many requests. Try again in 30 seconds."}


def test_several_hosts_count_in_the_database(settings: Any, tmp_path: Path) -> None:
    settings.SEVERAL_HOSTS, settings.ANSWERS_FOLDER = True, str(tmp_path / "answers")
    settings.API_REQUESTS_KEY, settings.API_REQUESTS_ADDRESS = 0, 3
    assert [ask().status_code for _number in range(5)] == [401, 401, 401, 429, 429]
    # The end of the minute, in seconds since 1970
    assert list(Tries.objects.values_list("number", "ends")) == [(5, 1_800_000_060)]


@pytest.mark.usefixtures("_folder")
def test_an_address_has_its_number_whatever_keys_it_sends(settings: Any, key: str) -> None:
    settings.API_REQUESTS_KEY, settings.API_REQUESTS_ADDRESS = 100, 3
    sent = ["", "wrong", "another", key]
    assert [ask(one).status_code for one in sent] == [401, 401, 401, 429]
    assert ask(key, "192.0.2.9").status_code == 200


def test_the_next_minute_begins_anew_and_forgets_the_last(settings: Any, tmp_path: Path, monkeypatch: Any) -> None:
    settings.ANSWERS_FOLDER, settings.API_REQUESTS_ADDRESS = str(tmp_path / "answers"), 1
    assert [ask().status_code, ask().status_code] == [401, 429]
    monkeypatch.setattr(windows, "time", SimpleNamespace(time=lambda: 1_800_000_150.5))
    assert ask().status_code == 401
    folder = shared_folder()
    assert folder is not None
    assert [path.name for path in (folder.path / "requests").iterdir()] == ["30000002"]
    folder.tidy()
    folder.empty()


def test_pages_have_no_such_limit_and_zero_means_none(settings: Any, client: Client) -> None:
    settings.API_REQUESTS_KEY = settings.API_REQUESTS_ADDRESS = 1
    assert [client.get("/sign-in/").status_code for _number in range(3)] == [200] * 3
    settings.API_REQUESTS_KEY = settings.API_REQUESTS_ADDRESS = 0
    answer = ask()
    assert (answer.status_code, "RateLimit" in answer) == (401, False)


def test_the_answer_is_in_the_language_of_the_program(settings: Any) -> None:
    settings.API_REQUESTS_ADDRESS = 1
    ask()
    assert ask(path="/api/v1/?lang=en").json()["detail"] == "There were too many requests. Try again in 30 seconds."
    assert ask().has_header("Content-Language")


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_four_workers_count_together(tmp_path: Path) -> None:
    limits = {"API_REQUESTS_KEY": "0", "API_REQUESTS_ADDRESS": "100", "ANSWERS_FOLDER": str(tmp_path / "answers")}
    with four_workers(**limits) as port, ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(Visitor(port, "192.0.2.1").send, "GET", "/api/v1/") for _number in range(300)]
        answers = Counter(one.result() for one in asked)
        assert Visitor(port, "192.0.2.2").send("GET", "/api/v1/") == 401
    # A minute may end while they ask: then a second hundred begins
    assert answers[401] in (100, 200)
    assert answers[429] == 300 - answers[401]
