# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in, and what an account holds."""
from playwright.sync_api import expect

from conftest import SITE
from looks import check_axe, shot


def test_a_stranger_gets_no_data(server, browser):
    page = browser.new_context(locale="en-US").new_page()
    page.goto(SITE + "/")
    expect(page.get_by_text("not set up yet")).to_be_visible()
    check_axe(page, "signed out")
    assert page.request.get(SITE + "/api/v1/documents").status == 401


def test_invite_and_come_in(session, browser):
    page = session
    page.goto(SITE + "/#people")
    expect(page.get_by_role("button", name="Ada Byron")).to_be_visible()
    page.get_by_text("Invite somebody").first.click()
    check_axe(page, "people")
    page.get_by_label("Given name").fill("Mia")
    page.get_by_label("Family name").fill("Kim")
    page.get_by_label("E-mail", exact=True).fill("mia@cedarvalley.example")
    page.get_by_role("button", name="Invite somebody").click()
    link = page.locator(".once code").inner_text()
    shot(page, "people")
    other = browser.new_context(locale="en-US", reduced_motion="reduce").new_page()
    other.goto(link)
    expect(other.get_by_role("heading", name="Welcome, Mia Kim")).to_be_visible()
    check_axe(other, "welcome")
    other.get_by_label("New password").fill("mia kim")
    other.get_by_label("New password").fill("yellow bicycles under water")
    other.get_by_role("button", name="Set password and come in").click()
    expect(other.get_by_role("heading", name="Ask about your practice")).to_be_visible(timeout=15000)
    # An educator sees neither people nor the audit log.
    expect(other.get_by_role("link", name="People")).to_have_count(0)
    assert other.request.get(SITE + "/api/v1/people").status == 403
    other.goto(link)
    expect(other.get_by_role("heading", name="This link does not open anything")).to_be_visible()
    other.goto(SITE + "/#account")
    expect(other.get_by_role("heading", name="Where you are signed in")).to_be_visible()
    check_axe(other, "account")
    shot(other, "account")
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("heading", name="Sign in to Homeroom")).to_be_visible()
    check_axe(other, "sign-in")
    shot(other, "sign-in")
    other.get_by_label("E-mail or user name").fill("mia@cedarvalley.example")
    other.get_by_label("Password").fill("wrong")
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.get_by_text("do not belong together")).to_be_visible(timeout=15000)
    other.get_by_label("Password").fill("yellow bicycles under water")
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.get_by_role("button", name="Sign out")).to_be_visible(timeout=15000)
