"""Which database answers: a replica reads, the primary writes, and a replica that fails is not noticed."""

from collections.abc import Iterator
from time import sleep
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path as address

from accounts.keys import make_key
from accounts.models import LastWrite, Preference
from changes.models import Way
from changes.opened import changing
from changes.primary import reads_replica
from tests import builders
from tests.replicas.clusters import Clusters, Server
from tests.replicas.conftest import change, from_replica, mounted, read, site_on, wait_for

pytestmark = pytest.mark.django_db
TOKEN = "a-long-token-of-the-monitoring"


@pytest.fixture
def replica(made: Clusters, primary: Server, settings: Any, django_db_blocker: Any) -> Iterator[Server]:
    found = made.replica(primary)
    with site_on(primary.url, [found.url], settings, django_db_blocker):
        yield found


def person(name: str) -> Any:
    return get_user_model().objects.create_superuser(name)


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_replica_reads_and_the_primary_writes(replica: Server, primary: Server, settings: Any) -> None:
    with changing(way=Way.LOAD):
        builders.project("P-1")
    reader, writer = browser(person("reader")), browser(person("writer"))
    key = make_key(user=person("program"), name="program")
    wait_for(replica, primary)

    # Lists, pages, files, days: everything that is read, also in parts
    for path in ("/api/v1/projects/", "/projects/", "/api/v1/projects/?format=csv", "/api/v1/projects/?as_of=1"):
        answer = read(reader, path)
        assert (from_replica(answer), answer.status_code) == (True, 200), path
        assert b"P-1" in (b"".join(answer) if answer.streaming else answer.content), path
        assert not reads_replica()
    program = read(Client(), "/api/v1/projects/", authorization=f"Token {key}")
    assert (from_replica(program), program.status_code) == (True, 200)

    # Pages about the account and of the editing side are read from the primary
    assert not from_replica(read(reader, "/account/keys/"))

    replica.ask("SELECT pg_wal_replay_pause()")
    assert change(writer, "/api/v1/projects/P-1/", {"ends": "2027"}).status_code == 200
    # The writer has to see it. Others may still read what was true a moment ago, and its tag belongs to it
    own, other = read(writer, "/api/v1/projects/P-1/"), read(reader, "/api/v1/projects/P-1/")
    assert (from_replica(own), own.json()["ends"]) == (False, "2027")
    assert (from_replica(other), other.json()["ends"]) == (True, None)
    assert own["ETag"] != other["ETag"]
    assert read(reader, "/api/v1/projects/P-1/", if_none_match=own["ETag"]).status_code == 200

    # What the replica has not heard of is asked of the primary
    with changing(way=Way.LOAD):
        builders.project("P-2")
    assert read(reader, "/api/v1/projects/P-2/").status_code == 200
    latest = read(writer, "/api/v1/changes/").json()["latest"]
    assert read(reader, f"/api/v1/changes/?after={latest}").status_code == 200

    # /readyz and /metrics tell it; the site is ready all the same
    settings.MONITORING_TOKEN = TOKEN
    watched = Client(headers={"authorization": f"Bearer {TOKEN}"})
    told = watched.get("/readyz").json()["replicas"]["replica1"]
    assert told["bytes"] > 0
    assert told["serves"] is True
    assert b'oversigt_replica_serves{replica="replica1"} 1.0' in watched.get("/metrics").content

    # Older than the limit: nobody reads it any more
    settings.REPLICA_LAG_SECONDS = 0
    assert not from_replica(read(reader, "/api/v1/projects/P-1/"))
    settings.REPLICA_LAG_SECONDS = 10
    replica.ask("SELECT pg_wal_replay_resume()")
    wait_for(replica, primary)
    assert from_replica(read(writer, "/api/v1/projects/P-1/"))

    # An account that is closed is closed at once, though the replica does not know it yet
    replica.ask("SELECT pg_wal_replay_pause()")
    get_user_model().objects.filter(username="program").update(is_active=False)
    assert read(Client(), "/api/v1/projects/", authorization=f"Token {key}").status_code == 401


def test_a_page_that_writes_while_it_is_read_is_answered_by_the_primary(
    replica: Server, primary: Server, monkeypatch: Any, settings: Any
) -> None:
    user = person("reader")
    client = browser(user)
    wait_for(replica, primary)

    def noted(_request: Any) -> HttpResponse:
        Preference.objects.create(user=user, language="da")
        return HttpResponse("noted")

    mounted(monkeypatch, settings, address("noted/", noted, name="noted"))
    answer = read(client, "/noted/")
    assert (answer.status_code, answer.content, from_replica(answer)) == (200, b"noted", False)
    assert Preference.objects.filter(user=user).count() == 1
    # It was a write of this person
    assert LastWrite.objects.filter(account=user.pk).exists()


def test_a_replica_that_stops_or_follows_another_primary_is_not_noticed(
    replica: Server, primary: Server, made: Clusters, settings: Any, django_db_blocker: Any
) -> None:
    client = browser(person("reader"))
    with changing(way=Way.LOAD):
        builders.project("P-1")
    wait_for(replica, primary)
    assert from_replica(read(client, "/api/v1/projects/"))
    replica.kill()
    # The process of an open connection lives until it notices that its server is gone, and may answer once more
    for _each in range(100):
        answer = read(client, "/api/v1/projects/")
        assert (answer.status_code, answer.json()["count"]) == (200, 1)
        if not from_replica(answer):
            break
        sleep(0.1)
    assert not from_replica(answer)

    # A replica that was promoted by itself goes its own way
    strayed = made.replica(primary)
    strayed.ask("SELECT pg_promote()")
    session = client.cookies
    with site_on(primary.url, [strayed.url], settings, django_db_blocker):
        client.cookies = session
        assert not from_replica(read(client, "/api/v1/projects/"))
    assert connection.alias == "default"
