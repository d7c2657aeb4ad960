"""Each amount of the reports on money opens the tree that adds up to it. The totals are worked out by hand."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from changes.models import Way
from changes.opened import changing
from scripts.why import differences
from tests import builders

pytestmark = pytest.mark.django_db
DAY = "on=2026-06-30"
MEASURES = (
    *("adopted_dkk", "carried_over_dkk", "undisposed_dkk"),
    *("granted_dkk", "contracted_dkk", "paid_dkk", "released_dkk", "debt_dkk", "paid_in_year_dkk"),
)


def write() -> int:
    """Writes four projects, and returns the number of the change.

    P-1: a grant of 1,000 on post 1 and one of 200 on no post, under one framework contract, whose period is over. A
    payment of 2025 was corrected in 2026, and a payment is on post 2. P-2: a grant of 500 on post 1, settled. P-3, of
    another portfolio: a grant of 70 on post 2. P-4: a grant of 80 on post 3, which runs.
    """
    with changing(way=Way.ADMIN) as opened:
        posts = {
            number: builders.post(f"2025-{number}", f"{2000 + number}.00", carried_over=over, source=builders.source())
            for number, over in ((1, "-50.00"), (2, "0.00"), (3, "7.00"))
        }
        one, two = builders.project("P-1", status="ongoing"), builders.project("P-2", status="closed")
        three = builders.project("P-3", status="closed", portfolio=builders.portfolio("theirs", own=False))
        first = builders.allocation(one, "1000.00", granted="2025-01-15", post=posts[1])
        second = builders.allocation(one, "200.00", granted="2025-02-01")
        builders.contract(first, second, kind="framework", starts="2025-02-01", ends="2026-01-31")
        builders.entry(first, "contracted", "2025-02-01", "900.00")
        paid = builders.entry(first, "paid", "2025-03-01", "400.00")
        builders.entry(first, "paid", "2026-02-01", "350.00", corrects=paid)
        builders.entry(first, "paid", "2026-03-01", "25.00", post=posts[2])
        builders.entry(second, "contracted", "2025-03-01", "150.00")
        builders.entry(second, "paid", "2026-05-01", "60.00")
        settled(builders.allocation(two, "500.00", granted="2025-01-15", post=posts[1]))
        other = builders.allocation(three, "70.00", granted="2025-01-15", post=posts[2])
        builders.entry(other, "contracted", "2025-02-01", "70.00")
        builders.entry(other, "paid", "2025-04-01", "10.00")
        running = builders.allocation(builders.project("P-4", status="closed"), "80.00", post=posts[3])
        builders.contract(running, starts="2026-01-01", ends="2027-12-31")
        builders.entry(running, "contracted", "2026-01-01", "80.00")
    assert opened.change
    return int(opened.change.number)


def settled(grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "500.00")
    builders.entry(grant, "paid", "2025-03-01", "450.00")
    builders.entry(grant, "released", "2025-07-15", "50.00")
    builders.entry(grant, "report-approved", "2025-07-10", report="final")
    builders.entry(grant, "report-approved", "2025-07-15", report="accounts")


def amounts(row: Any, columns: Any) -> dict[str, Any]:
    return {column.name: row.values[place] for place, column in enumerate(columns) if column.kind == "money"}


def linked(table: Any) -> Iterator[tuple[Decimal, str]]:
    """Yields each amount of a measure with its link; none may lack one."""
    for row in [*table.rows, *table.foot]:
        for name, amount in amounts(row, table.columns).items():
            if amount and name in MEASURES:
                assert row.links.get(name, ""), (row.values, name)
                yield amount, row.links[name]


def trees_of(reader: Client, address: str) -> dict[str, Any]:
    """Opens the tree of each amount of a report, on the page and by the API, and returns the totals of the report."""
    table = reader.get(address).context["table"]
    found = list(linked(table))
    for amount, link in found:
        parts = urlsplit(link)
        assert parts.path.endswith("/why/")
        assert reader.get(link).context["tree"].added.amount == amount, link
        answer = reader.get(f"{parts.path.replace('/why/', '/api/v1/why/')}?{parts.query}").json()
        assert answer["sum"]["amount_dkk"] == f"{amount:.2f}", link
        assert list(differences([answer])) == []
    assert found
    totals = amounts(table.foot[0], table.columns)
    return {name: int(amount) for name, amount in totals.items() if amount and name in MEASURES}


TOTALS = [
    # P-1 and P-2: 900 + 150 + 500 contracted, 350 + 25 + 60 + 450 paid, 50 released
    (f"settlement/?{DAY}", {"contracted_dkk": 1550, "paid_dkk": 885, "released_dkk": 50, "debt_dkk": 615}),
    # P-1 and P-4; P-2 owes nothing
    (f"debt/?{DAY}", {"contracted_dkk": 1130, "paid_dkk": 435, "debt_dkk": 695}),
    (f"debt/?{DAY}&status=ongoing", {"contracted_dkk": 1050, "paid_dkk": 435, "debt_dkk": 615}),
    # Before the correction: P-1 was paid 400, P-2 450
    ("debt/?on=2025-06-30", {"contracted_dkk": 1550, "paid_dkk": 850, "debt_dkk": 700}),
    # All posts: 2,001 + 2,002 + 2,003 adopted, 7 - 50 carried over, 1,000 + 500 + 70 + 80 decided; entries of the grant
    # without a post count on none
    (
        f"undisposed/?{DAY}",
        {"adopted_dkk": 6006, "carried_over_dkk": -43, "granted_dkk": 1650, "contracted_dkk": 1550, "paid_dkk": 835}
        | {"undisposed_dkk": 4313},
    ),
    # The posts 1 and 2, which P-1 uses, with what others decide on them
    (
        f"undisposed/?{DAY}&status=ongoing",
        {"adopted_dkk": 4003, "carried_over_dkk": -50, "granted_dkk": 1570, "contracted_dkk": 1470, "paid_dkk": 835}
        | {"undisposed_dkk": 2383},
    ),
    # 350 - 400 of the correction, 25 and 60
    (
        "annual/?on=2026",
        {"granted_dkk": 1200, "paid_in_year_dkk": 35, "contracted_dkk": 1050, "paid_dkk": 435, "debt_dkk": 615},
    ),
    (
        "annual/?on=2025",
        {"granted_dkk": 1200, "paid_in_year_dkk": 400, "contracted_dkk": 1050, "paid_dkk": 400, "debt_dkk": 650},
    ),
]


@pytest.mark.parametrize(("report", "totals"), TOTALS)
def test_each_amount_of_a_report_is_the_sum_of_its_tree(reader: Client, report: str, totals: dict[str, int]) -> None:
    write()
    assert trees_of(reader, f"/reports/{report}") == totals


@pytest.mark.parametrize(("report", "totals"), [TOTALS[0], TOTALS[1], TOTALS[5], TOTALS[6]])
def test_as_of_a_change_each_amount_is_the_sum_of_its_tree_then(
    reader: Client, report: str, totals: dict[str, int]
) -> None:
    number = write()
    with changing(way=Way.ADMIN):
        project = builders.project("P-5", status="ongoing")
        later = builders.allocation(project, "10.00", granted="2025-01-15", post=builders.post("2025-4"))
        builders.contract(later, kind="framework", starts="2025-02-01", ends="2025-12-31")
        builders.entry(later, "contracted", "2025-02-01", "10.00")
    now = trees_of(reader, f"/reports/{report}")
    assert now["contracted_dkk"] == totals["contracted_dkk"] + 10
    assert trees_of(reader, f"/as-of/{number}/reports/{report}") == totals


def test_what_a_post_has_stands_beside_its_source(reader: Client) -> None:
    write()
    for address in (f"/reports/undisposed/?{DAY}", "/budget-posts/"):
        table = reader.get(address).context["table"]
        for row in table.rows:
            said = dict(zip([column.name for column in table.columns], row.values, strict=True))
            assert said["source"] == builders.source().slug
            for name in ("post", "adopted_dkk", "undisposed_dkk"):
                assert row.links["source_label"] in reader.get(row.links[name]).text


def test_posts_that_no_address_can_name_have_no_tree_together(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    monkeypatch.setattr("reports.kinds.posts.LONGEST", 52)
    table = reader.get(f"/reports/undisposed/?{DAY}&status=ongoing").context["table"]
    assert not table.foot[0].links
    assert "granted_dkk" in table.rows[0].links
    assert reader.get(f"/reports/undisposed/?{DAY}").context["table"].foot[0].links


class TestFilters:
    """The filters that pick the rows of these amounts, in the lists and files too."""

    @pytest.fixture(autouse=True)
    def register(self, db: None) -> None:
        write()

    @pytest.mark.parametrize(
        ("query", "grants"),
        [
            ("allocation=P-1-A2&allocation=P-2-A1", {"P-1-A2", "P-2-A1"}),
            ("post=2025-1&post=2025-3", {"P-1-A1", "P-2-A1", "P-4-A1"}),
            ("post_stated=true", {"P-1-A1", "P-2-A1", "P-4-A1"}),
            ("post_stated=false&portfolio=all", {"P-1-A2"}),
            ("contract_kind=framework", {"P-1-A1", "P-1-A2"}),
            ("contract_kind=framework&contract_kind=project", {"P-1-A1", "P-1-A2", "P-4-A1"}),
            ("owing=true&on=2026-06-30", {"P-1-A1", "P-1-A2", "P-4-A1"}),
            ("owing=false&on=2026-06-30", {"P-2-A1"}),
            ("owing=false&owing=true", {"P-1-A1", "P-1-A2", "P-2-A1", "P-4-A1"}),
            ("owing=true&on=2025-02-15", {"P-1-A1", "P-2-A1"}),
        ],
    )
    def test_they_choose_grants_and_the_entries_of_these_grants(self, get: Any, query: str, grants: set[str]) -> None:
        asked = parse_qs(query)
        assert {row["reference"] for row in get("allocations/", **asked)["results"]} == grants
        of_entries = {row["allocation"] for row in get("entries/", **asked)["results"]}
        # One payment of P-1-A1 is on a post of its own, and each entry of P-1-A2 is on none
        assert of_entries <= grants
        assert of_entries == grants - ({"P-4-A1"} if "2025-02-15" in query else set())
        why = get("why/", **asked)
        assert {row["reference"] for project in why["projects"] for row in project["rows"]} == grants

    def test_an_entry_is_on_its_own_post_or_else_on_that_of_its_grant(self, get: Any) -> None:
        assert [row["amount"] for row in get("entries/", post="2025-2")["results"]] == ["25.00"]
        assert get("why/", post="2025-2", measure="paid", portfolio="all")["sum"]["amount_dkk"] == "35.00"

    def test_files_take_them(self, reader: Client) -> None:
        content = reader.get("/api/v1/allocations/?format=csv&post=2025-3&post=2025-1&owing=true").getvalue().decode()
        assert [line.partition(",")[0] for line in content.splitlines()[1:]] == ["P-1-A1", "P-4-A1"]

    @pytest.mark.parametrize("query", ["owing=x", "post_stated=x", "contract_kind=x", "after=x", "after=1066-01-01"])
    def test_other_values_are_refused(self, get: Any, query: str) -> None:
        (name,) = parse_qs(query)
        assert list(get("why/", expect=400, **parse_qs(query))) == [name]

    def test_a_day_before_the_one_after_which_the_figure_moved_is_refused(self, get: Any) -> None:
        assert list(get("why/", expect=400, after="2026-01-02", on="2026-01-01")) == ["after"]

    def test_the_first_of_several_records_that_does_not_exist_is_named(self, get: Any) -> None:
        said = get("why/", expect=400, allocation=["P-1-A1", "X-1", "X-2"], portfolio="all")
        assert said == {"allocation": ["There is no “X-1”."]}


class TestMoved:
    """What moved a figure after a day."""

    @pytest.fixture(autouse=True)
    def register(self, db: None) -> None:
        write()

    def test_a_correction_takes_away_what_it_corrects(self, get: Any) -> None:
        answer = get("why/", measure="paid", after="2025-12-31", on="2026-02-28")
        assert answer["question"]["after"] == "2025-12-31"
        assert answer["sum"] == {"amount_dkk": "-50.00", "projects": 1, "rows": 2, "rows_not_counted": 0}
        rows = [row for project in answer["projects"] for row in project["rows"]]
        assert [(row["reference"], row["adds_dkk"], row["ended"]) for row in rows] == [
            ("P-1-A1-E2", "-400.00", True),
            ("P-1-A1-E3", "350.00", False),
        ]
        assert list(differences([answer])) == []

    def test_the_page_says_so(self, reader: Client) -> None:
        text = reader.get("/why/?measure=paid&after=2025-12-31&on=2026-02-28").text
        assert "less the figure of 31 December 2025" in text
        assert "Taken away: it counted on 31 December 2025 and was corrected since." in text

    def test_what_is_granted_moves_by_later_decisions(self, get: Any) -> None:
        assert get("why/", after="2025-01-31", on="2025-02-28")["sum"]["amount_dkk"] == "200.00"
        assert get("why/", after="2025-02-28", on="2025-03-31")["sum"]["amount_dkk"] is None

    def test_the_script_wants_a_day_for_what_has_ended(self, get: Any) -> None:
        answer = get("why/", measure="paid", after="2025-12-31", on="2026-02-28")
        answer["question"]["after"] = None
        assert "Row P-1-A1-E2 has ended, but the figure is not what moved after a day." in list(differences([answer]))


class TestPosts:
    """What budget posts have."""

    @pytest.fixture(autouse=True)
    def register(self, db: None) -> None:
        write()

    def test_a_post_with_what_it_has_its_source_and_its_changes(self, get: Any) -> None:
        answer = get("why/", measure="undisposed", post="2025-1", portfolio="all", on="2026-06-30")
        assert answer["sum"] == {"amount_dkk": "451.00", "projects": 0, "rows": 1, "rows_not_counted": 0}
        (post,) = answer["posts"]
        said = [post[name] for name in ("code", "adopted_dkk", "carried_over_dkk", "granted_dkk", "adds_dkk")]
        assert said == ["2025-1", "2001.00", "-50.00", "1500.00", "451.00"]
        assert post["source"]["document"] == builders.source().document.slug
        assert len(post["changes"]) == 1
        assert get(post["why_granted_url"].partition("/api/v1/")[2])["sum"]["amount_dkk"] == "1500.00"

    def test_of_all_posts_a_page_at_a_time(self, get: Any) -> None:
        pages = [get("why/", measure="adopted", portfolio="all", page_size=2, page=page) for page in (1, 2)]
        assert [post["code"] for page in pages for post in page["posts"]] == ["2025-1", "2025-2", "2025-3"]
        assert list(differences(pages)) == []
        pages[1]["posts"][0]["adopted_dkk"] = "1.00"
        assert list(differences(pages)) == [
            "What post 2025-3 adds: the parts give 1.00, the answer states 2003.00.",
            "The figure: the parts give 4004.00, the answer states 6006.00.",
        ]

    @pytest.mark.parametrize(
        ("query", "named"),
        [
            ("", "portfolio"),
            ("portfolio=ours", "portfolio"),
            ("portfolio=all&status=ongoing", "status"),
            ("portfolio=all&allocation=P-1-A1", "allocation"),
            ("portfolio=all&after=2025-01-01", "after"),
            ("portfolio=all&post_stated=false", "post_stated"),
            ("portfolio=all&group_by=status", "group_by"),
            ("portfolio=all&post=NOPE", "post"),
        ],
    )
    def test_other_filters_are_refused(self, reader: Client, query: str, named: str) -> None:
        for address in ("/api/v1/why/", "/why/"):
            answer = reader.get(f"{address}?measure=undisposed&{query}")
            assert answer.status_code == 400
            assert named in answer.text

    def test_the_number_of_queries_does_not_grow_with_the_posts(
        self, reader: Client, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(10, 30):
            builders.post(f"2025-{number}", source=builders.source())
        with django_assert_max_num_queries(20):
            assert reader.get("/why/?measure=undisposed&portfolio=all").status_code == 200
