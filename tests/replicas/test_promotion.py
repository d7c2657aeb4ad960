"""The primary is lost with changes that its replica never got, and the replica takes its place."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from changes.models import Latest, Way
from changes.opened import changing
from tests import builders, postgres
from tests.replicas.clusters import Clusters, Server
from tests.replicas.conftest import change, from_replica, read, site_on, wait_for

pytestmark = pytest.mark.django_db
API = "/api/v1/"


@pytest.fixture
def replica(made: Clusters, primary: Server, settings: Any, tmp_path: Path, django_db_blocker: Any) -> Iterator[Server]:
    """A site whose address of the database names both servers: libpq takes the one that can be written to."""
    replica = made.replica(primary)
    settings.ANSWERS_FOLDER = str(tmp_path / "answers")
    ports = f"{postgres.PORT},{postgres.PORT}"
    hosts = f"{primary.folder},{replica.folder}"
    url = f"postgresql://oversigt@/postgres?host={hosts}&port={ports}&target_session_attrs=read-write"
    with site_on(url, [replica.url], settings, django_db_blocker):
        yield replica


def add(*references: str) -> None:
    """Makes projects, as one change."""
    with changing(way=Way.LOAD):
        for reference in references:
            builders.project(reference)


def cut_off(replica: Server) -> None:
    """Lets a replica get nothing more from its primary."""
    replica.ask("ALTER SYSTEM SET primary_conninfo = ''")
    replica.ask("SELECT pg_reload_conf()")
    end = monotonic() + 20
    while replica.ask("SELECT count(*) FROM pg_stat_wal_receiver"):
        assert monotonic() < end
        sleep(0.05)


def lose(primary: Server, replica: Server) -> None:
    """Ends the primary as a loss of power does, and lets the replica take its place."""
    primary.kill()
    assert replica.ask("SELECT pg_promote()")
    connection.close()


def test_what_was_read_of_a_lost_end_counts_no_more(replica: Server, primary: Server, settings: Any) -> None:
    """Two changes are lost. Two others get their numbers, and nothing that was read of the lost ones is used."""
    # All is read from the primary, of which the reader sees more than the replica will ever have
    settings.REPLICAS = []
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("reader"))
    add("P-KEPT")
    wait_for(replica, primary)
    kept = read(client, f"{API}changes/").json()["latest"]
    cut_off(replica)
    add("P-LOST-1")
    add("P-LOST-2", "P-LOST-3")
    number = Latest.objects.get().number
    before = {path: read(client, API + path) for path in ("projects/", "totals/", "projects/P-LOST-2/")}
    lost = read(client, f"{API}changes/").json()["latest"]
    assert before["projects/"].json()["count"] == 4
    assert before["totals/"].json()["total"]["projects"] == 4

    lose(primary, replica)
    add("P-NEW-1")
    add("P-NEW-2", "P-NEW-3", "P-NEW-4")
    assert Latest.objects.get().number == number

    for path, count in (("projects/", ["count"]), ("totals/", ["total", "projects"])):
        answer = read(client, API + path, if_none_match=before[path]["ETag"])
        assert answer.status_code == 200, path
        found = answer.json()
        for name in count:
            found = found[name]
        assert found == 5, path
    assert (
        read(client, f"{API}projects/P-LOST-2/", if_none_match=before["projects/P-LOST-2/"]["ETag"]).status_code == 404
    )
    refused = read(client, f"{API}changes/?after={lost}")
    assert refused.status_code == 410
    assert "another mark" in refused.json()["detail"]
    assert read(client, f"{API}changes/?after={kept}").status_code == 200


def test_a_tag_of_a_lost_end_lets_nobody_write(replica: Server, primary: Server) -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("writer"))
    add("P-1")
    wait_for(replica, primary)
    cut_off(replica)
    written = change(client, f"{API}projects/P-1/", {"ends": "2027"})
    assert written.status_code == 200, written.content
    lose(primary, replica)
    answer = change(client, f"{API}projects/P-1/", {"ends": "2028"}, written["ETag"])
    assert answer.status_code == 412, answer.content
    # The place of the lost write is far ahead, or on another timeline: the reader reads the primary
    assert read(client, f"{API}projects/P-1/").json()["ends"] is None


def test_own_writes_are_read_after_a_promotion_too(
    made: Clusters, primary: Server, settings: Any, django_db_blocker: Any
) -> None:
    """One replica is promoted. Another one has the lost end of the log, and so a later place in it: nobody reads it.
    A third one follows the new primary, half a second behind.
    """
    promoted, ahead = made.replica(primary), made.replica(primary)
    client = Client()
    with site_on(primary.url, [ahead.url], settings, django_db_blocker):
        client.force_login(get_user_model().objects.create_superuser("writer"))
        add("P-1")
        wait_for(promoted, primary)
        cut_off(promoted)
        for number in range(20):
            assert change(client, f"{API}projects/P-1/", {"title": {"en": f"Lost {number}"}}).status_code == 200
        wait_for(ahead, primary)
        assert from_replica(read(client, f"{API}projects/P-1/"))
    primary.kill()
    assert promoted.ask("SELECT pg_promote()")
    with site_on(promoted.url, [ahead.url], settings, django_db_blocker):
        answer = read(client, f"{API}projects/P-1/")
        assert (from_replica(answer), answer.json()["title"]) == (False, "P-1")
    late = made.replica(promoted, "recovery_min_apply_delay = 500")
    with site_on(promoted.url, [ahead.url, late.url], settings, django_db_blocker):
        stale = 0
        for number in range(30):
            assert change(client, f"{API}projects/P-1/", {"title": {"en": f"New {number}"}}).status_code == 200
            stale += read(client, f"{API}projects/P-1/").json()["title"] != f"New {number}"
        assert stale == 0
        wait_for(late, promoted)
        promoted.ask("CHECKPOINT")
        wait_for(late, promoted)
        answer = read(client, f"{API}projects/P-1/")
        assert (from_replica(answer), answer.json()["title"]) == (True, "New 29")
