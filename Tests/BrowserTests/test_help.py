# SPDX-License-Identifier: AGPL-3.0-or-later
"""The handbook in the page: read, searched, on a telephone and on paper."""
from playwright.sync_api import expect

from conftest import SITE
from looks import check_axe, shot


def test_the_handbook_is_read_and_searched(session):
    page = session
    page.goto(SITE + "/#help")
    expect(page.get_by_role("heading", name="Handbook", level=1)).to_be_visible()
    page.get_by_role("navigation", name="Pages of the handbook").get_by_role("link", name="Backup and keys").click()
    expect(page.get_by_role("heading", name="What lies in the data folder")).to_be_visible()
    check_axe(page, "help")
    shot(page, "help")
    # Words that stand in one section, and the way there.
    page.get_by_label("Search the handbook").fill("keys.db seven days")
    found = page.get_by_role("region", name="Found in the handbook")
    found.get_by_role("link", name="Backup and keys: What to copy").click()
    expect(page.get_by_role("heading", name="What to copy")).to_be_focused()
    page.get_by_label("Search the handbook").fill("zzyzx")
    expect(page.get_by_text("“zzyzx”")).to_be_visible()
    # A link between pages, to a heading.
    page.goto(SITE + "/#help/rosters")
    expect(page.get_by_role("heading", name="Rosters", level=1)).to_be_visible()
    page.get_by_role("link", name="Accounts and roles").last.click()
    expect(page.get_by_role("heading", name="Leaving")).to_be_focused()
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(SITE + "/#help/configuration")
    expect(page.get_by_role("heading", name="Configuration", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Pages of the handbook")).to_be_hidden()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(SITE + "/#help/nothing")
    expect(page.get_by_role("link", name="Pages of the handbook")).to_be_visible()
