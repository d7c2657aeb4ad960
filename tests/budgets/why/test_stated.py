"""The trees of what contracts and co-financing state, and of groups and grants that a total leaves out."""

from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.keys import make_key
from budgets.models import CoFinancing, Instalment
from changes.models import Way
from changes.opened import changing
from scripts.why import differences
from tests import builders
from tests.rights import people

pytestmark = pytest.mark.django_db
PROJECT = {"project": "P-1", "portfolio": "all"}


@pytest.fixture
def plan(db: None) -> Any:
    """A project of 2,000 DKK: a grant of 1,000 and one of 100 SEK for 70.13; 300 DKK of others, 200 EUR without a rate
    and work without an amount. Its contract has two instalments and a share.
    """
    with changing(way=Way.ADMIN) as opened:
        project = builders.project("P-1", portfolio=builders.portfolio("theirs", own=False))
        rated = {"currency": "SEK", "rate": "0.70125", "rate_date": "2009-03-04", "rate_source": "ECB"}
        grant = builders.allocation(project, "1000.00")
        builders.allocation(project, "100.00", **rated)
        contract = builders.contract(grant, whole_budget="2000.00")
        body = builders.organisation("body")
        for number, values in enumerate(
            (
                {"amount": "300.00", "source": builders.source()},
                {"amount": "200.00", "currency": "EUR"},
                {"in_kind": True},
            ),
            1,
        ):
            CoFinancing.objects.create(code=f"P-1-F{number}", project=project, organisation=body, **values)
        for number, values in enumerate(({"amount": "600.00"}, {"amount": "250.00"}, {"share": "10.00"}), 1):
            Instalment.objects.create(contract=contract, number=number, **values)
    return opened.change


def figures(answer: dict[str, Any]) -> tuple[Any, ...]:
    assert list(differences([answer])) == []
    return answer["sum"]["amount_dkk"], answer["sum"]["rows"], answer["sum"]["rows_not_counted"]


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("measure", "asked", "found"),
    [
        ("co_financing", PROJECT, ("300.00", 1, 2)),
        ("co_financing", {**PROJECT, "part": "P-1-F1"}, ("300.00", 1, 0)),
        ("co_financing", {**PROJECT, "part": "P-1-F2"}, (None, 0, 1)),
        # 1,000 + 70.13 + 300
        ("parts", PROJECT, ("1370.13", 3, 2)),
        ("whole_budget", PROJECT, ("2000.00", 1, 0)),
        ("uncovered", PROJECT, ("629.87", 4, 2)),
        ("instalments", {"contract": "P-1-K1", "portfolio": "all"}, ("850.00", 2, 0)),
        ("instalments", {"contract": "P-1-K1", "part": "2"}, ("250.00", 1, 0)),
    ],
)
def test_the_figure_and_its_records(
    get: Any, reader: Client, measure: str, asked: dict[str, str], found: tuple[Any, ...]
) -> None:
    assert figures(get("why/", measure=measure, **asked)) == found
    page = reader.get("/why/", {"measure": measure, **asked})
    assert page.context["tree"].added.amount == (None if found[0] is None else Decimal(found[0]))


def test_a_record_says_its_source_and_who_entered_it(get: Any, plan: Any) -> None:
    (row,) = get("why/", measure="co_financing", **PROJECT, part="P-1-F1")["stated"]
    assert (row["kind"], row["code"], row["amount"], row["adds_dkk"]) == ("co-financing", "P-1-F1", "300.00", "300.00")
    assert row["source"]["document"] == builders.source().document.slug
    assert [change["change"] for change in row["changes"]] == [plan.number]
    (row,) = get("why/", measure="instalments", contract="P-1-K1", part="1")["stated"]
    # The contract states no source of its own
    assert (row["kind"], row["code"], row["source_of"]) == ("instalment", "1", "grant")
    assert [change["change"] for change in row["changes"]] == [plan.number]


def test_an_instalment_in_another_currency_counts_with_the_rate_of_its_contract(get: Any) -> None:
    grant = builders.allocation(builders.project("P-2"), "1000.00")
    rated = {"currency": "SEK", "rate": "0.70125", "rate_source": "The contract"}
    Instalment.objects.create(contract=builders.contract(grant, **rated), number=1, amount="100.00")
    answer = get("why/", measure="instalments", contract="P-2-K1")
    # 100 × 0.70125 = 70.125
    assert figures(answer) == ("70.13", 1, 0)
    assert (answer["stated"][0]["rate"], answer["stated"][0]["rate_source"]) == ("0.70125000", "The contract")


@pytest.mark.parametrize(
    ("part", "on", "found"),
    [
        # 100, 200 and a tenth of the contracted 900; paid are 130 and released 20
        ("1", "2025-12-31", None),
        ("2", "2025-12-31", ("150.00", ["1", "2", "P-2-A1-E2", "P-2-A1-E3"])),
        ("3", "2025-12-31", ("90.00", ["3"])),
        ("2", "2025-06-30", ("170.00", ["1", "2", "P-2-A1-E2"])),
        ("1", "2025-01-31", ("100.00", ["1"])),
    ],
)
def test_what_is_not_paid_of_an_instalment(
    get: Any, reader: Client, part: str, on: str, found: tuple[str, list[str]] | None
) -> None:
    grant = builders.allocation(builders.project("P-2", portfolio=builders.portfolio("ours")), "1000.00")
    contract = builders.contract(grant)
    builders.entry(grant, "contracted", "2025-01-01", "900.00")
    builders.entry(grant, "paid", "2025-02-01", "130.00")
    builders.entry(grant, "released", "2025-07-01", "20.00", contract=contract)
    other = builders.contract(grant, code="P-2-K2")
    builders.entry(grant, "paid", "2025-02-02", "500.00", contract=other)
    for number, values in enumerate(({"amount": "100.00"}, {"amount": "200.00"}, {"share": "10.00"}), 1):
        Instalment.objects.create(contract=contract, number=number, day=f"2025-01-0{number}", **values)
    table = reader.get(f"/reports/overdue/?on={on}").context["table"]
    names = [column.name for column in table.columns]
    rows = [(dict(zip(names, row.values, strict=True)), row.links) for row in table.rows]
    missing = {str(row["instalment"]): (row["missing"], links["missing"]) for row, links in rows if row["missing"]}
    if found is None:
        assert part not in missing
        return
    amount, link = missing[part]
    answer = get("why/", **{name: values[0] for name, values in parse_qs(urlsplit(link).query).items()})
    assert figures(answer)[0] == f"{amount:.2f}" == found[0]
    assert [row["code"] for row in answer["stated"]] == found[1]


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("measure=parts", "project"),
        ("measure=parts&project=P-1&contract=P-1-K1", "contract"),
        ("measure=parts&project=P-1&part=P-1-F1", "part"),
        ("measure=parts&project=NOPE", "project"),
        ("measure=co_financing&project=P-1&part=NOPE", "part"),
        ("measure=co_financing&project=P-1&status=ongoing", "status"),
        ("measure=uncovered&project=P-1&on=2025-01-01", "on"),
        ("measure=whole_budget&project=P-1&group_by=status", "group_by"),
        ("measure=instalments&project=P-1", "project"),
        ("measure=instalments", "contract"),
        ("measure=instalments&contract=P-1-K1&part=9", "part"),
        ("measure=instalments&contract=P-1-K1&part=x", "part"),
        ("measure=unpaid&contract=P-1-K1", "part"),
        ("measure=unpaid&contract=P-1-K1&part=7", "part"),
        ("measure=paid&part=1", "part"),
        ("part=1", "part"),
        ("measure=adopted&portfolio=all&part=1", "part"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(reader: Client, query: str, named: str) -> None:
    for address in ("/api/v1/why/", "/why/"):
        answer = reader.get(f"{address}?{query}")
        assert answer.status_code == 400
        assert named in answer.text


@pytest.mark.usefixtures("plan")
def test_the_page_of_the_project_links_each_amount_to_its_tree(reader: Client) -> None:
    text = reader.get("/projects/P-1/").text
    for asked in (
        "project=P-1&amp;part=P-1-F1&amp;measure=co_financing",
        "project=P-1&amp;part=P-1-F2&amp;measure=co_financing",
        "project=P-1&amp;measure=parts",
        "project=P-1&amp;measure=whole_budget",
        "project=P-1&amp;measure=uncovered",
        "contract=P-1-K1&amp;part=1&amp;measure=instalments",
    ):
        assert f'href="/why/?portfolio=all&amp;{asked}"' in text


@pytest.mark.usefixtures("plan")
def test_keys_of_other_portfolios_learn_nothing() -> None:
    builders.portfolio("ours")
    key = make_key(user=people.account(people.CHIEF), name="Ours", portfolios=["ours"])
    for query in ("measure=parts&project=P-1", "measure=instalments&contract=P-1-K1"):
        answer = Client().get(f"/api/v1/why/?{query}", headers={"authorization": f"Token {key}"})
        assert answer.status_code == 400
        assert "The chosen portfolios have no" in answer.text


def test_as_of_a_change_they_are_as_they_were(get: Any, plan: Any) -> None:
    with changing(way=Way.ADMIN):
        row = CoFinancing.objects.get(code="P-1-F1")
        row.amount = "400.00"
        row.save()
    assert figures(get("why/", measure="co_financing", **PROJECT))[0] == "400.00"
    assert figures(get("why/", measure="co_financing", **PROJECT, as_of=str(plan.number)))[0] == "300.00"


class TestLeftOut:
    """Groups that a chart takes together, and grants without a rate."""

    @pytest.fixture(autouse=True)
    def grants(self, db: None) -> None:
        for number in range(1, 5):
            project = builders.project(f"P-{number}", councils=(f"MR-{number}",))
            grant = builders.allocation(project, f"{number}00.00", council=project.councils.get(), year=2000 + number)
            builders.entry(grant, "paid", "2025-01-01", f"{number}.00")
        builders.allocation(builders.project("P-5"), "50.00")

    def test_rows_in_none_of_the_groups(self, get: Any) -> None:
        left = {"beside": ["council:MR-4", "council:not-stated"]}
        assert get("why/", **left)["sum"]["amount_dkk"] == "600.00"
        assert get("why/", measure="paid", **left)["sum"]["amount_dkk"] == "6.00"
        assert {row["reference"] for row in get("allocations/", **left)["results"]} == {"P-1-A1", "P-2-A1", "P-3-A1"}
        assert {row["allocation"] for row in get("entries/", **left)["results"]} == {"P-1-A1", "P-2-A1", "P-3-A1"}
        both = {"beside": ["council:MR-4", "year:2001"], "belongs_to": ["council:MR-1", "council:MR-2"]}
        assert get("why/", **both)["sum"]["amount_dkk"] == "200.00"

    @pytest.mark.parametrize("group", ["council:with:MR-1", "council:MR-1/year:2001", "council:MR-1,year:2001", "x"])
    def test_only_a_group_of_one_value_is_left_out(self, get: Any, group: str) -> None:
        assert list(get("why/", expect=400, beside=group)) == ["beside"]

    def test_the_smaller_groups_of_a_chart_open_their_tree(self, reader: Client) -> None:
        for number in range(5, 15):
            project = builders.project(f"P-1{number}", councils=(f"MR-{number}",))
            builders.entry(builders.allocation(project, "9000.00"), "paid", "2025-01-01", "90.00")
        # The ten largest are drawn, and "not stated"; four are left
        for measure, rest in (("granted", 1000), ("paid", 10)):
            chart = reader.get(f"/?measure={measure}").context["board"].charts["council"]
            assert (chart.totals.rest.budget_dkk, chart.others) == (rest, 4)
            assert reader.get(chart.why_rest).context["tree"].added.amount == rest

    def test_the_smaller_groups_of_a_tree_open_theirs(self, get: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("budgets.grouping.answers.MOST_GROUPS", 2)
        groups = get("why/", group_by="council", measure="paid", on="2025-12-31")["groups"]
        assert (groups["rest_dkk"], groups["rows_left_out"]) == ("3.00", 2)
        answer = get(groups["rest_why_url"].partition("/api/v1/")[2])
        assert (answer["sum"]["amount_dkk"], answer["question"]["on"]) == ("3.00", "2025-12-31")

    def test_grants_without_a_rate(self, get: Any, reader: Client) -> None:
        builders.allocation(builders.project("P-6"), "7000.00", currency="EUR")
        answer = get("why/", rate_stated="false", currency="EUR")
        assert answer["sum"] == {"amount_dkk": None, "projects": 0, "rows": 0, "rows_not_counted": 1}
        assert get("allocations/", rate_stated="true")["count"] == 5
        assert get("allocations/", rate_stated=["true", "false"])["count"] == 6
        link = "currency=EUR&amp;rate_stated=false"
        for address in ("/", "/projects/", "/allocations/", "/map/", "/projects/P-6/", "/reports/", "/reports/annex/"):
            assert link in reader.get(address).text, address


@pytest.mark.usefixtures("plan")
def test_a_share_leads_to_what_is_contracted(reader: Client) -> None:
    Instalment.objects.filter(number=3).update(day="2009-06-01")
    page = reader.get("/why/", {"measure": "unpaid", "contract": "P-1-K1", "part": "3", "portfolio": "all"})
    (leaf,) = page.context["tree"].leaves
    assert "10 % of what is contracted" in page.content.decode()
    behind = reader.get(leaf.why_contracted).context["question"]
    assert (behind.measure, behind.chosen()["contract"]) == ("contracted", ["P-1-K1"])


def test_a_share_leads_to_what_is_contracted_in_the_api_too(get: Any, plan: Any) -> None:
    Instalment.objects.filter(number=3).update(day="2009-06-01")
    (share,) = get("why/", measure="unpaid", contract="P-1-K1", part="3")["stated"]
    path, _sign, query = share["why_contracted_url"].partition("/api/v1/")[2].partition("?")
    answer = get(path, **parse_qs(query))
    assert (answer["question"]["measure"], answer["question"]["filters"]["contract"]) == ("contracted", ["P-1-K1"])
    (first,) = get("why/", measure="instalments", contract="P-1-K1", part="1")["stated"]
    assert first["why_contracted_url"] == ""


@pytest.mark.usefixtures("plan")
def test_a_rate_names_its_day_if_it_has_one(get: Any, reader: Client) -> None:
    CoFinancing.objects.filter(code="P-1-F2").update(rate="7.45", rate_source="The agreement")
    rows = {
        row["code"]: (row["rate_date"], row["rate_source"]) for row in get("why/", measure="parts", **PROJECT)["stated"]
    }
    assert rows["P-1-A2"] == ("2009-03-04", "ECB")
    assert (rows["P-1-A1"], rows["P-1-F2"]) == ((None, ""), (None, "The agreement"))
    text = reader.get("/why/", {"measure": "parts", **PROJECT}).text
    assert "0.70125000 DKK for 1 SEK, 4 March 2009, ECB" in text
    assert "7.45000000 DKK for 1 EUR, The agreement" in text


def test_the_tree_of_an_instalment_in_another_currency_says_how_it_counts_in_dkk(reader: Client) -> None:
    grant = builders.allocation(builders.project("P-2"), "1000.00")
    rated = {"currency": "SEK", "rate": "0.70125", "rate_source": "The contract"}
    contract = builders.contract(grant, **rated)
    Instalment.objects.create(contract=contract, number=1, amount="100.00", day="2025-01-01")
    paid = {"currency": "SEK", "rate": "0.70", "rate_kind": "day", "rate_source": "ECB"}
    builders.entry(grant, "paid", "2025-02-01", "40.00", contract=contract, **paid)
    asked = {"measure": "unpaid", "contract": "P-2-K1", "part": "1", "on": "2025-12-31"}
    text = " ".join(reader.get("/why/", asked).text.split())
    # 100 − 40 SEK; in DKK 70.13 − 28.05
    assert "<b>42.08 DKK</b>" in text
    assert "In the currency of the contract: 60 SEK." in text
    assert "Each amount in SEK counts in DKK at the rate of the contract: 0.70125000 DKK for 1 SEK." in text
    builders.entry(grant, "paid", "2025-03-01", "7.00", contract=contract)
    text = reader.get("/why/", asked).text
    assert "In the currency of the contract" not in text
    assert "at the rate of the contract" in text


@pytest.mark.usefixtures("plan")
def test_the_tree_of_an_instalment_in_dkk_says_nothing_of_a_currency(reader: Client) -> None:
    text = reader.get("/why/", {"measure": "instalments", "contract": "P-1-K1", "portfolio": "all"}).text
    assert "rate of the contract" not in text


def test_an_instalment_without_a_rate_says_its_amount_in_the_currency_of_the_contract(get: Any, reader: Client) -> None:
    grant = builders.allocation(builders.project("P-2"), "1000.00")
    contract = builders.contract(grant, currency="SEK")
    Instalment.objects.create(contract=contract, number=1, amount="250.00", day="2025-01-01")
    asked = {"measure": "unpaid", "contract": "P-2-K1", "part": "1", "on": "2025-12-31"}
    assert figures(get("why/", **asked)) == (None, 0, 1)
    text = " ".join(reader.get("/why/", asked).text.split())
    assert "In the currency of the contract: 250 SEK." in text
    assert "at the rate of the contract" not in text


@pytest.mark.parametrize("currency", ["DKK", "SEK"])
def test_a_share_of_a_contract_is_not_stated_while_nothing_is_contracted(
    get: Any, reader: Client, currency: str
) -> None:
    grant = builders.allocation(builders.project("P-2"), "1000.00")
    contract = builders.contract(grant, currency=currency)
    Instalment.objects.create(contract=contract, number=1, share="40.00", day="2025-01-01")
    asked = {"measure": "unpaid", "contract": "P-2-K1", "part": "1", "on": "2025-12-31"}
    answer = get("why/", **asked)
    assert figures(answer) == (None, 0, 1)
    assert answer["stated"][0]["amount"] is None
    text = " ".join(reader.get("/why/", asked).text.split())
    assert "In the currency of the contract" not in text
    assert "no rate" not in text
