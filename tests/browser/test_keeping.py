"""A new adviser enters a project on its pages: few clicks, with and without scripts, and nothing is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from changes.models import Draft
from projects.models import Organisation, Project
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
MOST_CLICKS = 40
BOTH = [(True, 1440), (False, 1440), (True, 390), (False, 390)]


@dataclass
class Person:
    """Somebody who works with a page, and how many clicks that took. Choosing from a list counts as two."""

    page: Page
    clicks: int = 0

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def write(self, label: str, text: str, within: Any = None) -> None:
        """Clicks into a box, and types."""
        box = (within or self.page).get_by_label(label, exact=True).first
        self.click(box)
        box.fill(text)

    def choose(self, label: str, option: str, within: Any = None) -> None:
        """Opens a list, and clicks one of it."""
        self.clicks += 2
        (within or self.page).get_by_label(label, exact=True).first.select_option(label=option)

    def button(self, name: str, within: Any = None) -> None:
        self.click((within or self.page).get_by_role("button", name=name, exact=True).last)

    def edit(self, label: str) -> None:
        self.click(self.page.get_by_role("link", name=f"Edit {label}", exact=True))
        self.page.locator("form[data-keeping]").wait_for()

    def saved(self) -> None:
        """Sends the form, and looks at the totals that it moves where the page asks for that."""
        self.button("Save")
        self.page.locator(".messages, .must-look").first.wait_for()
        if self.page.locator(".must-look").count():
            self.button("Save")
        self.page.locator(".messages").get_by_text("Saved.").wait_for()

    def row(self, name: str, number: int) -> Locator:
        return self.page.get_by_role("group", name=f"{name} {number}", exact=True)


@pytest.mark.parametrize(("scripts", "width"), BOTH)
def test_a_whole_project_is_entered_within_forty_clicks(site: Site, scripts: bool, width: int) -> None:
    page = site.window(width=width, java_script_enabled=scripts)
    anna = Person(page)
    page.goto("/projects/")
    begin(anna)
    enter_people(anna, scripts)
    anna.edit("Dates")
    anna.write("Start", "september 2006")
    anna.write("End", "8.9.2007")
    anna.saved()
    anna.edit("Money")
    anna.write("Amount", "1.200.000,50")
    anna.saved()
    check(Project.objects.get(reference="DOK8-O07"))
    assert anna.clicks <= MOST_CLICKS, anna.clicks
    assert not Draft.objects.exists()
    assert site.complaints == []


def begin(anna: Person) -> None:
    anna.click(anna.page.get_by_role("link", name="New project"))
    anna.write("Title", "Nyt netværk mod menneskehandel")
    anna.choose("Original language", "Danish")
    anna.choose("Status", "Ongoing")
    anna.write("Document", "Dokument 8")
    anna.write("Section", "ongoing")
    anna.button("Save")
    anna.page.get_by_text("DOK8-O07 is created.").wait_for()


def enter_people(anna: Person, scripts: bool) -> None:
    anna.edit("Councils and partners")
    for number, council in enumerate(("MR-JÄM", "MR-NARKO"), start=1):
        if number > 1:
            anna.button("Add a row to “Councils of ministers”")
        box = anna.row("Councils of ministers", number).get_by_label("Council of ministers")
        anna.clicks += 2
        value = box.locator("option", has_text=council).first.get_attribute("value")
        box.select_option(value)
    for number, words in enumerate(("NIKK", "who europe", "Det Nye Netværk"), start=1):
        if number > 1:
            anna.button("Add a row to “Partners”")
        anna.write("Organisation", words, anna.row("Partners", number))
    if not scripts:
        # The first sending searches, and asks about the name that it does not know
        anna.button("Save")
    new = anna.row("Partners", 3).get_by_text("create “Det Nye Netværk”")
    new.wait_for()
    anna.click(new)
    anna.saved()


def check(project: Project) -> None:
    assert (project.title_da, project.status, project.portfolio.own) == (
        "Nyt netværk mod menneskehandel",
        "ongoing",
        True,
    )
    assert {role.council.code for role in project.council_roles.all()} == {"MR-JÄM", "MR-NARKO"}
    assert Organisation.objects.get(name_da="Det Nye Netværk") in project.partners.all()
    assert project.partners.count() == 3
    assert (str(project.starts), str(project.ends)) == ("2006-09", "2007-09-08")
    grant = project.allocations.get()
    # No council alone pays: the grant is joint
    assert (str(grant.amount), grant.council, grant.source) == ("1200000.50", None, project.source)


@pytest.mark.parametrize(("scripts", "width"), [(True, 390), (False, 1440)])
def test_an_ambiguous_amount_a_doubled_partner_and_a_lost_session_lose_nothing(
    site: Site, scripts: bool, width: int
) -> None:
    page = site.window(width=width, java_script_enabled=scripts)
    anna = Person(page)
    page.goto("/projects/DOK8-O05/")
    anna.edit("Money")
    row = page.locator("[data-row-box]").last
    anna.write("Amount", "1.250", row)
    anna.button("Save")
    expect(page.get_by_role("alert")).to_contain_text("can mean 1,250 or 1.25")
    expect(row.get_by_label("Amount")).to_have_value("1.250")
    anna.write("Amount", "1.250.000", row)
    anna.saved()
    double_a_partner(anna)
    lose_the_session(anna)
    assert site.complaints == []


def double_a_partner(anna: Person) -> None:
    page = anna.page
    anna.edit("Councils and partners")
    number = page.locator("[data-rows-of=partners] > [data-row-box]").count()
    for further in (1, 2):
        anna.button("Add a row to “Partners”")
        anna.write("Organisation", "NIKK", anna.row("Partners", number + further))
    anna.button("Save")
    expect(page.get_by_role("alert")).to_contain_text("This row is in the list twice.")
    second = anna.row("Partners", number + 2)
    expect(second).to_contain_text("This row is in the list twice.")
    anna.choose("Role", "Hosting", second)
    anna.saved()
    roles = Project.objects.get(reference="DOK8-O05").partnerships.filter(organisation__slug="nikk")
    assert sorted(roles.values_list("role", flat=True)) == ["co-operating", "hosting"]


def lose_the_session(anna: Person) -> None:
    page = anna.page
    anna.click(page.get_by_role("link", name="Edit: Title and summary"))
    anna.write("Danish", "En tekst, som ikke må gå tabt", page.locator(".texts").first)
    page.context.clear_cookies(name="sessionid")
    anna.button("Save")
    page.get_by_label("Username").fill("anna")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("This is your draft")).to_be_visible()
    expect(page.locator("[name=title_da]")).to_have_value("En tekst, som ikke må gå tabt")
    anna.saved()
    assert Project.objects.get(reference="DOK8-O05").title_da == "En tekst, som ikke må gå tabt"


def test_what_is_typed_is_kept_while_it_is_typed_and_when_the_page_is_left(site: Site) -> None:
    page = site.window()
    page.goto("/projects/DOK8-C07/")
    page.get_by_role("link", name="Edit Dates", exact=True).click()
    page.get_by_label("Start").fill("2005")
    page.goto("/drafts/")
    draft = page.get_by_role("link", name="Dates")
    for _time in range(20):
        # The browser sends it while the next page loads
        if not draft.count():
            page.reload()
    draft.click()
    expect(page.get_by_label("Start")).to_have_value("2005")
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_label("Start")).to_have_value("2004")
    page.get_by_label("Start").fill("2006")
    expect(page.get_by_text("Draft kept")).to_be_visible(timeout=15000)
    assert site.complaints == []


def test_a_section_opens_where_it_stands_and_shows_what_it_changes_before_it_is_saved(site: Site) -> None:
    page = site.window()
    page.goto("/projects/DOK8-C07/")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="Edit Money", exact=True).click()
    amount = page.get_by_label("Amount", exact=True)
    expect(amount).to_be_focused()
    amount.fill("750,000")
    expect(page.locator(".effects")).to_contain_text("+200,000 DKK")
    assert page.evaluate("window.sameDocument")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Saved.")
    expect(page.locator("#money .budget")).to_contain_text("750,000")
    expect(page.get_by_role("link", name="Edit Money", exact=True)).to_be_focused()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_open_sections_keep_wcag(site: Site, axe: Callable[[Page], list[str]], width: int) -> None:
    page = site.window(width=width, reduced_motion="reduce", color_scheme="dark" if width == 390 else "light")
    page.goto("/projects/DOK8-C07/")
    for section in ("people", "money", "texts", "notes"):
        page.locator(f"a[data-edit={section}]").first.click()
        page.locator(f"#section-{section} form").wait_for()
    page.get_by_label("Organisation").first.fill("kommun")
    page.locator(".offers").first.wait_for()
    page.get_by_text("create “kommun”").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
    # Nothing is to be kept when the window closes: the register of the test is gone by then
    page.evaluate("document.querySelectorAll('form[data-unkept]').forEach(form => form.removeAttribute('data-unkept'))")


def test_a_partner_is_searched_and_chosen_by_keyboard(site: Site) -> None:
    page = site.window()
    page.goto("/projects/DOK8-C07/?edit=people")
    box = page.get_by_label("Organisation").first
    box.focus()
    page.keyboard.type("umea")
    page.locator(".offers").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value("Umeå region")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Saved.")
    assert Project.objects.get(reference="DOK8-C07").partners.get().slug == "umearegionen"
