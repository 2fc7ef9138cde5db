# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people typed, asked and were answered stays theirs: in mid-answer, offline, signed out; and every address leads somewhere."""
import http.server
import json
import re
import threading
import time

import pytest
from playwright.sync_api import expect

from conftest import PASSWORD, SITE, confirm
from looks import check_axe, shot
from test_conversations import ask, invite

WORDS = "The second tier of support lasts three to four weeks [1]. It is given by teachers of the team [1]. Seven planets sing in tune [1]."


@pytest.fixture(scope="module")
def slow():
    """A model that takes some seconds for its few sentences."""
    class Handler(http.server.BaseHTTPRequestHandler):
        pause = 0.0

        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            for word in WORDS.split(" "):
                self.wfile.write(f"data: {json.dumps({'choices': [{'delta': {'content': word + ' '}}]})}\n\n".encode())
                self.wfile.flush()
                time.sleep(Handler.pause)
            self.wfile.write(b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Handler, f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()


@pytest.fixture(scope="module")
def tess(session, browser, slow):
    """A teacher, with a model that writes slowly; the model goes when she does."""
    page = session
    confirm(page)
    page.goto(SITE + "/#models")
    page.get_by_text("Add a model").click()
    page.get_by_label("Address").fill(slow[1])
    page.get_by_label("It is inside our network").check()
    page.get_by_label("Model", exact=True).fill("slow")
    page.get_by_label("Name", exact=True).fill("Slow")
    page.get_by_role("button", name="Try and use it").click()
    expect(page.get_by_role("rowheader", name="Slow")).to_be_visible(timeout=15000)
    slow[0].pause = 0.15
    tess = invite(page, browser, "Tess", "Educator")
    yield tess
    tess.context.close()
    slow[0].pause = 0
    confirm(page)
    page.goto(SITE + "/#models")
    page.get_by_role("button", name="Delete: Slow").click()
    expect(page.get_by_role("rowheader", name="Slow")).to_have_count(0)


def begin(page, text):
    page.goto(SITE + "/#ask")
    page.get_by_role("link", name="New conversation").click()
    page.get_by_label("Your question", exact=True).fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".prose").filter(has_text="second tier")).to_be_visible(timeout=15000)


def test_reloading_in_mid_answer_loses_nothing(tess):
    page = tess
    begin(page, "How long does the second tier of support last?")
    page.reload()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    shot(page, "mid-answer")
    expect(page.get_by_text("sentences checked against their sources")).to_be_visible(timeout=20000)
    expect(page.locator(".said h2")).to_have_count(1)
    expect(page.locator(".unsupported").filter(has_text="planets")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
        page.get_by_role("link", name="Markdown").click()
    with open(download.value.path()) as file:
        text = file.read()
    assert re.search(r"planets sing in tune\.? \(no source supports this sentence\)", text), text


def test_leaving_in_mid_answer_loses_nothing(tess):
    page = tess
    begin(page, "How long does the second tier of support last, in weeks?")
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_role("heading", name="Library", level=1)).to_be_visible()
    time.sleep(1)
    page.go_back()
    expect(page.get_by_text("sentences checked against their sources")).to_be_visible(timeout=20000)


def test_asking_again_waits_in_line(tess):
    page = tess
    begin(page, "What is the second tier of support and how long does it last?")
    page.get_by_label("Your question", exact=True).fill("Who gives the second tier of support?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Waits until this answer is there:")).to_be_visible()
    check_axe(page, "in line")
    shot(page, "in-line")
    expect(page.locator(".said h2").nth(1)).to_have_text("Who gives the second tier of support?", timeout=30000)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0, timeout=30000)
    expect(page.get_by_text("sentences checked against their sources")).to_have_count(2)


def test_stopped_it_can_be_answered_again(tess):
    page = tess
    begin(page, "How many weeks does the second tier take?")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("This question has no answer yet")).to_be_visible()
    page.get_by_role("button", name="Answer it").click()
    expect(page.get_by_text("sentences checked against their sources")).to_be_visible(timeout=30000)


def test_offline_says_so_once_and_comes_back(tess):
    page = tess
    begin(page, "Tell me how long the second tier of support lasts.")
    page.context.set_offline(True)
    page.get_by_role("link", name="Library").click()
    expect(page.get_by_text("Homeroom cannot be reached").first).to_be_visible(timeout=10000)
    expect(page.get_by_text("No documents yet.")).to_have_count(0)
    shot(page, "offline")
    page.context.set_offline(False)
    expect(page.locator(".banner")).to_have_count(0, timeout=15000)
    expect(page.get_by_role("rowheader", name="A Short Handbook for Collaborative Teams")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("sentences checked against their sources")).to_be_visible(timeout=30000)


def test_a_session_that_ends_keeps_what_was_typed(tess):
    page = tess
    page.goto(SITE + "/#ask")
    page.get_by_role("link", name="New conversation").click()
    page.get_by_label("Your question", exact=True).fill("Which norms help a team most?")
    page.context.clear_cookies()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You were signed out.")).to_be_visible()
    check_axe(page, "signed out")
    page.get_by_label("E-mail or user name").fill("tess@cedarvalley.example")
    page.get_by_label("Password").fill(PASSWORD + " Tess")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Your question", exact=True)).to_have_value("Which norms help a team most?", timeout=15000)


def test_searches_take_blanks(tess, session):
    page = tess
    page.get_by_label("Search", exact=True).fill("weeks support tier")
    expect(page.locator(".history .list a").first).to_be_visible()
    page.get_by_label("Search", exact=True).fill("tier xylophone")
    expect(page.get_by_text("Nothing found for “tier xylophone”.")).to_be_visible()
    page.get_by_label("Search", exact=True).fill("")
    session.goto(SITE + "/#people")
    session.locator(".filters").get_by_label("Search").fill("Test Tess")
    expect(session.get_by_role("button", name="Tess Test")).to_be_visible()
    session.locator(".filters").get_by_label("Search").fill("Tess Nobody")
    expect(session.get_by_text("Nothing found for “Tess Nobody”.")).to_be_visible()


def test_back_closes_the_source(tess):
    page = tess
    page.locator(".history .list a").first.click()
    here = page.url
    page.locator(".prose .mark").first.click()
    expect(page.locator(".source")).to_be_visible()
    assert "/source/" in page.url
    page.go_back()
    expect(page.locator(".source")).to_have_count(0)
    assert page.url == here
    page.go_forward()
    expect(page.locator(".source")).to_be_visible()
    page.reload()
    expect(page.locator(".source")).to_be_visible()
    page.get_by_role("link", name="Library").click()
    expect(page.locator(".source")).to_have_count(0)


def test_addresses_that_lead_nowhere_say_so(tess):
    page = tess
    for address in ["/#nonsense", "/nonsense"]:
        page.goto(SITE + address)
        expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
        check_axe(page, address)
    for address in ["/#ask/nope", "/#ask/01a21526-496e-7000-8000-000000000000"]:
        page.goto(SITE + address)
        expect(page.get_by_text("This conversation is not here.")).to_be_visible()
    page.goto(SITE + "/#source/01a21526-496e-7000-8000-000000000000/1")
    expect(page.locator(".source .problem")).to_be_visible()
    expect(page.get_by_text("There is no such conversation")).to_have_count(0)


def test_a_viewer_and_a_student_land_on_a_page(session, browser):
    viewer = invite(session, browser, "Vera", "Viewer", "Shared with you")
    expect(viewer.get_by_text("Nobody shares a conversation with you at present.")).to_be_visible()
    check_axe(viewer, "viewer")
    shot(viewer, "viewer")
    viewer.context.close()
    student = invite(session, browser, "Stu", "Student", "Welcome to Homeroom")
    check_axe(student, "student")
    student.context.close()
