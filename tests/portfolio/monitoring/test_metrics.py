"""/metrics: who reads it, and what it counts."""

import os
import runpy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from changes.models import State, WaitingProposal, Way
from changes.opened import changing
from letters.models import Letter
from portfolio.backup.rotating import next_name
from projects.models import Organisation

pytestmark = pytest.mark.django_db
TOKEN = "f3k9-a-token-of-the-tests"
LABELS = ("route", "method", "status", "kind", "outcome", "state", "check", "version")


@pytest.fixture(autouse=True)
def _watched(settings: Any) -> None:
    settings.MONITORING_TOKEN = TOKEN


def figures() -> dict[tuple[str, ...], float]:
    """Returns the figures of /metrics by their name and the values of their labels."""
    answer = Client().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (one.name, *(one.labels[name] for name in LABELS if name in one.labels)): one.value
        for family in families
        for one in family.samples
    }


def grown(before: dict[tuple[str, ...], float], name: str) -> dict[tuple[str, ...], float]:
    """Returns by how much the figures of a name have grown since."""
    after = {key[1:]: value - before.get(key, 0) for key, value in figures().items() if key[0] == name}
    return {labels: value for labels, value in after.items() if value}


@pytest.mark.parametrize("sent", ["", "Bearer x", f"Token {TOKEN}", f"Bearer {TOKEN} "])
def test_without_the_token_the_address_does_not_exist(client: Client, sent: str) -> None:
    assert client.get("/metrics", headers={"authorization": sent} if sent else {}).status_code == 404


def test_not_even_an_administrator_reads_it(admin_client: Client) -> None:
    assert admin_client.get("/metrics").status_code == 404


def test_without_the_setting_it_does_not_exist(client: Client, settings: Any) -> None:
    settings.MONITORING_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_each_request_is_counted_by_its_route_and_status(reader: Client) -> None:
    before = figures()
    for path in ("/projects/", "/projects/?status=ongoing", "/projects/NO-SUCH/", "/nowhere/anna/", "/healthz"):
        reader.get(path)
    reader.generic("ANNA", "/healthz")
    counted = grown(before, "oversigt_requests_total")
    # That of the figures before was counted after it was answered
    counted.pop(("metrics", "GET", "200"))
    assert counted == {
        ("projects", "GET", "200"): 2,
        ("project", "GET", "404"): 1,
        ("none", "GET", "404"): 1,
        ("healthz", "GET", "200"): 1,
        ("healthz", "other", "405"): 1,
    }


def test_seconds_and_statements_are_counted(reader: Client) -> None:
    reader.get("/projects/")
    before = figures()
    reader.get("/projects/")
    reader.get("/projects/")
    assert grown(before, "oversigt_request_seconds_count")["projects",] == 2
    assert grown(before, "oversigt_request_seconds_sum")["projects",] > 0
    assert grown(before, "oversigt_database_queries_total")["projects",] >= 2
    assert grown(before, "oversigt_database_seconds_total")["projects",] > 0


def test_a_download_counts_when_it_was_sent(dokument8: None, reader: Client) -> None:
    before = figures()
    answer = reader.get("/api/v1/projects/?format=csv")
    assert grown(before, "oversigt_requests_total").get(("api:project-list", "GET", "200")) is None
    assert len(b"".join(answer)) > 1000
    assert grown(before, "oversigt_requests_total")["api:project-list", "GET", "200"] == 1


@pytest.mark.django_db(transaction=True)
def test_remembered_answers_are_counted(reader: Client) -> None:
    with changing(way=Way.PAGE):
        Organisation.objects.create(slug="new", name_en="New")
    before = figures()
    reader.get("/api/v1/totals/")
    assert grown(before, "oversigt_remembered_answers_total").keys() == {("figures", "missed")}
    before = figures()
    reader.get("/api/v1/totals/")
    assert grown(before, "oversigt_remembered_answers_total").keys() == {("figures", "hit")}


def test_the_last_change_and_what_waits_are_shown(django_user_model: Any) -> None:
    before = figures()
    with changing(way=Way.PAGE):
        Organisation.objects.create(slug="new", name_en="New")
    anna = User.objects.create_user("anna")
    for state in ("waiting", "waiting", "sent"):
        facts = {"user": anna, "rhythm": "once", "language": "en", "made": timezone.now()}
        Letter.objects.create(state=state, period=timezone.localdate(), **facts)
    for handed_in_for, state in (("P-1-A1", State.WAITING), ("", State.WAITING), ("P-1-A2", State.APPROVED)):
        WaitingProposal.objects.create(handed_in_for=handed_in_for, state=state, way=Way.PAGE, operations=[])
    after = figures()
    assert after["oversigt_change_number",] == before["oversigt_change_number",] + 1
    assert (after["oversigt_letters", "waiting"], after["oversigt_letters", "sent"]) == (2, 1)
    assert after["oversigt_proposals_waiting", "owed report"] == 1
    assert after["oversigt_proposals_waiting", "other"] == 1
    assert after["oversigt_info", site.VERSION] == 1


def test_the_age_of_the_last_backup_and_the_checks_are_shown(settings: Any, tmp_path: Path) -> None:
    settings.BACKUPS = ""
    assert ("oversigt_backup_age_seconds",) not in figures()
    settings.BACKUPS, settings.BACKUP_HOURS = str(tmp_path), 1
    (tmp_path / next_name(timezone.now() - timedelta(hours=2))).touch()
    shown = figures()
    assert 7199 <= shown["oversigt_backup_age_seconds",] <= 7260
    assert (shown["oversigt_ready", "backup"], shown["oversigt_ready", "database"]) == (0, 1)


def test_nothing_in_it_names_a_person(reader: Client) -> None:
    reader.get("/search/?q=Zenobia+Quist")
    reader.get("/nowhere/Zenobia/")
    answer = Client().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert "enobia" not in answer.content.decode()


def test_workers_share_a_folder_of_counts(monkeypatch: Any) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    conf = runpy.run_path(str(Path(site.BASE_DIR) / "gunicorn.conf.py"))
    conf["on_starting"](None)
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    assert folder.stat().st_mode & 0o777 == 0o700
    conf["on_exit"](None)
    assert not folder.exists()
