# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background work: what an administrator sees of it, and does about it."""
from playwright.sync_api import expect

from conftest import SITE
from looks import check_axe, shot


def test_background_work(session):
    page = session
    page.goto(SITE + "/#jobs")
    expect(page.get_by_role("heading", name="Background work")).to_be_visible()
    # Other tests have added files before this one.
    rows = page.get_by_role("region", name="Background work").get_by_role("row")
    expect(rows.filter(has_text="Read a document").filter(has_text="done").first).to_be_visible()
    page.get_by_label("State").select_option("failed")
    expect(page.get_by_text("Nothing here.")).to_be_visible()
    page.get_by_label("State").select_option("")
    page.get_by_role("button", name="Run now: Remove what is too old").click()
    expect(page.get_by_role("row").filter(has_text="Remove what is too old").get_by_text("done")).to_be_visible(timeout=10000)
    check_axe(page, "jobs")
    shot(page, "jobs")
    page.emulate_media(color_scheme="dark")
    shot(page, "jobs-dark")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    shot(page, "jobs-narrow")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
