# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page as a person uses it: the real program, Debian's Chromium, axe-core.

HOMEROOM_BINARY names the program, HOMEROOM_SCREENSHOTS a folder for pictures.
"""
import contextlib
import os
import re
import subprocess
import tempfile

import pytest
from playwright.sync_api import expect, sync_playwright

from looks import check_axe, shot

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOMEROOM = os.environ.get("HOMEROOM_BINARY", ROOT + "/.build/debug/homeroom")
SAMPLE = ROOT + "/.build/assets/sample/handbook.pdf"
SITE = "http://localhost:8437"
PASSWORD = "purple lantern ordinary hedgehog"


@contextlib.contextmanager
def serving(port, *files, more=()):
    """The program over a new data folder; gives the link that sets it up, and the folder."""
    with tempfile.TemporaryDirectory() as data:
        if files:
            subprocess.run([HOMEROOM, "ingest", "--open", *files, "--data", data], check=True, capture_output=True)
        process = subprocess.Popen([HOMEROOM, "serve", "--data", data, "--port", str(port), *more], stdout=subprocess.PIPE, text=True)
        link = None
        while not link:
            link = re.search(r"http://\S+/setup/\w+", process.stdout.readline())
        try:
            yield link.group(), data
        finally:
            process.terminate()
            ended = process.wait(timeout=30)
        assert ended == 0


@pytest.fixture(scope="session")
def server():
    with serving(8437, SAMPLE) as served:
        yield served


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def confirm(page):
    """What administrators change wants a password of the last ten minutes; the whole run may take longer."""
    page.evaluate("""async (password) => {
      const { csrf } = await (await fetch("/api/v1/session")).json();
      await fetch("/api/v1/account/confirmation", { method: "POST", body: JSON.stringify({ password }),
        headers: { "content-type": "application/json", "x-csrf-token": csrf } });
    }""", PASSWORD)


@pytest.fixture(autouse=True)
def confirmed(request):
    if "session" in request.fixturenames:
        confirm(request.getfixturevalue("session"))


@pytest.fixture(scope="session")
def session(server, browser):
    """A context that has come in by the set-up link, and watches for requests to other hosts and for errors."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", reduced_motion="reduce")
    strays, errors = [], []
    context.on("request", lambda request: request.url.startswith((SITE, "data:", "blob:")) or strays.append(request.url))
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: message.type == "error" and "Failed to load resource: the server responded" not in message.text and errors.append(message.text))
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
    # The first administrator may set the second factor up here, or when signing in next.
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible(timeout=15000)
    check_axe(page, "set-up: second factor")
    shot(page, "setup-second-factor")
    page.get_by_role("button", name="Later, when I sign in next").click()
    expect(page.get_by_role("heading", name="How people sign in")).to_be_visible(timeout=15000)
    page.get_by_text("Add a provider").click()
    check_axe(page, "set-up: sign-in")
    shot(page, "setup-sign-in")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("rowheader", name="A Short Handbook for Collaborative Teams")).to_be_visible()
    check_axe(page, "set-up: library")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="A model provider")).to_be_visible()
    page.get_by_text("Add a model").click()
    check_axe(page, "set-up: model")
    shot(page, "setup-model")
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="Ask about your practice")).to_be_visible()
    yield page
    assert not strays, strays
    assert not errors, errors
