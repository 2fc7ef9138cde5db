# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API as a page: for strangers too, in both languages, on a telephone and on paper."""
import re

import pytest
from playwright.sync_api import expect

from conftest import SITE
from looks import check_axe, shot


@pytest.mark.parametrize("locale, width, scheme, title", [("en-US", 1440, "light", "The API"), ("es-MX", 360, "dark", "La API")])
def test_the_api_is_shown_as_a_page(server, browser, locale, width, scheme, title):
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=locale, color_scheme=scheme)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(SITE)
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(page.locator("#post-api-v1-people")).not_to_have_attribute("open", re.compile(".*"))
    # An address with a route's name opens it.
    page.goto(SITE + "/api/docs#post-api-v1-people")
    page.reload()
    route = page.locator("#post-api-v1-people")
    expect(route).to_have_attribute("open", re.compile(".*"))
    expect(route.locator("pre")).to_contain_text(f"curl -X POST '{SITE}/api/v1/people'")
    expect(route.locator("pre")).to_contain_text("Authorization: Bearer $KEY")
    expect(route).to_contain_text("users:manage:school")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    check_axe(page, f"docs: {locale}")
    shot(page, f"docs-{locale}")
    # A type's name leads to it.
    route.get_by_role("link", name="Link").click()
    expect(page.locator("#type-Link")).to_have_attribute("open", re.compile(".*"))
    page.get_by_role("searchbox").fill("roster-imports")
    expect(page.locator("details[id*=roster-imports]")).to_have_count(2)
    expect(route).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("[...document.querySelectorAll('details.route')].every((one) => one.open)")
    assert "curl 'http" in page.locator("#get-api-v1-roster-imports pre").inner_text()
    assert not errors
    context.close()
