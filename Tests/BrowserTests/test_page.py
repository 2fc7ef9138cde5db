# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page as a person uses it: the real program, Debian's Chromium, axe-core. usage: test_page.py HOMEROOM DATA_PARENT"""
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOMEROOM = os.environ.get("HOMEROOM_BINARY", ROOT + "/.build/debug/homeroom")
SAMPLE = ROOT + "/.build/assets/sample/handbook.pdf"
SITE = "http://localhost:8437"
PASSWORD = "purple lantern ordinary hedgehog"
SHOTS = os.environ.get("HOMEROOM_SCREENSHOTS")


@pytest.fixture(scope="module")
def server():
    with tempfile.TemporaryDirectory() as data:
        subprocess.run([HOMEROOM, "ingest", SAMPLE, "--data", data], check=True, capture_output=True)
        process = subprocess.Popen([HOMEROOM, "serve", "--data", data, "--port", "8437"], stdout=subprocess.PIPE, text=True)
        link = None
        while not link:
            link = re.search(r"http://\S+/setup/\w+", process.stdout.readline())
        yield link.group(), data
        process.terminate()
        assert process.wait(timeout=30) == 0


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def session(server, browser):
    """A context that has come in by the set-up link, and watches for requests to other hosts and for errors."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", reduced_motion="reduce")
    strays, errors = [], []
    context.on("request", lambda request: request.url.startswith((SITE, "data:", "blob:")) or strays.append(request.url))
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    page.goto(server[0].replace("127.0.0.1", "localhost"))
    expect(page.get_by_role("heading", name="Set up Homeroom")).to_be_visible()
    check_axe(page, "set-up")
    shot(page, "setup")
    page.get_by_label("District", exact=True).fill("Cedar Valley")
    page.get_by_label("E-mail domains of the district").fill("cedarvalley.example")
    page.get_by_label("Given name").fill("Ada")
    page.get_by_label("Family name").fill("Byron")
    page.get_by_label("E-mail", exact=True).fill("ada@cedarvalley.example")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Create the district").click()
    expect(page.get_by_role("heading", name="Your library")).to_be_visible(timeout=15000)
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="Ask about your practice")).to_be_visible()
    yield page
    assert not strays, strays
    assert not errors, errors


def check_axe(page, name):
    results = Axe().run(page).response
    found = [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in results["violations"]]
    assert not found, f"{name}: {found}"


def shot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png")


def test_a_stranger_gets_no_data(server, browser):
    page = browser.new_context(locale="en-US").new_page()
    page.goto(SITE + "/")
    expect(page.get_by_text("not set up yet")).to_be_visible()
    check_axe(page, "signed out")
    assert page.request.get(SITE + "/api/v1/documents").status == 401


def test_ask_and_see_the_highlight(session):
    page = session
    page.goto(SITE + "/#ask")
    check_axe(page, "ask")
    page.get_by_label("Your question").fill("How long does the second tier of support last?")
    page.keyboard.press("Enter")
    quote = page.locator("blockquote").filter(has_text="three to four weeks")
    expect(quote).to_be_visible(timeout=15000)
    shot(page, "answer")
    check_axe(page, "answer")
    page.locator("li").filter(has=quote).get_by_role("button").click()
    image = page.locator(".paper img")
    expect(image).to_be_visible()
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0
    expect(page.locator(".paper rect").first).to_be_visible()
    # The marked place lies on the page's picture, and in view.
    mark, paper = page.locator(".paper rect").first.bounding_box(), image.bounding_box()
    assert paper["x"] <= mark["x"] and mark["x"] + mark["width"] <= paper["x"] + paper["width"] + 1
    assert 0 <= mark["y"] <= 900
    shot(page, "highlight")
    check_axe(page, "source")
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator("mark")).to_contain_text("three to four weeks")
    page.keyboard.press("Escape")
    expect(page.locator(".source")).to_have_count(0)


def test_dark_and_keyboard_only(session):
    page = session
    page.goto(SITE + "/#ask")
    page.reload()
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    check_axe(page, "dark")
    page.locator("#question").focus()
    page.keyboard.type("Who makes the agenda?")
    page.keyboard.press("Enter")
    expect(page.locator("blockquote").first).to_be_visible(timeout=15000)
    check_axe(page, "dark answer")
    shot(page, "dark")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "citation":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".source h2")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "citation"
    page.evaluate("delete document.documentElement.dataset.theme")


def test_no_answer_says_so(session):
    page = session
    page.goto(SITE + "/#ask")
    page.get_by_label("Your question").fill("What is the melting point of tungsten carbide?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("does not seem to hold an answer")).to_be_visible(timeout=15000)


def test_upload_with_progress_and_removal(session, server):
    page = session
    page.goto(SITE + "/#library")
    expect(page.get_by_role("rowheader", name="A Short Handbook for Collaborative Teams")).to_be_visible()
    page.locator("#files").set_input_files([
        {"name": "notes.md", "mimeType": "text/markdown", "buffer": b"# Meeting notes\n\nThe team agreed to meet on Tuesdays at eight."},
        {"name": "setup.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x00\x01 this is a program"},
    ])
    expect(page.get_by_role("row").filter(has_text="Meeting notes").get_by_text("Ready")).to_be_visible(timeout=20000)
    expect(page.get_by_text("The name ends in .pdf")).to_be_visible(timeout=20000)
    check_axe(page, "library")
    shot(page, "library")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove: setup.pdf").click()
    expect(page.get_by_text("The name ends in .pdf")).to_have_count(0)


def test_narrow_screens_do_not_scroll_sideways(session):
    page = session
    page.set_viewport_size({"width": 360, "height": 740})
    for view in ("#ask", "#library", "#people", "#audit", "#account"):
        page.goto(SITE + "/" + view)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1440, "height": 900})


def test_invite_and_come_in(session, browser):
    page = session
    page.goto(SITE + "/#people")
    expect(page.get_by_role("rowheader", name="Ada Byron")).to_be_visible()
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


def test_audit_log(session):
    page = session
    page.goto(SITE + "/#audit")
    expect(page.get_by_role("cell", name="link.made").first).to_be_visible()
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("entries, whole")).to_be_visible()
    check_axe(page, "audit")
    shot(page, "audit")


def test_spanish(server, browser, session):
    state = session.context.storage_state()
    page = browser.new_context(locale="es-MX", storage_state=state).new_page()
    page.goto(SITE + "/")
    expect(page.get_by_role("heading", name="Pregunta sobre tu práctica")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "es"


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-x"]))
