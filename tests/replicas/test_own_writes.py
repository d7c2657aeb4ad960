"""Whoever wrote reads the own write, however far the replica is behind."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.http import JsonResponse
from django.test import Client
from django.urls import path

from changes.models import Way
from changes.opened import changing
from projects.models import Place
from tests.replicas.clusters import Clusters, Server
from tests.replicas.conftest import change, from_replica, mounted, site_on, wait_for

# Of the database of the tests, which is copied
pytestmark = pytest.mark.django_db
TRIES = 500
NAME = "SELECT name_en FROM projects_place WHERE id = %s"
ADDRESS = "/api/v1/places/here/"


@pytest.fixture
def behind(made: Clusters, primary: Server, settings: Any, django_db_blocker: Any) -> Any:
    """A site whose replica is always half a second behind."""
    replica = made.replica(primary, "recovery_min_apply_delay = 500")
    with site_on(primary.url, [replica.url], settings, django_db_blocker):
        yield replica


def quick(request: Any) -> JsonResponse:
    """A page that writes and reads one value: 500 writes by the API would take a minute."""
    if request.method == "POST":
        with changing(way=Way.PROGRAM, actor=request.user):
            Place.objects.filter(slug="here").update(name_en=request.POST["name"])
    return JsonResponse({"name": Place.objects.get(slug="here").name_en})


def test_no_read_after_an_own_write_is_stale(
    behind: Server, primary: Server, settings: Any, monkeypatch: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """The person writes and reads at once. The replica by itself would give most of them the state before."""
    mounted(monkeypatch, settings, path("quick/", quick, name="quick"))
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("writer"))
    place = Place.objects.create(slug="here", name_en="Here", kind="region")
    without = stale = 0
    for number in range(TRIES):
        name = f"Name {number}"
        by_api = number % 5 == 0
        answer = change(client, ADDRESS, {"name": name}) if by_api else client.post("/quick/", {"name": name})
        assert answer.status_code == 200, answer.content
        without += behind.ask(NAME, place.pk) != name
        read = client.get(ADDRESS if by_api else "/quick/")
        stale += read.json()["name"] != name
    with capsys.disabled():
        print(f"\nstale reads after {TRIES} own writes: {without} from the replica, {stale} by the site")
    assert (stale, without > TRIES // 2) == (0, True)

    # Once the replica has the write, it answers the writer again
    wait_for(behind, primary)
    answer = client.get(ADDRESS)
    assert (from_replica(answer), answer.json()["name"]) == (True, f"Name {TRIES - 1}")
