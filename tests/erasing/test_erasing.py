"""After an erasure, no table of the database holds the person's name, e-mail address or telephone number."""

import json
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.utils.crypto import salted_hmac

from accounts.models import RoleLimit, SavedView
from accounts.roles import Role
from budgets.books.reading.cells import Line, Sheet, packed
from budgets.models import LedgerFile
from changes.erasing.erase import erase_account, erase_contact, was_erased
from changes.erasing.models import SALT, Erasure
from changes.erasing.sweep import texts_of
from changes.erasing.terms import Terms
from changes.models import Change, RecordChange, Way
from changes.opened import changing
from desk.models import Comment
from projects.fields import FoldedField, SortKeyField
from projects.kept.fields import KeptField
from projects.language.sorting import sort_key
from projects.models import Contact, Project
from tables.models import TableFile
from tables.reading.cells import Line as TableLine
from tables.reading.cells import Sheet as TableSheet
from tables.reading.cells import packed as packed_table
from tests import builders
from tests.changes.api.program import Program
from tests.rights import people

pytestmark = pytest.mark.django_db

NAME, EMAIL, PHONE = "Ásta Plantsdóttir", "asta.plants@example.is", "+354 555 1234"
PLANTED = f" {NAME} {EMAIL} {PHONE}"
SPELLINGS = ("plantsdóttir", "plantsdottir", "asta.plants", "555 1234", r"plantsd\u00f3ttir")


def everything() -> Iterator[tuple[str, str, str]]:
    """Yields every text of every table: table, column, text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for name in texts_of(cursor, table):
                quoted = connection.ops.quote_name(name)
                cursor.execute(f"SELECT CAST({quoted} AS TEXT) FROM {connection.ops.quote_name(table)}")  # noqa: S608
                yield from ((table, name, text) for (text,) in cursor.fetchall() if text)


def left() -> list[tuple[str, str, str]]:
    """Returns every text that still holds the person."""
    found = ((table, name, text.casefold()) for table, name, text in everything())
    held = ((*where, text, one) for *where, text in found for one in SPELLINGS if one in text)
    return [(table, name, text[max(0, text.index(one) - 60) :][:120]) for table, name, text, one in held]


CODED = ("recurrence", "timezone", "uid", "languages", "audience", "exceptions")
"""Texts that are written in a language of their own, in which no name can stand."""
OF_THE_PROGRAM = ("contenttypes", "auth.", "sessions")


def takes_text(column: Any) -> bool:
    derived = isinstance(column, FoldedField | SortKeyField | KeptField) or getattr(column, "generated", False)
    long = column.max_length is None or column.max_length >= 100
    free = column.get_internal_type() in ("CharField", "TextField") and not column.choices
    return free and long and column.name not in CODED and not (derived or column.unique or column.primary_key)


def plant_everywhere() -> int:
    """Writes the person into every free text and every JSON of the database. Returns how many columns it wrote."""
    planted = 0
    listed = apps.get_models(include_auto_created=True)
    for model in [one for one in listed if not one._meta.label.startswith(OF_THE_PROGRAM)]:
        for column in model._meta.concrete_fields:
            if isinstance(column, models.JSONField):
                planted += _plant_json(model, column)
            elif takes_text(column):
                planted += _plant_text(model._meta.db_table, column.column)
    return planted


def _plant_text(table: str, name: str) -> int:
    table, name = connection.ops.quote_name(table), connection.ops.quote_name(name)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {name} = COALESCE({name}, '') || %s", [PLANTED])  # noqa: S608
            return int(cursor.rowcount > 0)
    except IntegrityError:
        # A rule of the database forbids a text here
        return 0


def _plant_json(model: Any, column: Any) -> int:
    written = 0
    for row in model._base_manager.all():
        said = getattr(row, column.attname)
        if isinstance(said, dict):
            model._base_manager.filter(pk=row.pk).update(**{column.name: {**said, "planted": ["so", PLANTED]}})
            written = 1
    return written


@pytest.fixture
def register() -> dict[str, Any]:
    """A register with a row of each kind, written by an account whose name is planted, and a contact."""
    known = people.register()
    account = get_user_model().objects.get(username="other")
    account.username, account.email = "asta.plants@example.is", EMAIL
    account.first_name, account.last_name = NAME.split()
    account.save()
    contact = Contact.objects.get()
    with changing(way=Way.ADMIN, actor=account):
        Contact.objects.filter(pk=contact.pk).update(person=NAME, email=EMAIL, telephone=PHONE, note="Call Ásta.")
    sheet = Sheet("ledger", [Line(1, [NAME, "100"])])
    boss = people.account(people.CHIEF, "boss")
    LedgerFile.objects.create(person=boss, name="theirs.csv", cells=packed(sheet))
    lines = [TableLine(1, ["Name"]), TableLine(2, [NAME])]
    TableFile.objects.create(person=boss, name="list.csv", sha256="0" * 64, cells=packed_table(TableSheet("", lines)))
    client = Client()
    client.force_login(account)
    with changing(way=Way.ADMIN, actor=account):
        Project.objects.update(summary_en=f"Led by {NAME}.")
    assert plant_everywhere() > 60
    return {**known, "account": account, "contact": Contact.objects.get(), "boss": boss}


def test_after_erasing_both_nothing_of_the_person_is_left(register: dict[str, Any]) -> None:
    assert len(left()) > 60
    erase_contact(contact=register["contact"], by=register["boss"], reason=f"{NAME} asked for it")
    erase_account(account=register["account"], by=register["boss"])
    assert left() == []
    assert Session.objects.count() == 0
    assert [one.reason for one in Erasure.objects.order_by("pk")] == ["[erased] asked for it", ""]


def test_an_account_stays_under_a_pseudonym_that_is_closed(register: dict[str, Any]) -> None:
    account, changes = register["account"], Change.objects.filter(actor=register["account"]).count()
    report = erase_account(account=account, by=register["boss"])
    account.refresh_from_db()
    assert account.username == account.get_full_name() + f"erased-person-{account.pk}"
    assert (account.is_active, account.is_staff, account.email, account.has_usable_password()) == (
        False,
        False,
        "",
        False,
    )
    assert Change.objects.filter(actor=account).count() == changes > 0
    assert not SavedView.objects.exists()
    assert not SavedView.history.exists()
    assert not RoleLimit.objects.exists()
    assert Comment.objects.get().author == account
    assert report.stays["changes"] == changes
    assert sum(report.deleted.values()) + sum(report.changed.values()) == report.erasure.rows  # type: ignore[union-attr]


def test_texts_of_records_stay_without_the_name_and_are_found_without_it(register: dict[str, Any]) -> None:
    erase_account(account=register["account"], by=register["boss"])
    project = Project.objects.get()
    assert project.summary_en.startswith("Led by [erased].")
    assert "plants" not in project.search_text
    spelled = sort_key("plants", "is")[:12]
    assert spelled in sort_key(PLANTED, "is"), "a key for sorting spells the text"
    keys = [state.sort_key_is for state in Project.history.all()]
    assert keys
    assert not [key for key in [*keys, project.sort_key_is] if spelled in key]
    assert Project.history.filter(summary_en__contains="Led by [erased]").exists()


def test_a_dry_run_writes_nothing_and_counts_the_same(register: dict[str, Any]) -> None:
    before = sorted(everything())
    seen = erase_contact(contact=register["contact"], dry_run=True)
    assert sorted(everything()) == before
    done = erase_contact(contact=register["contact"])
    assert (seen.deleted, seen.changed) == (done.deleted, done.changed)


def test_the_proof_holds_no_name_and_answers_for_it(register: dict[str, Any]) -> None:
    erase_account(account=register["account"], by=register["boss"], reason="Asked for it")
    (proof,) = was_erased(EMAIL.upper())
    assert (proof.kind, proof.row, proof.by, proof.reason) == (
        "account",
        register["account"].pk,
        register["boss"],
        "Asked for it",
    )
    assert was_erased(NAME) == [proof]
    assert was_erased("Anna Andersson") == []


def test_a_mirror_learns_of_it_without_the_data(register: dict[str, Any]) -> None:
    after = Change.objects.latest("number").number
    number, key = register["contact"].pk, register["account"].pk
    erase_contact(contact=register["contact"], by=register["boss"])
    erase_account(account=register["account"], by=register["boss"])
    answer = Program(register["boss"]).get(f"changes/?after={after}")
    assert answer.status_code == 200, answer.content
    feed = answer.json()["results"]
    assert [(one["way"], one["erased"]) for one in feed] == [
        ("erasure", [{"kind": "contact", "number": number}]),
        ("erasure", [{"kind": "account", "number": key}]),
    ]
    keys = {(record["kind"], record["key"]) for record in feed[0]["records"]}
    assert ("project", "P-1") in keys, "a text from which the name went reads otherwise now"
    whole = Program(register["boss"]).get("changes/").content.decode()
    assert not any(one in whole.casefold() for one in SPELLINGS)


def test_contacts_have_no_name_in_old_changes(register: dict[str, Any]) -> None:
    erase_contact(contact=register["contact"])
    rows = RecordChange.objects.filter(kind="contact")
    assert {(row.key, row.before, row.after) for row in rows} == {("[erased]", None, None)}


def test_the_log_of_the_editing_side_forgets_them() -> None:
    boss = people.account(people.CHIEF, "boss")
    contact = builders.contact()
    client = Client()
    client.force_login(boss)
    client.post(f"/admin/projects/contact/{contact.pk}/delete/", {"post": "yes"})
    other = builders.contact() if not Contact.objects.exists() else Contact.objects.get()
    LogEntry.objects.create(
        user=boss, content_type_id=_kind(Contact), object_id=str(other.pk), object_repr=NAME, action_flag=2
    )
    erase_contact(contact=other)
    assert not LogEntry.objects.filter(object_repr=NAME).exists()


def _kind(model: Any) -> int:
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(model).pk


def test_short_names_are_not_looked_for_and_the_report_says_so() -> None:
    contact = builders.contact()
    Contact.objects.filter(pk=contact.pk).update(person="Bo")
    project = builders.project("P-9", title_en="Bo bättre")
    contact.refresh_from_db()
    assert erase_contact(contact=contact, dry_run=True).not_searched == ["Bo"]
    erase_contact(contact=contact)
    project.refresh_from_db()
    assert project.title_en == "Bo bättre"


def test_the_command_asks_first_and_checks_later(register: dict[str, Any]) -> None:
    def run(*arguments: str) -> str:
        out = StringIO()
        call_command("erase", *arguments, stdout=out)
        return out.getvalue()

    user_name = register["account"].username
    assert "Nothing is written yet" in run("account", user_name)
    assert get_user_model().objects.filter(username=user_name).exists()
    assert "Erased." in run("account", user_name, "--yes")
    assert "account" in run("check", EMAIL)
    assert "No erasure" in run("check", "Nobody At All")
    with pytest.raises(CommandError, match="There is none"):
        run("contact", "999999")


def test_the_last_superuser_is_not_erased() -> None:
    boss = people.account(people.CHIEF, "boss")
    with pytest.raises(CommandError, match="the only account with every right"):
        call_command("erase", "account", boss.username, "--yes")


def test_pages_show_what_goes_and_erase_after_a_confirmation(register: dict[str, Any]) -> None:
    admin, adviser = (
        people.account(role, name) for role, name in ((Role.ADMINISTRATOR, "adam"), (Role.ADVISER, "ada"))
    )
    address = f"/people/{register['account'].pk}/erase/"
    browsers = {}
    for person in (admin, adviser):
        browsers[person.username] = Client()
        browsers[person.username].force_login(person)
    assert browsers["ada"].get(address).status_code == 403
    assert browsers["adam"].get(f"/people/{admin.pk}/erase/").status_code == 403, "nobody erases themselves"
    page = browsers["adam"].get(address)
    assert page.status_code == 200
    assert "Stays, under a pseudonym" in page.content.decode()
    assert browsers["adam"].post(address, {"reason": "Left"}).status_code == 400, "not without the tick"
    assert browsers["adam"].post(address, {"reason": "Left", "sure": "on"})["Location"] == "/people/"
    contact = f"/contacts/{register['contact'].pk}/erase/"
    assert browsers["adam"].get(contact).status_code == 403
    assert browsers["ada"].post(contact, {"sure": "on"})["Location"] == "/organisations/body/"
    assert left() == []


def test_json_stays_json(register: dict[str, Any]) -> None:
    erase_account(account=register["account"], by=register["boss"])
    for row in RecordChange.objects.exclude(after=None):
        assert json.loads(json.dumps(row.after)) == row.after
        if "planted" in row.after:
            assert row.after["planted"] == ["so", " [erased] [erased] +354 555 1234"]


WRITTEN = [
    "Åsa Plantessons rapport",
    "Åsa Plantesson’s report",
    "from Åsa  Plantesson",
    "from Åsa\nPlantesson",
    "Plantesson, Åsa",
    "call +46 70 123 45 67",
    "call +46701234567",
    "call 0046 (0)70-123 45 67",
    "call 070-1234567",
    "call 701234567",
    "/?q=%C3%85sa+Plantesson",
    "/?q=%c3%a5sa%20Plantesson",
    "/?q=Åsa%20Plantesson&page=2",
    "see %C3%85sa_Plantesson.pdf",
    "see asa-plantesson-cv",
    "see /asa_plantesson/",
    "/?q=asa.plantesson%40example.se",
]


def test_other_spellings_of_a_person_go_too() -> None:
    named = {"person": "Åsa Plantesson", "email": "asa.plantesson@example.se", "telephone": "+46 70-123 45 67"}
    person = Contact.objects.create(organisation=builders.organisation("body"), post="Head", **named)
    project = builders.project("P-1")
    Project.objects.filter(pk=project.pk).update(summary="\n".join(WRITTEN))
    reader = people.account(Role.READER, "rita")
    views = [
        SavedView.objects.create(owner=reader, page="projects", name=f"{n}", query=text)
        for n, text in enumerate(WRITTEN)
    ]
    erase_contact(contact=person)
    texts = [Project.objects.get(pk=project.pk).summary]
    texts += [SavedView.objects.get(pk=view.pk).query for view in views]
    assert [text for text in texts if re.search(r"plantesson|123\s?45|12345", text, re.IGNORECASE)] == []


LONG_NAME = "Åse-Marie Sørensen Bjørnholt"
SPELLED = [
    "Åse\u2011Marie Sørensen Bjørnholt",
    "Åse\u2013Marie Sørensen Bjørnholt",
    "Åse Marie Sørensen Bjørnholt",
    "Aase-Marie Soerensen Bjoernholt",
    "Ase-Marie Sorensen Bjornholt",
    "Åse-Marie Sörensen Björnholt",
    "BJØRNHOLT, Åse-Marie Sørensen",
    "A\u030ase-Marie Sørensen Bjørnholt",
    "Bjørnholt, Åse\u2011Marie Sørensen",
]


def test_a_full_name_with_other_hyphens_and_letters_goes_too_and_is_listed() -> None:
    contact = builders.contact(person=LONG_NAME)
    project = builders.project("P-1")
    author = people.account(Role.ADVISER, "ada")
    Project.objects.filter(pk=project.pk).update(summary="\n".join(f"{text}s brev" for text in SPELLED))
    for text in SPELLED:
        Comment.objects.create(row=project.pk, author=author, text=f"Told by {text}.")
    report = erase_contact(contact=contact, dry_run=True)
    assert report.replaced == sorted(SPELLED)
    erase_contact(contact=Contact.objects.get(person=LONG_NAME))
    assert Project.objects.get(pk=project.pk).summary == "\n".join(["[erased]s brev"] * len(SPELLED))
    assert {comment.text for comment in Comment.objects.all()} == {"Told by [erased]."}


OTHERS = ["Åse-Marie Sørensen", "Måse-Marie Sørensen Bjørnholt", "Åse-Marie Sørensen Bjørnholten"]


@pytest.mark.parametrize("text", OTHERS)
def test_another_full_name_stays(text: str) -> None:
    assert Terms([LONG_NAME]).without(text) == text


def test_a_short_full_name_is_looked_for_in_both_orders_and_has_the_same_mark() -> None:
    account = people.account(Role.ADVISER, "bo")
    account.first_name, account.last_name, account.email = "Bo", "Li", ""
    account.save()
    author, project = people.account(Role.ADVISER, "ada"), builders.project("P-1")
    texts = ["Li, Bo was here", "Bo Li was here", "Boli", "Bo lives here"]
    written = [Comment.objects.create(row=project.pk, author=author, text=text) for text in texts]
    report = erase_account(account=get_user_model().objects.get(pk=account.pk), dry_run=True)
    assert report.not_searched == ["bo"]
    assert report.replaced == ["Li, Bo"]
    erase_account(account=account)
    said = [Comment.objects.get(pk=comment.pk).text for comment in written]
    assert said == ["[erased] was here", "[erased] was here", "Boli", "Bo lives here"]


def test_a_mark_is_short_only_where_the_column_is_full() -> None:
    terms = Terms(["Bo Li"])
    assert terms.without("Bo Li", 8) == "[erased]"
    assert terms.without("Bo Li", 7) == "[–]"
    assert terms.in_stored('{"by": "Bo Li"}') == '{"by": "[erased]"}'


OTHERWISE = ["Åse-Marie  Sørensen", " åse-marie sørensen", "Ase-Marie Sorensen", "Aase-Marie Soerensen"]


@pytest.mark.parametrize("text", OTHERWISE)
def test_the_proof_answers_for_other_spaces_and_letters(text: str) -> None:
    erase_contact(contact=builders.contact(person="Åse-Marie Sørensen"))
    assert len(was_erased(text)) == 1
    assert was_erased("Åse-Marie Sørensens") == []


def test_an_erasure_of_before_is_found_by_its_exact_name() -> None:
    erase_contact(contact=builders.contact(person=NAME))
    exact = salted_hmac(SALT, NAME.casefold(), algorithm="sha256").hexdigest()
    Erasure.objects.update(hashes=[exact])
    assert len(was_erased(NAME)) == 1


@pytest.mark.parametrize("text", ["Åsa Plantessonsen", "Måsa Plantesson", "1701234567", "701234567.50", "Plantesson"])
def test_texts_about_others_stay(text: str) -> None:
    assert Terms(["Åsa Plantesson", "+46 70-123 45 67"]).without(text) == text


def test_a_dry_run_lists_other_spellings_and_what_stays() -> None:
    contact = builders.contact(person=NAME, email=EMAIL)
    texts = {
        "P-1": "Plantsdóttir, Ásta was here",
        "P-2": "Written by Plantsdottir alone",
        "P-3": "ÁSTA PLANTSDÓTTIR's report",
        "P-4": "Plantsdóttirinn is another word",
    }
    for reference, text in texts.items():
        builders.project(reference, summary_en=text)
    other = get_user_model().objects.create_user("other")
    Comment.objects.create(row=Project.objects.get(reference="P-1").pk, author=other, text="Ask Plantsdóttir")
    before = list(everything())
    report = erase_contact(contact=contact, dry_run=True)
    assert report.replaced == ["Plantsdóttir, Ásta", "ÁSTA PLANTSDÓTTIR"]
    assert report.near.shown == [("projects", "Written by Plantsdottir alone")]
    assert report.near.elsewhere["comments"] == 1
    assert sorted(everything()) == sorted(before)
    assert not erase_contact(contact=contact).near


def test_the_page_shows_near_hits_before_the_confirmation() -> None:
    contact = builders.contact(person=NAME, email=EMAIL)
    builders.project("P-2", summary_en="Written by Plantsdottir alone")
    client = Client()
    client.force_login(people.account(Role.ADVISER, "ada"))
    text = client.get(f"/contacts/{contact.pk}/erase/").content.decode()
    assert "Written by Plantsdottir alone" in text
    assert Contact.objects.exists()
    out = StringIO()
    call_command("erase", "contact", str(contact.pk), stdout=out)
    assert "stays, look at it: projects: Written by Plantsdottir alone" in out.getvalue()
