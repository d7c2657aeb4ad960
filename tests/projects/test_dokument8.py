"""The fixtures against Dokument 8 (J.nr. 09-00283-1), item by item, as read by hand from its annex."""

from decimal import Decimal
from typing import Any

import pytest

from budgets.models import Allocation
from projects.models import Council, Document, Project

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dokument8")]

# Reference: the amount that the item states in DKK (None: it states no amount), start, end, councils with their role.
# "Igangværende projekter", items 1-6; "Afsluttede projekter", items 1-11.
ANNEX: dict[str, tuple[int | None, str | None, str | None, list[tuple[str, str]]]] = {
    "DOK8-O01": (500_000, None, None, []),
    "DOK8-O02": (500_000, None, None, [("MR-S", "funding")]),
    "DOK8-O03": (1_200_000, None, None, []),
    "DOK8-O04": (1_300_000, None, None, []),
    "DOK8-O05": (3_150_000, "2007", None, []),
    "DOK8-O06": (None, None, None, []),
    "DOK8-C01": (None, "2008-10", "2008-10", [("MR-JÄM", "initiating")]),
    "DOK8-C02": (200_000, "2008-04", "2008-04", []),
    "DOK8-C03": (100_000, "2006-09-08", "2006-09-08", [("MR-JÄM", "co-operating"), ("MR-S", "co-operating")]),
    "DOK8-C04": (
        50_000,
        "2006-09",
        "2006-09",
        [("MR-JÄM", "audience"), ("MR-LAG", "audience"), ("MR-S", "audience")],
    ),
    "DOK8-C05": (None, "2005-12-09", "2005-12-11", []),
    "DOK8-C06": (100_000, "2004", "2005", []),
    "DOK8-C07": (550_000, "2004", "2004", [("MR-JÄM", "co-operating"), ("MR-NARKO", "co-operating")]),
    "DOK8-C08": (1_500_000, "2004-09-13", None, []),
    "DOK8-C09": (200_000, "2003", None, []),
    "DOK8-C10": (1_000_000, "2003", None, []),
    "DOK8-C11": (1_650_000, None, "2003-04", []),
}


def text(value: Any) -> str | None:
    return None if value is None else str(value)


def test_the_annex_has_six_ongoing_and_eleven_closed_projects_in_its_order() -> None:
    assert list(Project.objects.own().in_document_order().values_list("reference", flat=True)) == list(ANNEX)
    for project in Project.objects.own():
        assert project.status == ("ongoing" if "-O" in project.reference else "closed")


@pytest.mark.parametrize("reference", ANNEX)
def test_an_item_says_what_the_annex_says(reference: str) -> None:
    amount, starts, ends, councils = ANNEX[reference]
    project = Project.objects.with_budget().get(reference=reference)
    assert project.budget_dkk == (None if amount is None else Decimal(amount))
    assert (text(project.starts), text(project.ends)) == (starts, ends)
    assert sorted((role.council.code, role.role) for role in project.council_roles.all()) == councils
    assert (project.source.document.slug, project.source.section, project.source.item) == (
        "dokument-8",
        project.status,
        int(reference[-2:]),
    )


def test_only_the_council_that_the_annex_names_as_payer_pays() -> None:
    paid = Allocation.objects.exclude(council=None).values_list("reference", "council__code")
    assert list(paid) == [("DOK8-O02-A1", "MR-S")]  # item 2: "MR-S totalt 500.000 DKK"


def test_one_amount_is_the_share_of_an_eu_project() -> None:
    shares = Allocation.objects.filter(scope="share").values_list("reference", flat=True)
    assert list(shares) == ["DOK8-C06-A1"]  # item 6: "NMR var medfinansierare"


def test_one_grant_is_paid_from_adjacent_area_funds() -> None:
    funded = Allocation.objects.exclude(fund=None).values_list("reference", "fund__slug")
    assert list(funded) == [("DOK8-C07-A1", "adjacent-area")]  # item 7: "finansierades med närområdesmedel"


def test_national_action_plans_are_documents_and_no_grants() -> None:
    plans = Document.objects.filter(kind="action-plan", amount__isnull=False).order_by("adopted")
    assert [(str(plan.adopted), plan.amount, plan.currency) for plan in plans] == [
        ("2002-12", Decimal("30000000.00"), "DKK"),
        ("2003-02", Decimal("100000000.00"), "NOK"),
    ]
    assert not Allocation.objects.filter(amount__gte=Decimal(30_000_000)).exists()


@pytest.mark.parametrize(
    ("name", "code"),
    [("MR-LOV", "MR-LAG"), ("MR-LAG", "MR-LAG"), ("MR-JÅM", "MR-JÄM"), ("mr-jäm", "MR-JÄM"), ("MR-Narko", "MR-NARKO")],
)
def test_every_alias_finds_its_council(name: str, code: str) -> None:
    assert Council.objects.known_as(name).get().code == code


def test_a_follow_up_leads_to_the_project_before_it() -> None:
    lines = Project.objects.exclude(earlier_lines=None).values_list("reference", "earlier_lines__earlier__reference")
    assert list(lines) == [("DOK8-C09", "DOK8-C11")]  # item 9: "uppföljning av den gemensamma … kampanjen"


def test_every_project_has_a_title_and_summaries_in_english_danish_and_swedish() -> None:
    for project in Project.objects.own():
        assert project.title_en
        assert all(getattr(project, f"summary_{language}") for language in ("en", "da", "sv")), project


def test_what_was_inferred_says_why() -> None:
    for project in Project.objects.for_list():
        assert all(remark.text for remark in project.all_notes())


def test_initiatives_of_others_never_count_as_the_councils_own() -> None:
    others = Project.objects.filter(portfolio__own=False)
    assert others.count() >= 3
    assert not others.filter(pk__in=Project.objects.own()).exists()
    assert not others.allocations().exists()  # the 145 million is a fact of a document (rule 4)


def test_no_contact_names_a_person() -> None:
    from projects.models import Contact

    assert Contact.objects.filter(vacant=True).count() == 1  # Vindeln
    assert not Contact.objects.exclude(person="", email="", telephone="").exists()
