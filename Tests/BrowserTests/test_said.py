# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages say holds: nobody is let in by a default, and what was not done is said not to be."""
import json

import pytest
from playwright.sync_api import expect

from conftest import PASSWORD, SITE
from looks import check_axe, shot
from test_conversations import invite


def refuse(page, path, code, detail="Refused.", status=403, **options):
    page.route(path, lambda route: route.fulfill(
        status=status, content_type="application/problem+json", body=json.dumps({"code": code, "detail": detail})), **options)


@pytest.fixture(scope="module")
def vera(session, browser):
    page = invite(session, browser, "Quirina", "Educator")
    yield page
    page.context.close()


def test_a_reader_is_chosen_and_the_district_confirmed(session):
    page = session
    page.goto(SITE + "/#collections")
    page.get_by_text("Add a collection").click()
    page.get_by_label("Name", exact=True).fill("Said books")
    expect(page.get_by_text("those who manage all of the district's collections")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Readers: Said books").click()
    row = page.get_by_role("row").filter(has_text="Said books")
    page.get_by_role("button", name="Add a reader").click()
    # Only whose it is.
    expect(row.get_by_role("listitem")).to_have_count(1)
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    form = page.get_by_role("form", name="Readers: Said books")
    form.get_by_label("School", exact=True).select_option(label="Everyone in the district")
    page.get_by_role("button", name="Add a reader").click()
    expect(row.get_by_text("Everyone in the district")).to_be_visible()
    assert len(asked) == 1 and "Everyone in the district" in asked[0], asked
    form.get_by_label("School", exact=True).select_option(label="Everyone in the district")
    page.get_by_role("button", name="Add a reader").click()
    expect(page.get_by_text("This reader is there already")).to_be_visible()
    # A part of an address finds nobody.
    page.get_by_label("Person, by e-mail").fill("ada@cedarvalley")
    page.get_by_role("button", name="Add a reader").click()
    expect(page.get_by_text("has the e-mail address ada@cedarvalley.")).to_be_visible()
    check_axe(page, "readers")
    shot(page, "readers")
    row.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)


def test_the_link_of_a_person_names_them(session, vera):
    page = session
    page.goto(SITE + "/#people")
    page.get_by_role("button", name="Quirina Test").click()
    expect(page.get_by_text("They are signed out and come back with the new role.")).to_be_visible()
    page.get_by_role("button", name="Create a sign-in link").click()
    expect(page.get_by_text("Send this link to Quirina Test.")).to_be_visible(timeout=15000)
    expect(page.locator(".once")).not_to_contain_text("NAME")


def test_who_does_not_confirm_is_told_and_has_the_focus_back(session):
    page = session
    page.goto(SITE + "/#people")
    page.reload()
    page.get_by_role("button", name="Quirina Test").click()
    refuse(page, "**/api/v1/people/*/link", "accounts.confirmFirst", times=1)
    button = page.get_by_role("button", name="Create a sign-in link")
    button.click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Not done: you did not confirm that it is you.")).to_be_visible()
    expect(button).to_be_focused()
    refuse(page, "**/api/v1/people/*/link", "accounts.confirmFirst", times=1)
    button.click()
    page.get_by_label("Your present password").fill("wrong")
    page.get_by_role("dialog").get_by_role("button", name="Continue").click()
    expect(page.get_by_text("This password is not right.")).to_be_visible(timeout=15000)
    page.get_by_label("Your present password").fill(PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="Continue").click()
    expect(page.locator(".once code")).to_be_visible(timeout=15000)
    expect(page.locator(".problem")).to_have_count(0)


def test_a_sign_out_that_is_refused_says_so(vera):
    page = vera
    page.goto(SITE + "/#ask")
    page.get_by_label("Your question", exact=True).fill("Which norms help?")
    refuse(page, "**/api/v1/session", "storage.full", "The disk is full.", status=507, times=1)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are still signed in")).to_be_visible()
    expect(page.get_by_label("Your question", exact=True)).to_have_value("Which norms help?")
    page.reload()
    expect(page.get_by_label("Your question", exact=True)).to_have_value("Which norms help?")


def test_the_disk_is_full_until_an_answer_says_otherwise(vera):
    page = vera
    page.goto(SITE + "/#account")
    refuse(page, "**/api/v1/account/sessions", "storage.full", "The disk is full.", status=507, times=1)
    page.get_by_role("button", name="End all others").click()
    expect(page.get_by_text("The server's disk is full. You can read")).to_be_visible()


def test_a_link_that_is_not_spent_is_tried_again(browser, session):
    page = browser.new_context(locale="en-US").new_page()
    refuse(page, "**/api/v1/links/check", "request.tooMany", "Too many requests. Try again in a second.", status=429, times=1)
    page.goto(SITE + "/link/nosuchlink")
    expect(page.get_by_role("heading", name="This link could not be opened")).to_be_visible()
    check_axe(page, "link not opened")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="This link has expired")).to_be_visible()
    page.context.close()


def test_a_file_that_was_not_sent_is_sent_again(session):
    # The session's own page takes a lost connection for an error.
    page = session.context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(SITE + "/#library")
    page.route("**/api/v1/documents?name=*", lambda route: route.abort(), times=1)
    page.locator("#files").set_input_files({"name": "said.txt", "mimeType": "text/plain", "buffer": b"Norms that help a team are said aloud.\n" * 20})
    expect(page.get_by_text("It was not sent.")).to_be_visible()
    # Coming back does not mount the page anew.
    expect(page.locator(".banner")).to_have_count(0, timeout=15000)
    page.get_by_role("button", name="Try again: said.txt").click()
    expect(page.get_by_role("rowheader", name="said")).to_be_visible(timeout=15000)
    page.get_by_role("button", name="Remove: said").click()
    expect(page.get_by_role("rowheader", name="said")).to_have_count(0)
    page.close()


def allowed(session, *permissions):
    """A page of the administrator's that may do more, as the page itself sees it."""
    page = session.context.new_page()

    def more(route):
        answer = route.fetch()
        body = answer.json()
        route.fulfill(response=answer, body=json.dumps({**body, "permissions": [*body["permissions"], *permissions]}))
    page.route("**/api/v1/session", more)
    return page


def test_whose_activity_is_shown_is_chosen(session):
    page = allowed(session, "audit:read:activity")
    asked = []
    page.route("**/api/v1/audit/activity?*", lambda route: (asked.append(route.request.url), route.fulfill(json={"entries": []})))
    page.goto(SITE + "/#audit")
    page.get_by_role("button", name="What staff ask, search and read").click()
    page.get_by_label("Reason").fill("A parent's complaint")
    page.get_by_role("button", name="Show entries").click()
    assert not asked
    page.get_by_label("Whose entries").select_option(label="One person's")
    page.get_by_label("Person, by e-mail").fill("ada@cedarvalley.example")
    expect(page.get_by_text("Each person shown reads this sentence. Name nobody in it.")).to_be_visible()
    check_axe(page, "activity")
    shot(page, "activity")
    page.get_by_role("button", name="Show entries").click()
    expect(page.get_by_text("No entries.")).to_be_visible()
    assert len(asked) == 1 and "actor=" in asked[0], asked
    page.get_by_label("Whose entries").select_option(label="Everybody")
    expect(page.get_by_text("This shows entries of everybody.")).to_be_visible()
    page.close()


def test_a_reply_that_was_not_sent_is_kept(session):
    page = allowed(session, "threads:answer")
    thread = "019a0000-0000-7000-8000-000000000001"
    page.route(f"**/api/v1/threads/{thread}", lambda route: route.fulfill(json={
        "id": thread, "kind": "question", "state": "open", "asker": "Tess", "title": "Norms", "question": "Which norms help?",
        "createdAt": "2026-11-26T08:00:00Z", "isMine": True, "messages": []}))
    page.goto(SITE + "/#inbox/" + thread)
    reply = page.get_by_label("Your reply")
    reply.fill("Begin with two.")
    # A moment offline, and the page loaded anew.
    page.route("**/api/v1/news", lambda route: route.abort(), times=1)
    page.evaluate("location.hash = '#account'")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.go_back()
    expect(reply).to_have_value("Begin with two.")
    expect(page.locator(".banner")).to_have_count(0, timeout=15000)
    expect(reply).to_have_value("Begin with two.")
    page.reload()
    expect(reply).to_have_value("Begin with two.")
    page.close()


def test_a_provider_is_confirmed_as_it_is_seen(session):
    page = session.context.new_page()
    one = {"id": "019a0000-0000-7000-8000-000000000002", "kind": "oidc", "name": "District", "isEnabled": True, "clientID": "homeroom-7",
           "hasSecret": True, "settings": {"issuer": "https://id.cedarvalley.example"}, "redirect": SITE + "/sign-in/callback",
           "reachesEverybody": False, "mayConfirm": True, "version": "1"}
    reads, asked = [], []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.route("**/api/v1/providers", lambda route: route.fulfill(json={"providers": [one]} if not reads.append(route.request.method) else None))
    page.route("**/api/v1/providers/" + one["id"], lambda route: route.fulfill(json=one))
    refuse(page, "**/api/v1/providers/*/confirm", "accounts.providerChanged", status=409)
    page.goto(SITE + "/#providers")
    page.get_by_role("button", name="Confirm: District").click()
    expect(page.get_by_text("Its row shows how it is now")).to_be_visible()
    assert "https://id.cedarvalley.example" in asked[0] and "homeroom-7" in asked[0], asked
    assert len(reads) == 2, reads
    # Saved, the form is closed and empty.
    page.get_by_role("button", name="Edit: District").click()
    page.get_by_role("form", name="Add a provider").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Client id", exact=True)).to_be_hidden()
    page.locator("summary").filter(has_text="Add a provider").click()
    expect(page.get_by_label("Client id", exact=True)).to_have_value("")
    page.close()
