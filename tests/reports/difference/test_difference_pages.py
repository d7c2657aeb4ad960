"""The page, the API and the files of a difference say the same, and refuse what names no two states."""

import csv
import json
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from changes.models import Change, Way
from changes.opened import changing
from projects.models import Project
from tests import builders

pytestmark = pytest.mark.django_db
SECRET = "Asked for by a person"


def write(function: Callable[[], Any], **options: Any) -> int:
    with changing(way=Way.PAGE, **options) as opened:
        function()
    made: Any = opened.change
    return int(made.number)


@pytest.fixture
def two(django_user_model: Any) -> tuple[int, int]:
    """P-1 of MR-A: 100 DKK, then 250 DKK; P-2 of MR-B: new, with 30 DKK. The numbers of the first and last change."""

    def begin() -> None:
        builders.allocation(builders.project("P-1", councils=("MR-A",)), "100.00")
        builders.allocation(builders.project("P-3", councils=("MR-C",)), "7.00")

    def end() -> None:
        grant = Project.objects.get(reference="P-1").allocations.get()
        grant.amount = "250.00"
        grant.save()

    first = write(begin)
    write(end, reason=SECRET, actor=django_user_model.objects.create_user("clerk", first_name="Karin", last_name="Ek"))
    last = write(lambda: builders.allocation(builders.project("P-2", councils=("MR-B",)), "30.00"))
    return first, last


def body_of(response: Any) -> str:
    assert response.status_code == 200
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return unescape(content.decode())


def test_page_api_and_files_say_the_same(reader: Client, get: Any, two: tuple[int, int]) -> None:
    asked = {"from": str(two[0]), "to": str(two[1]), "group_by": "council"}
    answer = get("differences/", **asked)
    assert (answer["total"]["before_dkk"], answer["total"]["after_dkk"]) == ("107.00", "287.00")
    assert answer["total"]["difference_dkk"] == "180.00"
    assert [(one["cause"], one["records"], one["amount_dkk"]) for one in answer["total"]["causes"]] == [
        ("new", 1, "30.00"),
        ("corrected", 1, "150.00"),
    ]
    assert [(row["council"]["value"], row["difference_dkk"]) for row in answer["rows"]] == [
        ("MR-A", "150.00"),
        ("MR-B", "30.00"),
    ]
    assert (answer["rest"]["before_dkk"], answer["rest"]["after_dkk"]) == ("7.00", "7.00")
    lines = [line for row in answer["rows"] for line in row["lines"]]

    page = reader.get("/reports/difference/", asked)
    shown = [row.values for row in page.context["table"].rows]
    assert [row[5] for row in shown if row[5]] == [line["reference"] for line in lines] == ["P-1-A1", "P-2-A1"]
    main = re.sub(r"<[^>]+>", "", body_of(page).partition("<main")[2])
    assert "2 lines; before 107 DKK, after 287 DKK; difference +180 DKK" in main
    assert "100 DKK" in main
    assert "250 DKK" in main
    assert "Amount corrected" in main

    for way in ("/reports/difference/", "/api/v1/differences/"):
        rows = list(csv.DictReader(StringIO(body_of(reader.get(way, {**asked, "format": "csv"})))))
        assert [(row["council"], row["cause"], row["reference"], row["difference_dkk"]) for row in rows] == [
            ("MR-A", "corrected", "P-1-A1", "150.00"),
            ("MR-B", "new", "P-2-A1", "30.00"),
        ]
        assert [Decimal(row["difference_dkk"]) for row in rows] == [Decimal(line["amount_dkk"]) for line in lines]
        objects = [json.loads(line) for line in body_of(reader.get(way, {**asked, "format": "ndjson"})).splitlines()]
        assert [one["amount_before"] for one in objects] == ["100.00", None]


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
def test_every_format_of_a_report_is_there(reader: Client, two: tuple[int, int], kind: str) -> None:
    response = reader.get("/reports/difference/", {"from": str(two[0]), "group_by": "year,status", "format": kind})
    assert response.status_code == 200
    assert len(b"".join(response.streaming_content)) > 1000


def test_the_command_writes_it_too(two: tuple[int, int], tmp_path: Any) -> None:
    file = tmp_path / "difference.csv"
    call_command("report", "difference", query=f"from={two[0]}&group_by=council", output=file)
    assert "MR-A,corrected,P-1,P-1-A1,100.00,DKK,,250.00,DKK,,150.00," in file.read_text("utf-8")


def test_only_staff_see_who_and_why(reader: Client, admin_client: Client, get: Any, two: tuple[int, int]) -> None:
    asked = {"from": str(two[0]), "group_by": "council"}
    for way in ("/reports/difference/", "/api/v1/differences/"):
        for more in ({}, {"format": "csv"}):
            to_reader = body_of(reader.get(way, {**asked, **more}))
            to_staff = body_of(admin_client.get(way, {**asked, **more}))
            assert SECRET not in to_reader
            assert "Karin" not in to_reader
            assert SECRET in to_staff
            assert "Karin Ek" in to_staff
    assert f'href="/changes/{two[0] + 1}/"' in body_of(admin_client.get("/reports/difference/", asked))
    line = get("differences/", **asked)["rows"][0]["lines"][0]
    assert line["change"] == two[0] + 1
    assert not {"by", "reason", "change_url"} & {*line}


def test_a_group_that_did_not_exist_or_is_gone_says_so(reader: Client, two: tuple[int, int]) -> None:
    gone = write(lambda: Project.objects.get(reference="P-3").delete())
    asked = {"from": str(two[0]), "to": str(gone), "group_by": "council"}
    table = reader.get("/reports/difference/", asked).context["table"]
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row.values, strict=True)) for row in table.rows]
    said = {row["group"]: [row[name] for name in ("was", "now", "before_dkk", "after_dkk")] for row in rows[::-1]}
    assert said["MR-A"] == ["", "", Decimal("100.00"), Decimal("250.00")]
    assert said["MR-B"] == ["There was no such group", "", "", Decimal("30.00")]
    assert said["MR-C"] == ["", "There is no such group", Decimal("7.00"), ""]


def test_amounts_lead_to_their_trees_in_each_state(reader: Client, two: tuple[int, int]) -> None:
    asked = {"from": str(two[0]), "to": str(two[1]), "group_by": "council", "portfolio": "ours"}
    rows = reader.get("/reports/difference/", asked).context["table"].rows
    links = {row.values[1]: row.links for row in rows if "after_dkk" in row.links}
    assert links["In total"]["before_dkk"] == f"/as-of/{two[0]}/why/?portfolio=ours&group_by=council"
    assert "before_dkk" not in links["MR-B"]
    shown = {
        (name, state): reader.get(links[name][state]).context["tree"].added.amount
        for name in ("In total", "MR-A", "MR-B")
        for state in ("before_dkk", "after_dkk")
        if state in links[name]
    }
    assert shown == {
        ("In total", "before_dkk"): Decimal("107.00"),
        ("In total", "after_dkk"): Decimal("287.00"),
        ("MR-A", "before_dkk"): Decimal("100.00"),
        ("MR-A", "after_dkk"): Decimal("250.00"),
        ("MR-B", "after_dkk"): Decimal("30.00"),
    }


def test_a_line_leads_to_the_trees_of_its_grant_in_each_state(reader: Client, two: tuple[int, int]) -> None:
    asked = {"from": str(two[0]), "to": str(two[1]), "group_by": "council"}
    rows = reader.get("/reports/difference/", asked).context["table"].rows
    corrected, new = (row.links for row in rows if "project" in row.links)
    assert corrected["was"] == f"/as-of/{two[0]}/why/?portfolio=all&allocation=P-1-A1"
    assert corrected["now"] == f"/as-of/{two[1]}/why/?portfolio=all&allocation=P-1-A1"
    assert ("was" in new, "now" in new) == (False, True)
    amounts = [reader.get(corrected[state]).context["tree"].added.amount for state in ("was", "now")]
    assert amounts == [Decimal("100.00"), Decimal("250.00")]


def test_both_states_say_how_many_projects_state_no_budget(reader: Client, get: Any, two: tuple[int, int]) -> None:
    write(lambda: builders.project("P-8"))
    rateless = write(lambda: builders.allocation(builders.project("P-9"), "10.00", currency="SEK"))
    answer = get("differences/", **{"from": str(two[0]), "to": str(rateless)})
    states = [answer[name] for name in ("from_state", "to_state")]
    assert [one["projects"] for one in states] == [2, 5]
    assert [one["projects_without_budget"] for one in states] == [0, 1]
    assert [one["not_counted"] for one in states] == [0, 1]
    table = reader.get("/reports/difference/", {"from": str(two[0])}).context["table"]
    assert [(fact.label, fact.text) for fact in table.facts if fact.label.startswith("Not counted")] == [
        ("Not counted after", "1 project whose budget is not stated"),
        ("Not counted after", "1 allocation in another currency without a rate: 10 SEK"),
    ]


def test_what_a_difference_leaves_out_leads_to_its_list_in_that_state(reader: Client, two: tuple[int, int]) -> None:
    write(lambda: builders.project("P-8"))
    last = write(lambda: builders.allocation(builders.project("P-9"), "10.00", currency="SEK"))
    later = write(lambda: builders.allocation(builders.project("P-7"), "20.00", currency="SEK"))
    table = reader.get("/reports/difference/", {"from": str(last), "to": str(later), "group_by": "council"}).context[
        "table"
    ]
    found = [(fact.label, words, link) for fact in table.facts for words, link in fact.parts if "Not" in fact.label]
    assert [(label, words, link.split("/")[2]) for label, words, link in found] == [
        ("Not counted before", "1 project whose budget is not stated", str(last)),
        ("Not counted before", "10 SEK", str(last)),
        ("Not counted after", "1 project whose budget is not stated", str(later)),
        ("Not counted after", "30 SEK", str(later)),
    ]
    projects, *_others, grants = (reader.get(link).context for _label, _words, link in found)
    assert [project.reference for project in projects["page"]] == ["P-8"]
    assert grants["tree"].added.not_counted == 2
    of_a_day = {"from": str(last), "on": "2025-12-31"}
    facts = reader.get("/reports/difference/", of_a_day).context["table"].facts
    assert [fact.parts for fact in facts if fact.text == "1 project whose budget is not stated"] == [(), ()]


def test_days_and_moments_name_states_and_the_last_change_is_the_default(get: Any, two: tuple[int, int]) -> None:
    day = timezone.now() - timedelta(days=60)
    Change.objects.filter(number__lte=two[0]).update(moment=day)
    for start in (timezone.localdate(day).isoformat(), day.strftime("%Y-%m-%dT%H:%M:%S.999999Z"), str(two[0]), ""):
        answer = get("differences/", **{"from": start})
        assert (answer["from_state"]["change"], answer["to_state"]["change"]) == two
        assert answer["total"]["difference_dkk"] == "180.00"


def test_nothing_differs_between_a_state_and_itself(reader: Client, get: Any, two: tuple[int, int]) -> None:
    asked = {"from": str(two[1]), "to": str(two[1])}
    answer = get("differences/", **asked)
    assert (answer["rows"], answer["total"]["causes"]) == ([], [])
    assert answer["total"]["before_dkk"] == answer["total"]["after_dkk"] == "287.00"
    assert "Nothing differs between these two states." in body_of(reader.get("/reports/difference/", asked))
    assert body_of(reader.get("/reports/difference/", {**asked, "format": "csv"})).count("\n") == 1


def test_a_register_without_changes_has_no_difference(reader: Client, get: Any) -> None:
    assert get("differences/")["total"]["difference_dkk"] == "0.00"
    assert reader.get("/reports/difference/").status_code == 200


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from": "2999-01-01"}, "from"),
        ({"to": "2999-01-01"}, "to"),
        ({"from": "1900-01-01"}, "from"),
        ({"to": "2027-02-29"}, "to"),
        ({"from": "999999"}, "from"),
        ({"to": "yesterday"}, "to"),
        ({"from": "2", "to": "1"}, "from"),
        ({"from": "1" * 50}, "from"),
        ({"group_by": "colour"}, "group_by"),
        ({"since": "1"}, "since"),
    ],
)
def test_what_names_no_two_states_is_a_sentence_at_its_field(
    reader: Client, get: Any, two: tuple[int, int], asked: dict[str, str], field: str
) -> None:
    asked = {name: str(two[0] + int(value) - 1) if value in ("1", "2") else value for name, value in asked.items()}
    assert get("differences/", 400, **asked)[field][0].endswith(".")
    page = reader.get("/reports/difference/", asked)
    assert page.status_code == 400
    assert field in page.context["errors"]


def test_it_is_never_read_as_of_a_day(reader: Client, two: tuple[int, int]) -> None:
    page = reader.get(f"/as-of/{two[0]}/reports/difference/?from={two[0]}")
    assert (page.status_code, page["Location"]) == (302, f"/reports/difference/?from={two[0]}")
    answer = reader.get("/api/v1/differences/", {"from": two[0], "as_of": two[0]})
    assert answer.status_code == 400
    assert "from" in answer.json()["as_of"][0]


def test_the_answer_has_a_tag_that_moves_with_the_data(reader: Client, two: tuple[int, int]) -> None:
    address = f"/api/v1/differences/?from={two[0]}"
    tag = reader.get(address)["ETag"]
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 304
    write(lambda: builders.project("P-9"))
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_the_api_answers_with_the_first_lines_and_a_file_has_all(reader: Client, get: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("reports.difference.serializers.MOST_LINES", 3)
    first = write(lambda: builders.project("P-1"))

    def grants() -> None:
        for _each in range(5):
            builders.allocation(Project.objects.get(reference="P-1"), "10.00")

    write(grants)
    answer = get("differences/", **{"from": str(first)})
    assert (len(answer["rows"][0]["lines"]), answer["lines_left_out"]) == (3, 2)
    assert answer["total"]["difference_dkk"] == "50.00"
    assert body_of(reader.get("/reports/difference/", {"from": first, "format": "csv"})).count("\n") == 6


def test_lines_stay_with_their_groups(get: Any, two: tuple[int, int]) -> None:
    rows = get("differences/", **{"from": str(two[0]), "group_by": "council"})["rows"]
    assert [[line["reference"] for line in row["lines"]] for row in rows] == [["P-1-A1"], ["P-2-A1"]]


def moved_to_mr_b() -> None:
    Project.objects.get(reference="P-1").council_roles.update(council=builders.council("MR-B"))


def test_files_for_programs_have_the_group_before_and_after(reader: Client, two: tuple[int, int]) -> None:
    write(moved_to_mr_b)
    asked = {"from": str(two[0]), "group_by": "council"}
    lines = body_of(reader.get("/api/v1/differences/", {**asked, "format": "ndjson"})).splitlines()
    objects = [json.loads(line) for line in lines]
    assert [(one["cause"], one["council"], one["council_before"], one["council_after"]) for one in objects] == [
        ("re-classified", "MR-A", "MR-A", "MR-B"),
        ("new", "MR-B", None, "MR-B"),
        ("re-classified", "MR-B", "MR-A", "MR-B"),
        ("corrected", "MR-B", "MR-B", "MR-B"),
    ]
    rows = list(csv.DictReader(StringIO(body_of(reader.get("/reports/difference/", {**asked, "format": "csv"})))))
    assert [(row["council_before"], row["council_after"]) for row in rows] == [
        ("MR-A", "MR-B"),
        ("", "MR-B"),
        ("MR-A", "MR-B"),
        ("MR-B", "MR-B"),
    ]


def test_a_negative_bar_is_drawn_to_the_left_of_zero(reader: Client, two: tuple[int, int]) -> None:
    """287 before, 250 less, 37 after: zero is at 250 of 537, 46.6 per cent."""
    last = write(lambda: Project.objects.get(reference="P-1").delete())
    page = reader.get("/reports/difference/", {"from": str(two[1]), "to": str(last)})
    bars = page.context["chart"].bars
    assert [(str(bar.start), str(bar.percent), bar.is_below) for bar in bars] == [
        ("46.6", "53.4", False),
        ("0.0", "46.6", True),
        ("46.6", "6.9", False),
    ]
    assert body_of(page).count('aria-label="This amount is subtracted"') == 1


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("page=2", "There is no page 2; the last one is 1."),
        ("page=0", "There is no page 0"),
        ("from={first}&from={last}", "This parameter is in the address twice."),
        ("to={first}&to={last}", "This parameter is in the address twice."),
        ("from={first}&as_of={last}", "A difference names its two states by “from” and “to”. Leave “as_of” out."),
    ],
)
def test_an_address_that_means_two_things_or_no_page_is_a_400_that_says_so(
    reader: Client, two: tuple[int, int], query: str, sentence: str
) -> None:
    page = reader.get("/reports/difference/?" + query.format(first=two[0], last=two[1]))
    assert page.status_code == 400
    assert sentence in body_of_refusal(page)


def body_of_refusal(page: Any) -> str:
    return " ".join(unescape(page.content.decode()).split())


@pytest.mark.parametrize("name", ["from", "to"])
def test_the_api_refuses_two_states_in_one_parameter(reader: Client, two: tuple[int, int], name: str) -> None:
    answer = reader.get("/api/v1/differences/", {name: [two[0], two[1]]})
    assert answer.status_code == 400
    assert answer.json()[name] == ["This parameter is in the address twice."]


def test_the_same_state_written_twice_is_one(reader: Client, two: tuple[int, int]) -> None:
    assert reader.get(f"/reports/difference/?from={two[0]}&from={two[0]}").status_code == 200


def test_the_page_has_no_form_for_a_day_that_it_would_refuse(reader: Client, two: tuple[int, int]) -> None:
    assert 'name="as_of"' in body_of(reader.get("/reports/"))
    assert 'name="as_of"' not in body_of(reader.get(f"/reports/difference/?from={two[0]}"))
    assert 'name="as_of"' in body_of(reader.get("/reports/gaps/"))
