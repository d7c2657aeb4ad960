"""The editing side: people who open a page and save it get what they saw, or read why it was not saved."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import SavedView
from changes.apply import apply
from changes.models import Way
from changes.proposal import Proposal
from projects.admin import deletion
from projects.models import Council, CouncilAlias, CouncilRole, Document, Organisation, Place, Project, Source
from tests import builders
from tests.admin_pages import Form, address, opened
from tests.cases import once_where_databases_agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(django_user_model: Any) -> Client:
    return signed_in(django_user_model.objects.create_superuser("anna", first_name="Anna", last_name="Berg"))


@pytest.fixture
def bo(django_user_model: Any) -> Client:
    return signed_in(django_user_model.objects.create_superuser("bo", first_name="Bo", last_name="Holm"))


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def added(form: dict[str, str], prefix: str, **values: Any) -> dict[str, Any]:
    """Returns the form with an additional row of an inline, as the page's script adds it."""
    number = int(form[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return {**form, **row, f"{prefix}-TOTAL_FORMS": number + 1}


def text(response: Any) -> str:
    return response.content.decode()


class TestTwoPeople:
    def test_the_second_is_refused_and_told_who_changed_what(self, anna: Client, bo: Client) -> None:
        row = builders.project(title_en="Before")
        first, second = opened(anna, row), opened(bo, row)
        assert anna.post(address(row), {**first, "title_en": "Anna's", "status": "ongoing"}).status_code == 302
        answer = bo.post(address(row), {**second, "title_en": "Bo's"})
        assert answer.status_code == 200
        row.refresh_from_db()
        assert row.title_en == "Anna's"
        for told in ("Anna Berg", "Before → Anna&#x27;s", "Closed → Ongoing", address(row, "history")):
            assert told in text(answer)

    @pytest.mark.once
    def test_what_the_second_typed_is_kept_on_the_page(self, anna: Client, bo: Client) -> None:
        row = builders.project()
        first, second = opened(anna, row), opened(bo, row)
        anna.post(address(row), {**first, "title_en": "Anna's"})
        answer = bo.post(address(row), {**second, "title_en": "Bo's", "summary_da": "Skrevet længe"})
        kept = Form(text(answer)).values
        assert (kept["title_en"], kept["summary_da"]) == ("Bo's", "Skrevet længe")

    @pytest.mark.once
    def test_the_refusal_says_what_to_do(self, bo: Client) -> None:
        row = builders.project(starts="2004")
        second = opened(bo, row)
        apply(proposals=[Proposal.update("project", "P-1", {"starts": "2005"})], way=Way.PAGE)
        refused = text(bo.post(address(row), {**second, "starts": "2006"}))
        assert "Tick this box and save again; without it, saving is refused each time." in refused
        assert f'<a href="{address(row)}">Or open the record anew, without your own text</a>' in refused
        assert bo.post(address(row), {**Form(refused).values, "_save_mine": "1"}).status_code == 302
        row.refresh_from_db()
        assert str(row.starts) == "2006"

    @pytest.mark.once
    def test_a_second_press_of_save_is_refused_too(self, anna: Client, bo: Client) -> None:
        row = builders.project()
        first, second = opened(anna, row), opened(bo, row)
        anna.post(address(row), {**first, "title_en": "Anna's"})
        refused = Form(text(bo.post(address(row), {**second, "title_en": "Bo's"}))).values
        assert bo.post(address(row), refused).status_code == 200
        row.refresh_from_db()
        assert row.title_en == "Anna's"

    def test_an_explicit_word_saves_over_what_was_told_and_no_more(self, anna: Client, bo: Client) -> None:
        row = builders.project()
        first, second = opened(anna, row), opened(bo, row)
        anna.post(address(row), {**first, "title_en": "Anna's"})
        refused = Form(text(bo.post(address(row), {**second, "title_en": "Bo's"}))).values
        anna.post(address(row), {**opened(anna, row), "title_en": "Anna's second"})
        again = bo.post(address(row), {**refused, "_save_mine": "1"})
        assert "Anna&#x27;s second" in text(again)
        final = Form(text(again)).values
        assert bo.post(address(row), {**final, "_save_mine": "1"}).status_code == 302
        row.refresh_from_db()
        assert row.title_en == "Bo's"

    @pytest.mark.once
    def test_the_word_alone_without_having_been_told_saves_nothing(self, anna: Client, bo: Client) -> None:
        row = builders.project()
        first, second = opened(anna, row), opened(bo, row)
        anna.post(address(row), {**first, "title_en": "Anna's"})
        bo.post(address(row), {**second, "title_en": "Bo's", "_save_mine": "1"})
        row.refresh_from_db()
        assert row.title_en == "Anna's"

    @pytest.mark.once
    def test_rows_on_the_page_are_guarded_one_by_one(self, anna: Client, bo: Client) -> None:
        row = builders.project(councils=["MR-A"])
        first, second = opened(anna, row), opened(bo, row)
        anna.post(address(row), {**first, "council_roles-0-role": "funding"})
        answer = bo.post(address(row), {**second, "council_roles-0-role": "audience"})
        assert "Co-operating → Funding" in text(answer)
        assert CouncilRole.objects.get().role == "funding"

    def test_a_row_that_changed_meanwhile_is_not_deleted_unseen(self, anna: Client, bo: Client) -> None:
        row = builders.project(councils=["MR-A"])
        first, second = opened(anna, row), opened(bo, row)
        anna.post(address(row), {**first, "council_roles-0-role": "funding"})
        answer = bo.post(address(row), {**second, "council_roles-0-DELETE": "on"})
        assert "Co-operating → Funding" in text(answer)
        assert CouncilRole.objects.count() == 1

    @pytest.mark.once
    def test_changes_in_different_rows_do_not_meet(self, anna: Client, bo: Client) -> None:
        row = builders.project(councils=["MR-A"])
        first, second = opened(anna, row), opened(bo, row)
        assert anna.post(address(row), {**first, "council_roles-0-role": "funding"}).status_code == 302
        assert bo.post(address(row), {**second, "title_en": "Bo's"}).status_code == 302
        row.refresh_from_db()
        assert (row.title_en, CouncilRole.objects.get().role) == ("Bo's", "funding")

    @pytest.mark.once
    def test_what_only_the_other_changed_stands_when_mine_is_saved_on_purpose(self, anna: Client, bo: Client) -> None:
        row = builders.project(councils=["MR-A"])
        first, second = opened(anna, row), opened(bo, row)
        anna.post(address(row), {**first, "title_en": "Anna's", "council_roles-0-role": "funding"})
        refused = Form(text(bo.post(address(row), {**second, "title_en": "Bo's"}))).values
        assert bo.post(address(row), {**refused, "_save_mine": "1"}).status_code == 302
        row.refresh_from_db()
        assert (row.title_en, CouncilRole.objects.get().role) == ("Bo's", "funding")

    @pytest.mark.once
    def test_a_row_added_meanwhile_stays(self, anna: Client, bo: Client) -> None:
        row, council = builders.project(councils=["MR-A"]), builders.council("MR-B")
        first, second = opened(anna, row), opened(bo, row)
        anna.post(address(row), added(first, "council_roles", council=council.pk, role="funding"))
        assert bo.post(address(row), {**second, "council_roles-0-role": "audience"}).status_code == 302
        roles = CouncilRole.objects.values_list("council__code", "role")
        assert set(roles) == {("MR-A", "audience"), ("MR-B", "funding")}

    def test_the_same_row_added_by_both_is_an_error_in_words(self, anna: Client, bo: Client) -> None:
        row, council = builders.project(), builders.council("MR-B")
        first, second = opened(anna, row), opened(bo, row)
        anna.post(address(row), added(first, "council_roles", council=council.pk, role="funding"))
        answer = bo.post(address(row), added(second, "council_roles", council=council.pk, role="funding"))
        assert "already exists" in text(answer)
        assert CouncilRole.objects.count() == 1

    @pytest.mark.once
    def test_a_row_deleted_meanwhile_is_told_and_can_be_let_go(self, anna: Client, bo: Client) -> None:
        row = builders.project(councils=["MR-A", "MR-B"])
        first, second = opened(anna, row), opened(bo, row)
        anna.post(address(row), {**first, "council_roles-0-DELETE": "on"})
        answer = bo.post(address(row), {**second, "title_en": "Bo's"})
        assert "was deleted by Anna Berg" in text(answer)
        kept = Form(text(answer)).values
        assert kept["title_en"] == "Bo's"
        assert bo.post(address(row), {**kept, "_save_mine": "1"}).status_code == 302
        assert list(CouncilRole.objects.values_list("council__code", flat=True)) == ["MR-B"]

    @pytest.mark.once
    def test_a_page_deleted_meanwhile_says_by_whom_and_gives_back_the_text(self, anna: Client, bo: Client) -> None:
        row = builders.project()
        second = opened(bo, row)
        anna.post(address(row, "delete"), opened(anna, row, "delete"))
        answer = bo.post(address(row), {**second, "summary_da": "Skrevet længe"})
        assert answer.status_code == 409
        assert "was deleted by Anna Berg" in text(answer)
        assert "Skrevet længe" in text(answer)

    def test_what_is_saved_by_a_program_counts_too(self, bo: Client) -> None:
        row = builders.project()
        second = opened(bo, row)
        row.title_en = "From a file"
        row._change_reason = "Loaded from x.yaml"
        row.save()
        answer = bo.post(address(row), {**second, "title_en": "Bo's"})
        assert "Loaded from x.yaml" in text(answer)

    @pytest.mark.parametrize(
        ("stored", "danish"),
        [
            ("Loaded from fixtures/projects.yaml", "Indlæst fra fixtures/projects.yaml"),
            ("Rate of the European Central Bank of 2004-06-01", "Den Europæiske Centralbanks kurs den 2004-06-01"),
            ("By hand: 100 % checked", "By hand: 100 % checked"),
        ],
    )
    def test_the_reasons_of_programs_are_told_in_the_readers_language(
        self, anna: Client, stored: str, danish: str
    ) -> None:
        row = builders.project()
        row._change_reason = stored
        row.save()
        history = f"/admin/projects/project/{row.pk}/history/"
        assert stored in text(anna.get(history, {"lang": "en"}))
        assert danish in text(anna.get(history, {"lang": "da"}))

    def test_deleting_shows_again_what_goes_when_it_has_grown(self, anna: Client, bo: Client) -> None:
        row = builders.project()
        confirmation = opened(bo, row, "delete")
        CouncilRole.objects.create(project=row, council=builders.council("MR-A"), role="funding")
        answer = bo.post(address(row, "delete"), confirmation, follow=True)
        assert "Check them again" in text(answer)
        assert Project.objects.count() == 1
        assert bo.post(address(row, "delete"), Form(text(answer)).values).status_code == 302
        assert not Project.objects.exists()


class TestStates:
    def test_a_project_does_not_follow_itself(self, anna: Client) -> None:
        row = builders.project()
        answer = anna.post(address(row), added(opened(anna, row), "earlier_lines", earlier=row.pk))
        assert "A project does not follow itself." in text(answer)

    def test_a_page_saved_unchanged_makes_no_history(self, anna: Client) -> None:
        row = builders.project(councils=["MR-A"], summary_en="One\nTwo", starts="2004", ends="2005-06")
        anna.post(address(row), opened(anna, row))
        assert (row.history.count(), CouncilRole.history.count()) == (1, 1)

    def test_line_ends_of_the_browser_are_no_change(self, anna: Client) -> None:
        row = builders.project(summary_en="One\nTwo")
        anna.post(address(row), {**opened(anna, row), "summary_en": "One\r\nTwo"})
        assert row.history.count() == 1

    def test_only_the_rows_that_changed_get_a_new_state(self, anna: Client) -> None:
        row, council = builders.project(councils=["MR-A"]), builders.council("MR-B")
        anna.post(address(row), added(opened(anna, row), "council_roles", council=council.pk, role="funding"))
        assert (row.history.count(), CouncilRole.history.count()) == (1, 2)

    def test_the_author_of_a_row_on_the_page_is_kept(self, anna: Client) -> None:
        row = builders.project(councils=["MR-A"])
        anna.post(address(row), {**opened(anna, row), "council_roles-0-role": "funding"})
        assert CouncilRole.history.first().history_user.username == "anna"

    @pytest.mark.parametrize(
        "state", once_where_databases_agree(["", "x", "-1", "9" * 40, "1-2-3", "1;DROP", "٣", "\x00", "1-"])
    )
    def test_a_state_that_was_not_given_out_saves_nothing(self, anna: Client, state: str) -> None:
        row = builders.project(title_en="Before", councils=["MR-A"])
        sent = {**opened(anna, row), "title_en": "After", "opened": state, "council_roles-0-opened": state}
        assert anna.post(address(row), {**sent, "council_roles-0-role": "funding"}).status_code == 200
        row.refresh_from_db()
        assert (row.title_en, CouncilRole.objects.get().role) == ("Before", "co-operating")

    def test_a_new_row_needs_no_state(self, anna: Client) -> None:
        page = opened(anna, Project, "add")
        values = {"reference": "P-9", "portfolio": builders.portfolio().pk, "kind": "study", "status": "closed"}
        sent = {**page, **values, "title_da": "Ny", "source": builders.source().pk}
        assert anna.post(address(Project, "add"), sent).status_code == 302
        assert Project.objects.get().title_da == "Ny"

    def test_a_copy_is_a_new_project_with_its_own_facts(self, anna: Client) -> None:
        row = builders.project("P-1", councils=["MR-A"])
        sent = {**opened(anna, row), "reference": "P-2", "_saveasnew": "1"}
        assert anna.post(address(row), sent).status_code == 302
        copy = Project.objects.get(reference="P-2")
        assert copy.council_roles.count() == row.council_roles.count() == 1

    def test_somebody_who_may_only_look_sees_no_form(self, django_user_model: Any) -> None:
        from django.contrib.auth.models import Permission

        user = django_user_model.objects.create_user("look", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
        row = builders.project(councils=["MR-A"])
        answer = signed_in(user).get(address(row))
        assert answer.status_code == 200
        assert "opened" not in Form(text(answer)).values
        assert "State" not in text(answer)


class TestHistory:
    @pytest.mark.once
    def test_it_tells_the_changes_in_words(self, anna: Client) -> None:
        row = builders.project(starts="2004", councils=["MR-A"])
        sent = {**opened(anna, row), "starts": "2004-09", "status": "ongoing", "council_roles-0-role": "funding"}
        anna.post(address(row), sent)
        page = text(anna.get(address(row, "history")))
        for told in (
            "Anna Berg",
            "<del>2004</del> → <ins>September 2004</ins>",
            "<del>Closed</del>",
            "<ins>Funding</ins>",
        ):
            assert told in page

    @pytest.mark.once
    def test_a_title_tells_only_the_language_that_changed(self, anna: Client, client: Client) -> None:
        row = builders.project(title_en="English", title_da="Dansk")
        anna.cookies.load({"django_language": "da"})
        anna.post(address(row), {**opened(anna, row), "title_da": "Nyt"})
        page = text(anna.get(address(row, "history")))
        assert page.count("<ins>") == 1
        assert "<ins>Nyt</ins>" in page

    def test_an_earlier_state_can_be_brought_back(self, anna: Client) -> None:
        row = builders.project(title_en="First")
        anna.post(address(row), {**opened(anna, row), "title_en": "Second"})
        page = reverse("admin:projects_project_simple_history", args=[row.pk, row.history.last().pk])
        sent = Form(text(anna.get(page))).values
        assert anna.post(page, sent).status_code == 302
        row.refresh_from_db()
        assert row.title_en == "First"

    def test_bringing_back_does_not_overwrite_unseen_either(self, anna: Client, bo: Client) -> None:
        row = builders.project(title_en="First")
        anna.post(address(row), {**opened(anna, row), "title_en": "Second"})
        page = reverse("admin:projects_project_simple_history", args=[row.pk, row.history.last().pk])
        sent = Form(text(anna.get(page))).values
        bo.post(address(row), {**opened(bo, row), "title_en": "Third"})
        assert anna.post(page, sent).status_code == 200
        row.refresh_from_db()
        assert row.title_en == "Third"

    def test_a_deleted_row_keeps_its_history_and_comes_back(self, anna: Client) -> None:
        row = builders.project(title_en="Gone")
        key = row.pk
        done = anna.post(address(row, "delete"), opened(anna, row, "delete"), follow=True)
        history = reverse("admin:projects_project_history", args=[key])
        assert history in text(done)
        assert "Deleted" in text(anna.get(history))
        page = reverse("admin:projects_project_simple_history", args=[key, Project.history.first().pk])
        assert anna.post(page, Form(text(anna.get(page))).values).status_code == 302
        assert Project.objects.get().title_en == "Gone"

    @pytest.mark.parametrize("key", ["abc", "9" * 30, "-1"])
    def test_the_history_of_no_key_is_not_found(self, anna: Client, key: str) -> None:
        assert anna.get(f"/admin/projects/project/{key}/history/").status_code == 404
        assert anna.get(f"/admin/projects/project/1/history/{key}/").status_code == 404


class TestSearch:
    @pytest.mark.parametrize("asked", ["aarhus", "Århus", "ÅRHUS", "arhus"])
    def test_letters_are_folded(self, anna: Client, asked: str) -> None:
        builders.project("P-1", title_da="Møde i Århus")
        builders.project("P-2")
        Place.objects.create(slug="dk", kind="country", code="DK", name_en="Denmark")
        Place.objects.create(slug="x", kind="city", country=Place.objects.get(), name_en="Aarhus", name_da="Århus")
        for model, name in ((Project, "P-1"), (Place, "Aarhus")):
            results = anna.get(address(model, "changelist"), {"q": asked}).context["cl"].result_list
            assert [name in str(row) for row in results] == [True]

    @pytest.mark.parametrize("asked", ["MR-LOV", "mr-lag", "MR-JÅM", "lov"])
    def test_every_code_of_a_council_finds_it(self, anna: Client, asked: str) -> None:
        council = builders.council("MR-LAG")
        for alias in ("MR-LOV", "MR-JÅM"):
            CouncilAlias.objects.create(council=council, alias=alias)
        builders.council("MR-S")
        field = {"app_label": "projects", "model_name": "councilrole", "field_name": "council"}
        found = anna.get(reverse("admin:autocomplete"), {**field, "term": asked}).json()["results"]
        assert [row["text"] for row in found] == ["MR-LAG"]

    def test_every_key_that_is_searched_for_leads_to_a_page_with_a_search(self, rf: Any) -> None:
        for site_admin in admin.site._registry.values():
            if not hasattr(site_admin, "_carries_state"):
                continue
            for name in site_admin.get_autocomplete_fields(rf.get("/")):
                model = site_admin.opts.get_field(name).related_model
                assert admin.site.get_model_admin(model).search_fields, model

    @pytest.mark.once
    def test_the_list_of_projects_takes_the_same_queries_for_any_number(
        self, anna: Client, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(20):
            builders.allocation(builders.project(f"P-{number}", councils=["MR-A", "MR-B"]))
        # session, user, count, count of all, rows, and the choices of three filters
        with django_assert_max_num_queries(9):
            assert anna.get(address(Project, "changelist")).status_code == 200


class TestGaps:
    @pytest.mark.once
    def test_the_page_says_what_is_missing(self, anna: Client) -> None:
        page = text(anna.get(address(builders.project())))
        for told in ("The budget is not stated.", "No council", "No core area", "The start is not stated."):
            assert told in page

    def test_an_end_that_has_passed_is_told_of_an_ongoing_project(self, anna: Client) -> None:
        page = text(anna.get(address(builders.project(status="ongoing", ends="2006"))))
        assert "its end has passed" in page


BAD_PROJECT = [
    ("starts", "2006-13"),
    ("starts", "2006-02-30"),
    ("starts", "0206"),
    ("starts", "x" * 10_000),
    ("starts", "2006\x00"),
    ("ends", "2003"),
    ("title_en", "<script>alert(1)</script>"),
    ("title_en", "x" * 10_000),
    ("title_en", "a\x00b"),
    ("title_en", ""),
    ("summary_fi", "x" * 10_000),
    ("reference", "lower case"),
    ("reference", "P" * 40),
    ("kind", "picnic"),
    ("status", "\x00"),
    ("original_language", "xx"),
    ("portfolio", "999999"),
    ("portfolio", "9" * 40),
    ("source", "abc"),
    ("source", "\x00"),
    ("source", "9" * 40),
]


TAMPERED = [
    ("TOTAL_FORMS", ""), ("TOTAL_FORMS", "x"), ("TOTAL_FORMS", "-1"), ("TOTAL_FORMS", "99999999999"),
    ("INITIAL_FORMS", ""), ("INITIAL_FORMS", "7"), ("INITIAL_FORMS", "-1"), ("INITIAL_FORMS", "9" * 30),
    ("0-id", ""), ("0-id", "abc"), ("0-id", "9" * 30), ("0-id", "\x00"), ("0-project", "9" * 30),
]  # fmt: skip


class TestBadInput:
    @pytest.mark.parametrize(("field", "value"), once_where_databases_agree(BAD_PROJECT))
    def test_it_is_an_error_at_its_field(self, anna: Client, field: str, value: str) -> None:
        row = builders.project(title_en="Before", starts="2004", ends="2005")
        answer = anna.post(address(row), {**opened(anna, row), "summary_da": "ny", field: value})
        assert answer.status_code == 200
        assert list(answer.context["adminform"].form.errors) == [field]
        row.refresh_from_db()
        assert (row.title_en, row.summary_da) == ("Before", None)

    @pytest.mark.parametrize(
        ("field", "value"), [("council", "abc"), ("council", "9" * 40), ("role", "boss"), ("role", "\x00")]
    )
    def test_a_bad_row_holds_back_the_whole_page(self, anna: Client, field: str, value: str) -> None:
        row = builders.project(title_en="Before", councils=["MR-A"])
        sent = {**opened(anna, row), "title_en": "After", f"council_roles-0-{field}": value}
        answer = anna.post(address(row), sent)
        assert answer.status_code == 200
        row.refresh_from_db()
        assert row.title_en == "Before"

    @pytest.mark.once
    def test_an_inferred_fact_asks_for_its_reason_at_the_note(self, anna: Client) -> None:
        row = builders.project(councils=["MR-A"])
        answer = anna.post(address(row), {**opened(anna, row), "council_roles-0-inferred": "on"})
        errors = [one.formset.errors for one in answer.context["inline_admin_formsets"]]
        assert [{"note_en": ["An inferred fact needs a note that gives the reason."]}] in errors

    @pytest.mark.parametrize(("name", "value"), once_where_databases_agree(TAMPERED))
    def test_a_tampered_form_is_refused_in_words(self, anna: Client, name: str, value: str) -> None:
        row = builders.project(title_en="Before", councils=["MR-A"])
        sent = {**opened(anna, row), f"council_roles-{name}": value}
        assert anna.post(address(row), sent).status_code in (200, 302, 400)
        assert list(CouncilRole.objects.values_list("council__code", "role")) == [("MR-A", "co-operating")]

    @pytest.mark.once
    def test_a_page_without_its_management_forms_saves_nothing(self, anna: Client) -> None:
        row = builders.project(title_en="Before")
        sent = {name: value for name, value in opened(anna, row).items() if not name.endswith("_FORMS")}
        assert anna.post(address(row), {**sent, "title_en": "After"}).status_code == 200
        row.refresh_from_db()
        assert row.title_en == "Before"

    def test_a_row_of_another_project_is_not_taken_over(self, anna: Client) -> None:
        row, other = builders.project("P-1", councils=["MR-A"]), builders.project("P-2", councils=["MR-B"])
        foreign = other.council_roles.get()
        sent = {**opened(anna, row), "council_roles-0-id": foreign.pk, "council_roles-0-role": "funding"}
        assert anna.post(address(row), sent).status_code == 200
        foreign.refresh_from_db()
        assert (foreign.project, foreign.role) == (other, "co-operating")

    @pytest.mark.parametrize("chosen", ["abc", "\x00", "9" * 40])
    def test_an_action_on_no_key_is_a_bad_request(self, anna: Client, chosen: str) -> None:
        builders.project()
        sent = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
        assert anna.post(address(Project, "changelist"), sent).status_code == 400

    @pytest.mark.parametrize("query", ["source=abc", "portfolio=zz", "source=" + "9" * 40, "starts=abc", "kind=zz"])
    def test_nonsense_to_start_a_new_page_with_is_no_crash(self, anna: Client, query: str) -> None:
        assert anna.get(f"{address(Project, 'add')}?{query}").status_code == 200

    @pytest.mark.parametrize("key", ["abc", "9" * 30, "-1", "_00"])
    def test_a_page_of_no_key_is_no_crash(self, anna: Client, key: str) -> None:
        for page in ("change", "delete"):
            for answer in (anna.get, anna.post):
                assert answer(f"/admin/projects/project/{key}/{page}/").status_code in (302, 409)

    def test_a_council_takes_no_code_that_another_goes_by(self, anna: Client) -> None:
        CouncilAlias.objects.create(council=builders.council("MR-LAG"), alias="MR-LOV")
        sent = {**opened(anna, Council, "add"), "code": "MR-LÖV", "name_en": "Law"}
        answer = anna.post(address(Council, "add"), sent)
        assert "already known as a code of MR-LAG" in text(answer)

    def test_an_alias_takes_no_code_that_another_goes_by(self, anna: Client) -> None:
        builders.council("MR-S")
        row = builders.council("MR-LAG")
        answer = anna.post(address(row), added(opened(anna, row), "aliases", alias="mr-s"))
        assert "already known as a code of MR-S" in text(answer)

    def test_two_new_rows_that_break_a_rule_together_are_an_error_in_words(self, anna: Client) -> None:
        row = Document.objects.create(slug="paper", title_en="Paper", kind="report")
        sent = added(opened(anna, row), "parties", role="party", council=builders.council("MR-A").pk)
        sent = added(sent, "parties", role="party", council=Council.objects.get().pk)
        assert anna.post(address(row), sent).status_code == 200
        assert not row.parties.exists()

    def test_two_new_sources_of_one_section_are_an_error_in_words(self, anna: Client) -> None:
        row = Document.objects.create(slug="paper", title_en="Paper", kind="report")
        sent = added(opened(anna, row), "sources", slug="a", section="one")
        sent = added(sent, "sources", slug="b", section="one")
        assert anna.post(address(row), sent).status_code == 200
        assert not Source.objects.exists()

    def test_a_race_for_a_unique_value_ends_in_words(self, anna: Client, monkeypatch: Any) -> None:
        row = builders.project("P-1")
        builders.project("P-2")
        monkeypatch.setattr(Project, "validate_unique", lambda *args, **kwargs: None)
        answer = anna.post(address(row), {**opened(anna, row), "reference": "P-2", "summary_da": "Skrevet"})
        assert answer.status_code == 409
        assert "Skrevet" in text(answer)

    def test_a_vacant_post_names_nobody(self, anna: Client) -> None:
        row = Organisation.objects.create(slug="o", name_en="O")
        sent = added(opened(anna, row), "contacts", post="Chair", vacant="on", person="Somebody")
        assert "A vacant post has no person" in text(anna.post(address(row), sent))


# Inline styles and scripts, which the site's Content-Security-Policy would block
FORBIDDEN = re.compile(r"""<[^>]+\s(style|on[a-z]+)=["']|<style|<script(?![^>]*\ssrc=["']/)(?![^>]*application/json)""")


def test_every_page_opens_and_keeps_to_the_policy(anna: Client, dokument8: None) -> None:
    for model, site_admin in admin.site._registry.items():
        if not hasattr(site_admin, "_carries_state"):
            continue
        # Saved views are made on a page of the site, never here
        pages = [address(model, "changelist"), *([] if model is SavedView else [address(model, "add")])]
        row = model._default_manager.first()
        pages += [address(row, page) for page in ("change", "history", "delete")] if row else []
        for page in pages:
            answer = anna.get(page)
            assert answer.status_code == 200, page
            assert not FORBIDDEN.search(text(answer)), page


def test_rows_of_the_register_can_be_saved_as_they_stand(anna: Client, dokument8: None) -> None:
    for model, most in ((Project, 6), (Document, 6), (Council, 2), (Organisation, 3), (Place, 6)):
        for row in model._default_manager.all()[:most]:
            before = row.history.count()
            answer = anna.post(address(row), opened(anna, row))
            assert answer.status_code == 302, (row, answer.context["errors"])
            assert row.history.count() == before, row


def test_a_country_that_a_region_spans_is_not_deleted_on_the_editing_side_either(anna: Client) -> None:
    norway = builders.country("NO")
    region = Place.objects.create(slug="north", name_en="The North", kind="region")
    region.spans.add(norway)
    shown = Form(text(anna.get(address(norway, "delete")))).values["shown"]
    refused = anna.post(address(norway, "delete"), {"post": "yes", "shown": shown})
    assert "It cannot be deleted: place The North: spans NO refer to it." in text(refused)
    sent = {"action": "delete_selected", "_selected_action": [norway.pk], "post": "yes", "shown": shown}
    anna.post(address(Place, "changelist"), sent)
    assert list(region.spans.all()) == [norway]


def test_deleting_several_shows_what_goes_with_them(anna: Client) -> None:
    row = builders.project(councils=["MR-A"])
    builders.allocation(row, "1200000")
    sent = {"action": "delete_selected", "_selected_action": [row.pk]}
    page = text(anna.post(address(Project, "changelist"), sent))
    assert "1,200,000 DKK is deleted too" in page
    assert "MR-A" in page
    anna.post(address(Project, "changelist"), {**sent, "post": "yes", "shown": Form(page).values["shown"]})
    assert not Project.objects.exists()
    assert CouncilRole.history.filter(history_type="-").count() == 1


@pytest.mark.parametrize("change", ["of a row", "of a row that goes with it"])
def test_several_are_not_deleted_when_something_changed_since_they_were_shown(
    anna: Client, bo: Client, change: str
) -> None:
    row, other = builders.project("P-1"), builders.project("P-2")
    sent = {"action": "delete_selected", "_selected_action": [row.pk, other.pk]}
    shown = Form(text(anna.post(address(Project, "changelist"), sent))).values["shown"]
    if change == "of a row":
        bo.post(address(other), {**opened(bo, other), "title_en": "Bo's"})
    else:
        builders.allocation(other, "1200000")
    answer = anna.post(address(Project, "changelist"), {**sent, "post": "yes", "shown": shown})
    assert "The rows to delete have changed since you saw them" in text(answer)
    assert Project.objects.count() == 2
    again = {**sent, "post": "yes", "shown": Form(text(answer)).values["shown"]}
    assert anna.post(address(Project, "changelist"), again).status_code == 302
    assert not Project.objects.exists()


def test_a_council_that_is_named_is_not_deleted(anna: Client) -> None:
    builders.project(councils=["MR-A"])
    row = Council.objects.get()
    assert "protected" in text(anna.get(address(row, "delete")))
    anna.post(address(row, "delete"), {"post": "yes"})
    assert Council.objects.exists()


@pytest.mark.parametrize("many", [True, False])
def test_many_rows_that_forbid_a_deletion_are_counted_not_listed(anna: Client, monkeypatch: Any, many: bool) -> None:
    for number in range(5):
        row = builders.project(f"P-{number}", councils=["MR-A"])
        builders.allocation(row, council=Council.objects.get())
    council = Council.objects.get()
    monkeypatch.setattr(deletion, "MOST_COLLECTED", 9 if many else 10)
    monkeypatch.setattr(deletion, "MOST_NAMED", 2)
    page = text(anna.get(address(council, "delete")))
    assert ("Allocation: P-0-A1" in page) == many
    assert ("Allocations: 3 more" in page) == many
    assert "P-4-A1" not in page if many else "P-4-A1" in page
    sent = {"action": "delete_selected", "_selected_action": [council.pk]}
    assert ("Allocations: 3 more" in text(anna.post(address(Council, "changelist"), sent))) == many
    anna.post(address(council, "delete"), {"post": "yes", "shown": ""})
    assert Council.objects.exists()


def test_the_register_stands_before_the_accounts(anna: Client) -> None:
    apps = [(app["app_label"], app["models"][0]["object_name"]) for app in anna.get("/admin/").context["app_list"]]
    assert apps[:2] == [("projects", "Project"), ("budgets", "Allocation")]
    assert "Accounts" in text(anna.get("/admin/"))


@pytest.mark.once
def test_texts_stand_by_language_with_the_readers_and_the_originals_first(anna: Client) -> None:
    row = builders.project(title_en="A study", title_sv="En studie", original_language="sv")
    answer = anna.get(address(row), {"lang": "da"})
    groups = [(one.name, "collapse" in one.classes) for one in answer.context["adminform"]][1:]
    assert [closed for _name, closed in groups] == [False, False, True, True, True, True]
    assert groups[0][0].startswith("Dansk")
    assert groups[1][0].startswith("Svensk")


@pytest.mark.once
def test_a_browser_without_scripts_gets_lists_and_empty_rows(anna: Client) -> None:
    row = builders.project(councils=["MR-A"])
    assert "council_roles-1-council" not in text(anna.get(address(row)))
    plain = text(anna.get(address(row), {"plain": "1"}))
    assert "council_roles-1-council" in plain
    assert "admin-autocomplete" not in plain


@pytest.mark.once
def test_each_value_of_a_list_names_its_column_in_the_readers_language(anna: Client) -> None:
    builders.project(title_en="<b>A study</b>")
    page = text(anna.get(address(Project, "changelist"), {"status": "closed"}))
    assert 'data-label="Status"' in page
    assert "<b>A study" not in page


@pytest.mark.once
def test_rights_are_named_in_the_readers_language(anna: Client, django_user_model: Any) -> None:
    page = text(anna.get(address(django_user_model.objects.get(username="anna")), headers={"Accept-Language": "is"}))
    assert "verkefni: Breyta · Verkefnaskrá" in page
    assert "Can change" not in page


class TestTheWayBack:
    def test_after_saving_one_stands_on_the_project(self, anna: Client) -> None:
        row = builders.project("P-1")
        assert anna.post(address(row), {**opened(anna, row), "_save": "1"}).headers["location"] == "/projects/P-1/"
        sent = {**opened(anna, row), "reference": "P-2", "_saveasnew": "1"}
        added = anna.post(address(row), sent)
        assert added.status_code == 302
        new = {**opened(anna, Project, "add"), "reference": "P-3", "title_en": "New", "kind": "study"}
        new |= {"status": "ongoing", "portfolio": row.portfolio_id, "source": row.source_id, "original_language": "en"}
        assert anna.post(address(Project, "add"), {**new, "_save": "1"}).headers["location"] == "/projects/P-3/"

    def test_a_new_project_is_offered_to_those_who_may_add_one(self, anna: Client, reader: Client) -> None:
        for path in ("/", "/projects/"):
            assert 'href="/projects/new/"' in text(anna.get(path))
            assert "/projects/new/" not in text(reader.get(path))


class TestRefusals:
    def test_a_refused_save_says_so_at_the_top_and_at_the_field(self, anna: Client) -> None:
        row = builders.project("P-1")
        page = text(anna.post(address(row), {**opened(anna, row), "reference": "", "ends": "soon"}))
        top = page[page.index('class="problems-of-form"') : page.index("</section>", page.index("problems-of-form"))]
        assert "Nothing has been saved" in top
        assert '<a href="#id_reference">Reference</a>: This field is required.' in top
        assert '<a href="#id_ends">End' in top
        assert page.count("This field is required.") == 2

    def test_an_error_in_a_row_names_the_row(self, anna: Client) -> None:
        row = builders.project("P-1")
        council = Council.objects.create(code="MR-X", name_en="X")
        sent = added(opened(anna, row), "council_roles", council=str(council.pk), role="")
        top = text(anna.post(address(row), sent)).split('class="problems-of-form"')[1].split("</section>")[0]
        assert '<a href="#id_council_roles-0-role">' in top
        assert " 1: Role</a>" in top


def test_sources_to_choose_from_differ_in_their_first_words(anna: Client) -> None:
    document = Document.objects.create(slug="d", title_en="A long title that all of them share")
    for item in (7, 8):
        Source.objects.create(
            slug=f"s-{item}", document=document, section="closed", item=item, heading="Closed projects"
        )
    query = {"term": "", "app_label": "projects", "model_name": "project", "field_name": "source"}
    found = [one["text"] for one in anna.get(reverse("admin:autocomplete"), query).json()["results"]]
    assert found == [
        "no. 7 · Closed projects · A long title that all of them share",
        "no. 8 · Closed projects · A long title that all of them share",
    ]
