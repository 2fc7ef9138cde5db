# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail server as an administrator sets it, and what it takes and refuses."""
import contextlib
import socketserver
import threading

from playwright.sync_api import expect

from conftest import SITE, confirm
from looks import check_axe, shot


class Mail(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a client that sends one message needs; refuses who is called nobody."""

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 mail.test ESMTP")
        while line := self.rfile.readline().decode(errors="replace").strip():
            word = line.upper()
            if word.startswith("EHLO"):
                self.say("250-mail.test")
                self.say("250 8BITMIME")
            elif word.startswith("RCPT") and "nobody@" in line:
                self.say("550 5.1.1 no such person here")
            elif word == "DATA":
                self.say("354 go on")
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    self.server.received.append(part.decode(errors="replace"))
                self.say("250 2.0.0 taken as 1")
            elif word == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")


@contextlib.contextmanager
def mail_server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail) as server:
        server.daemon_threads, server.received = True, []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_mail(session):
    page = session
    confirm(page)
    with mail_server() as server:
        page.goto(SITE + "/#mail")
        expect(page.get_by_role("heading", name="Mail", exact=True)).to_be_visible()
        expect(page.get_by_text("No messages.")).to_be_visible()
        # The mailbox for mail that comes back has fields of the same names below.
        form = page.get_by_role("form", name="Mail", exact=True)
        form.get_by_label("Send mail", exact=True).check()
        form.get_by_label("Mail server", exact=True).fill("127.0.0.1")
        form.get_by_label("Port", exact=True).fill(str(server.server_address[1]))
        form.get_by_label("Encryption").select_option("plain")
        form.get_by_label("The server is inside your network").check()
        form.get_by_label("Address that mail comes from").fill("homeroom@cedarvalley.example")
        form.get_by_role("button", name="Save").click()
        page.get_by_label("To which address").fill("ada@cedarvalley.example")
        page.get_by_role("button", name="Send a test").click()
        expect(page.get_by_role("status").filter(has_text="taken as 1")).to_be_visible(timeout=15000)
        assert any("Homeroom" in line for line in server.received)
        page.get_by_label("To which address").fill("nobody@cedarvalley.example")
        page.get_by_role("button", name="Send a test").click()
        expect(page.get_by_text("no such person here").first).to_be_visible(timeout=15000)
        check_axe(page, "mail")
        shot(page, "mail")
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shot(page, "mail-phone-dark")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1440, "height": 900})
        form.get_by_label("Send mail", exact=True).uncheck()
        form.get_by_role("button", name="Save").click()
