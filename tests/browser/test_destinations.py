"""The main navigation of staff fits in every language: no page scrolls sideways, and on a desk it has one line."""

import pytest

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390, 1280, 1440])
def test_the_main_navigation_of_staff_fits(site: Site, width: int) -> None:
    page = site.window(width=width)
    for language in ("en", "da", "sv", "nb", "fi", "is"):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])
        page.goto("/my-work/")
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator('.destinations a[aria-current="page"][href="/my-work/"]').count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width > 390:
            tops = page.locator(".destinations a").evaluate_all("all => all.map(one => one.offsetTop)")
            assert len(set(tops)) == 1, language
            heights = page.locator(".masthead-inner > *").evaluate_all("all => all.map(one => one.offsetTop)")
            assert max(heights) - min(heights) < 20, (language, heights)
