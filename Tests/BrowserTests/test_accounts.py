# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in, and what an account holds."""
import base64
import hmac
import struct
import time

from playwright.sync_api import expect

from conftest import PASSWORD, SITE
from looks import check_axe, shot


MIAS_PASSWORD = "yellow bicycles under water"


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
    other.get_by_label("New password").fill(MIAS_PASSWORD)
    other.get_by_role("button", name="Set password and come in").click()
    expect(other.get_by_role("heading", name="Ask about your practice")).to_be_visible(timeout=15000)
    # An educator sees neither people nor the audit log.
    expect(other.get_by_role("link", name="People")).to_have_count(0)
    assert other.request.get(SITE + "/api/v1/people").status == 403
    other.goto(link)
    expect(other.get_by_role("heading", name="This link has expired")).to_be_visible()
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
    expect(other.get_by_text("do not match")).to_be_visible(timeout=15000)
    other.get_by_label("Password").fill(MIAS_PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.get_by_role("button", name="Sign out")).to_be_visible(timeout=15000)


def sign_in_as_mia(page):
    page.goto(SITE + "/")
    page.get_by_label("E-mail or user name").fill("mia@cedarvalley.example")
    page.get_by_label("Password").fill(MIAS_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def one_time_code(secret, step=0):
    """RFC 6238, by hand, so that the program's own reading of it is not what checks it."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + step), "sha1").digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1000000:06d}"


def test_a_passkey_is_the_second_step(session, browser):
    page = browser.new_context(locale="en-US", reduced_motion="reduce").new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True}})
    sign_in_as_mia(page)
    page.get_by_role("link", name="Your account").click()
    page.locator("section section").first.get_by_label("Your present password").fill(MIAS_PASSWORD)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Keep these codes on paper")).to_be_visible(timeout=15000)
    check_axe(page, "recovery codes")
    code = page.locator(".once code").inner_text().split()[0]
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to Homeroom")).to_be_visible()
    sign_in_as_mia(page)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible(timeout=15000)
    check_axe(page, "second step")
    shot(page, "second-step")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=15000)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to Homeroom")).to_be_visible()
    # The device is lost; a code on paper serves, once.
    for serves in (True, False):
        sign_in_as_mia(page)
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Continue").click()
        if serves:
            page.get_by_role("button", name="Sign out").click()
            expect(page.get_by_role("heading", name="Sign in to Homeroom")).to_be_visible(timeout=15000)
        else:
            expect(page.get_by_text("This code is not right")).to_be_visible(timeout=15000)


def test_an_app_is_the_second_step_where_a_role_needs_one(session, browser):
    page = browser.new_context(locale="en-US", reduced_motion="reduce").new_page()
    link = session.evaluate("""async () => {
      const { csrf } = await (await fetch("/api/v1/session")).json();
      const send = (method, path, body) => fetch("/api/v1/" + path, {
        method, headers: { "content-type": "application/json", "x-csrf-token": csrf }, body: JSON.stringify(body) });
      const policy = await (await fetch("/api/v1/account-policy")).json();
      policy.sessions.coach = { ...policy.sessions.coach, needsSecondFactor: true, graceDays: 0 };
      await send("PUT", "account-policy", policy);
      const made = await send("POST", "people", { givenName: "Kai", familyName: "Ruiz", email: "kai@cedarvalley.example", role: "coach" });
      return (await made.json()).link;
    }""")
    page.goto(SITE + link)
    page.get_by_label("New password").fill(MIAS_PASSWORD)
    page.get_by_role("button", name="Set password and come in").click()
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible(timeout=15000)
    page.get_by_role("button", name="Set up an app").click()
    secret = page.locator("form code").inner_text()
    check_axe(page, "enrolment")
    shot(page, "enrolment")
    page.get_by_label("Code from the app").fill(one_time_code(secret))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Ask about your practice")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail or user name").fill("kai@cedarvalley.example")
    page.get_by_label("Password").fill(MIAS_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(one_time_code(secret, 1))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=15000)
    # The coaches of the tests that follow have their two weeks again.
    session.evaluate("""async () => {
      const { csrf } = await (await fetch("/api/v1/session")).json();
      const policy = await (await fetch("/api/v1/account-policy")).json();
      policy.sessions.coach.graceDays = 14;
      await fetch("/api/v1/account-policy", { method: "PUT", body: JSON.stringify(policy),
        headers: { "content-type": "application/json", "x-csrf-token": csrf } });
    }""")


def test_what_lets_others_in_is_confirmed(session, browser):
    """Ten minutes after the password was given last, the page asks for it, and then does what was asked."""
    page = session
    page.goto(SITE + "/#people")
    page.route("**/api/v1/people/*/link", lambda route: route.fulfill(
        status=403, content_type="application/problem+json",
        body='{"code": "accounts.confirmFirst", "detail": "Confirm that it is you, with your password or your second factor."}'), times=1)
    page.get_by_role("button", name="Mia Kim").click()
    page.get_by_role("button", name="Create a sign-in link").click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    check_axe(page, "confirmation")
    shot(page, "confirmation")
    page.get_by_label("Your present password").fill("wrong")
    page.get_by_role("dialog").get_by_role("button", name="Continue").click()
    expect(page.get_by_text("This password is not right")).to_be_visible(timeout=15000)
    page.get_by_label("Your present password").fill(PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="Continue").click()
    expect(page.locator(".once code")).to_be_visible(timeout=15000)


def test_a_coach_has_two_weeks_for_a_second_factor(session):
    page = session
    page.goto(SITE + "/#policy")
    expect(page.get_by_label("Days to set it up: Educator")).to_have_count(0)
    expect(page.get_by_label("Days to set it up: District administrator")).to_have_value("0")
