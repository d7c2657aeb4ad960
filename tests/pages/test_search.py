"""The search across the whole register: what it finds, in which order, and what it refuses."""

from typing import Any

import pytest
from django.test import Client

from pages.marking import excerpt, marked
from pages.search import found
from projects.models import Contact, Organisation
from tests.pages.test_pages import text_of

pytestmark = pytest.mark.django_db


def first(text: str, kind: str) -> str:
    """Returns the natural key of the best hit of a kind; empty if there is none."""
    answers = {answer.kind.name: answer.hits[0].row for answer in found(text)}
    return str(answers[kind].natural_key()[0]) if kind in answers else ""


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("text", "kind", "row"),
    [
        ("MR-LOV", "councils", "MR-LAG"),
        ("mr-jam", "councils", "MR-JÄM"),
        ("ligestilling", "councils", "MR-JÄM"),
        ("DOK8-C07", "projects", "DOK8-C07"),
        ("dok8 c07", "projects", "DOK8-C07"),
        ("Policewomen's Network", "projects", "DOK8-C06"),
        ("DOK8-C06-A1", "allocations", "DOK8-C06-A1"),
        *((text, "places", "st-petersburg") for text in ("Sankt Petersborg", "Skt. Petersborg", "St Petersburg")),
        *((text, "places", "st-petersburg") for text in ("S:t Petersburg", "pietari", "SANKTI PÉTURSBORG")),
        ("NV Rusland", "places", "north-west-russia"),
        ("Umea", "places", "umea"),
        ("se", "places", "sweden"),
        ("Østersørådet", "organisations", "cbss"),
        ("ostersoradet", "organisations", "cbss"),
        ("tf-thb", "organisations", "tf-thb"),
        ("Redegørelse Nordisk Råd", "documents", "dokument-8"),
        ("09-00283-1", "documents", "dokument-8"),
        ("Skt. Petersborgs viceguvernør Oslo", "events", "vice-governor-visits-oslo"),
    ],
)
def test_a_row_is_found_by_what_people_call_it(text: str, kind: str, row: str) -> None:
    assert first(text, kind) == row


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(("text", "kind"), [("dok8-c07", "projects"), ("MR-LOV", "councils"), ("SE", "places")])
def test_an_exact_code_stands_on_top(text: str, kind: str) -> None:
    answers = found(text)
    assert answers[0].kind.name == kind
    assert answers[0].hits[0].exact


@pytest.mark.usefixtures("dokument8")
def test_the_link_to_all_leads_to_as_many(reader: Client) -> None:
    answers = [answer for answer in found("r") if answer.url]
    assert {answer.kind.name for answer in answers} >= {"projects", "organisations", "places", "documents"}
    for answer in answers:
        assert reader.get(answer.url).context["page"].paginator.count == answer.number
        assert len(answer.hits) == min(answer.number, 10)


@pytest.mark.usefixtures("dokument8")
def test_a_hit_says_which_name_was_found(reader: Client) -> None:
    page = reader.get("/search/?search=Sankt+Petersborg").content.decode()
    assert "<mark>Sankt</mark> <mark>Petersborg</mark>" in page
    assert '<p class="hit-because" lang="da">Skt. <mark>Petersborg</mark> Bystyre</p>' in page


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Ærø, Åland", ["aro"], "<mark>Ærø</mark>, Åland"),
        ("(Skt.) <b>x</b>", ["skt", "b"], "(<mark>Skt</mark>.) &lt;<mark>b&gt;x&lt;/b</mark>&gt;"),
        ("a & b", ["&"], "a <mark>&amp;</mark> b"),
        ("", ["x"], ""),
    ],
)
def test_found_words_are_marked_and_everything_is_escaped(text: str, words: list[str], shown: str) -> None:
    assert marked(text, words) == shown


def test_a_long_text_is_cut_around_the_word_that_was_found() -> None:
    told = excerpt(" ".join(["before"] * 50 + ["här"] + ["after"] * 50), ["har"])
    assert told.startswith("… before")
    assert "<mark>här</mark> after" in told
    assert told.endswith("after …")
    assert len(told.split()) < 40


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ("", 200, "Every word has to occur."),
        ("search=", 200, "Every word has to occur."),
        ("search=%20%CC%81", 200, "Nothing was found with all of these words"),
        ("search=%25", 200, "Nothing was found with all of these words"),
        ("search=_", 200, "Nothing was found with all of these words"),
        ("search=xyzzy", 200, "Try fewer words"),
        ("search=%3Cscript%3E", 200, "Nothing was found with all of these words: <script>"),
        ("search=MR-LOV&search=lovgivning", 200, "MR-LAG"),
        ("search=%00", 400, "NUL"),
        (f"search={'a' * 5_000}", 400, "at most 200 characters"),
        (f"search={'a' * 10_000}", 414, "Choose fewer filters"),
        (f"search={'a+' * 99}", 400, "No more than 12 words."),
        ("search=x&page_sise=3", 400, "page_sise"),
        ("lang=xx", 400, "xx"),
    ],
)
def test_whatever_is_typed_is_answered(reader: Client, query: str, status: int, word: str) -> None:
    answer = reader.get(f"/search/?{query}")
    assert answer.status_code == status
    assert word in text_of(answer)
    assert "<script>" not in answer.content.decode()


@pytest.mark.usefixtures("dokument8")
def test_contacts_are_never_searched(django_user_model: Any) -> None:
    body = Organisation.objects.get(slug="umea-kommun")
    Contact.objects.create(organisation=body, post="Zookeeper", person="Zebediah", email="zebediah@example.org")
    assert not [found(word) for word in ("Zookeeper", "Zebediah", "zebediah@example.org") if found(word)]


@pytest.mark.usefixtures("dokument8")
def test_a_search_takes_few_queries(reader: Client, django_assert_max_num_queries: Any) -> None:
    # Session and account; for each of the seven kinds its rows and their number; the partners of projects, the aliases
    # of councils, the projects of events; the files
    with django_assert_max_num_queries(2 + 2 * 7 + 3 + 1):
        assert reader.get("/search/?search=a").status_code == 200


def test_searching_needs_an_account(client: Client) -> None:
    assert client.get("/search/?search=a").headers["location"].startswith("/sign-in/")
