"""A new adviser enters a project on its pages: few clicks, with and without scripts, and nothing is lost."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

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
        self.page.get_by_text("Saved.", exact=True).wait_for()

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
    assert Organisation.objects.get(name_en="Det Nye Netværk") in project.partners.all()
    assert project.partners.count() == 3
    assert (str(project.starts), str(project.ends)) == ("2006-09", "2007-09-08")
    grant = project.allocations.get()
    # No council alone pays: the grant is joint
    assert (str(grant.amount), grant.council, grant.source) == ("1200000.50", None, project.source)
