# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conversations as people use them: follow-ups, versions, feedback, sharing, a human coach, and what is decided about them."""
import re

from playwright.sync_api import expect

from conftest import PASSWORD, SITE, confirm
from looks import check_axe, shot

FIRST = "How long does the second tier of support last?"


def ask(page, text):
    page.get_by_label("Your question", exact=True).fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0, timeout=15000)


def invite(page, browser, given, role, lands_on="Ask about your practice"):
    """Somebody new, in a browser of their own."""
    confirm(page)
    page.goto(SITE + "/#people")
    page.reload()
    page.locator("summary").filter(has_text="Invite somebody").click()
    form = page.get_by_role("form", name="Invite somebody")
    form.get_by_label("Given name").fill(given)
    form.get_by_label("Family name").fill("Test")
    form.get_by_label("E-mail", exact=True).fill(given.lower() + "@cedarvalley.example")
    form.get_by_label("Role", exact=True).select_option(label=role)
    form.get_by_role("button", name="Invite somebody").click()
    link = page.locator(".once code").inner_text()
    other = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", reduced_motion="reduce").new_page()
    other.goto(link if link.startswith("http") else SITE + link)
    other.get_by_label("New password").fill(PASSWORD + " " + given)
    other.get_by_role("button", name="Set password and come in").click()
    expect(other.get_by_role("heading", name=lands_on)).to_be_visible(timeout=15000)
    return other


def test_a_conversation_goes_on(session):
    page = session
    page.goto(SITE + "/#ask")
    page.get_by_role("link", name="New conversation").click()
    ask(page, FIRST)
    expect(page.locator("blockquote").filter(has_text="three to four weeks").first).to_be_visible()
    expect(page).to_have_url(re.compile("#ask/"))
    expect(page.get_by_role("heading", level=1, name=FIRST)).to_be_visible()
    ask(page, "And who provides it?")
    expect(page.get_by_text("Understood as:")).to_be_visible()
    expect(page.get_by_text("Ask next")).to_be_visible()
    check_axe(page, "conversation")
    shot(page, "conversation")
    # It is still there after the page is loaded anew, and found by a word of its answer.
    page.reload()
    expect(page.locator("blockquote").filter(has_text="three to four weeks").first).to_be_visible()
    page.get_by_label("Search", exact=True).fill("four weeks")
    expect(page.locator(".history .list a").filter(has_text=FIRST).first).to_be_visible()
    page.get_by_label("Search", exact=True).fill("xylophone")
    expect(page.locator(".history .list a")).to_have_count(0)
    page.get_by_label("Search", exact=True).fill("")


def test_a_question_is_edited_and_both_versions_stay(session):
    page = session
    page.get_by_role("button", name="Edit", exact=True).first.click()
    page.get_by_label("Your question, edited").fill("How many members should a team have?")
    page.keyboard.press("Enter")
    expect(page.locator("blockquote").filter(has_text="Four to six members").first).to_be_visible(timeout=15000)
    expect(page.get_by_text("2 of 2")).to_be_visible()
    page.get_by_role("button", name="Earlier version").first.click()
    expect(page.locator("blockquote").filter(has_text="three to four weeks").first).to_be_visible()
    page.get_by_role("button", name="Later version").first.click()
    page.get_by_role("button", name="Answer again").first.click()
    expect(page.locator("blockquote").filter(has_text="Four to six members").first).to_be_visible(timeout=15000)


def test_feedback_with_reasons(session):
    page = session
    page.get_by_role("button", name="Not good").first.click()
    page.get_by_label("Something is missing").check()
    check_axe(page, "feedback")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("button", name="Not good").first).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.get_by_role("button", name="Not good").first).to_have_attribute("aria-pressed", "true")


def test_it_is_renamed_exported_and_shared(session, browser):
    page = session
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Title", exact=True).fill("Tiers of support")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1, name="Tiers of support")).to_be_visible()
    page.get_by_role("button", name="Export").click()
    for name, start in [("Markdown", b"# Tiers"), ("PDF", b"%PDF"), ("Word (DOCX)", b"PK")]:
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        with open(download.value.path(), "rb") as file:
            assert file.read().startswith(start), name
    here = page.url
    other = invite(page, browser, "Sam", "Educator")
    page.goto(here)
    page.get_by_role("button", name="Share").click()
    page.get_by_label("E-mail", exact=True).fill("sam@cedarvalley.example")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("They can open every source.")).to_be_visible()
    check_axe(page, "share")
    shot(page, "share")
    page.get_by_role("button", name="Share").last.click()
    expect(page.get_by_role("button", name="Revoke: Sam Test")).to_be_visible()
    page.get_by_label("With", exact=True).select_option(label="Anyone in the district with the link")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Those who may not read a source")).to_be_visible()
    page.get_by_role("button", name="Share").last.click()
    link = page.locator(".once code").inner_text()
    other.goto(SITE + "/#shared")
    other.get_by_role("link", name="Tiers of support").click()
    expect(other.get_by_text("How many members should a team have?")).to_be_visible()
    expect(other.get_by_text("Shared by Ada Byron")).to_be_visible()
    check_axe(other, "shared")
    shot(other, "shared")
    other.goto(link.replace("127.0.0.1", "localhost"))
    expect(other.get_by_text("Shared by Ada Byron")).to_be_visible()
    for left in (1, 0):
        page.get_by_role("button", name=re.compile("^Revoke: ")).first.click()
        expect(page.get_by_role("button", name=re.compile("^Revoke: "))).to_have_count(left)
    other.reload()
    expect(other.get_by_text("not any more")).to_be_visible()
    other.context.close()


def test_a_human_coach_answers(session, browser):
    page = session
    # In a new district coaches have 14 days to set up a second factor.
    coach = invite(page, browser, "Cora", "Coach")
    page.goto(SITE + "/#ask")
    page.get_by_role("link", name="New conversation").click()
    ask(page, "Who makes the agenda?")
    page.get_by_role("button", name="Ask a human coach").click()
    page.get_by_label("Coach", exact=True).select_option(label="Cora Test · Coach")
    check_axe(page, "hand over")
    page.get_by_role("button", name="Send to a coach").click()
    expect(page.get_by_text("Waiting for a coach")).to_be_visible()
    # It is announced: in the bar, beside the page's name, and in the tab's title.
    coach.goto(SITE + "/#inbox")
    expect(coach.locator(".badge").first).to_have_text("1")
    expect(coach).to_have_title(re.compile(r"^\(1\) "))
    coach.get_by_role("link", name="Who makes the agenda?").click()
    coach.get_by_role("button", name="Take this question").click()
    expect(coach.get_by_text("Taken by you")).to_be_visible()
    check_axe(coach, "thread")
    coach.get_by_label("Your reply").fill("We rotate the facilitator; ask me on Tuesday.")
    coach.get_by_role("button", name="Reply").click()
    expect(coach.get_by_text("We rotate the facilitator").first).to_be_visible()
    shot(coach, "thread")
    # Wherever the teacher is, the news is seen; looking takes it away.
    here = page.url
    page.goto(SITE + "/#library")
    page.reload()
    expect(page.locator(".badge").first).to_have_text("1")
    page.goto(here)
    page.reload()
    expect(page.get_by_text("We rotate the facilitator")).to_be_visible()
    expect(page.locator(".badge")).to_have_count(0)
    expect(page.get_by_text("A coach replied").first).to_be_visible()
    coach.context.close()


def test_it_is_archived_and_erased(session):
    page = session
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_role("button", name="Bring back")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Ask about your practice")).to_be_visible()
    page.get_by_label("Archived").check()
    expect(page.locator(".history .list a").filter(has_text="Who makes the agenda?")).to_have_count(0)
    page.get_by_label("Archived").uncheck()


def test_what_an_administrator_decides(session):
    page = session
    page.goto(SITE + "/#coach")
    page.get_by_label("Days, for everybody").fill("400")
    page.get_by_role("button", name="Save").first.click()
    page.locator("summary").filter(has_text="For answers").click()
    check_axe(page, "coach rules")
    shot(page, "coach-rules")
    page.reload()
    expect(page.get_by_label("Days, for everybody")).to_have_value("400")
    page.goto(SITE + "/#domains")
    page.locator("summary").filter(has_text="Collaborative Teams").click()
    check_axe(page, "domains")
    shot(page, "domains")
    page.goto(SITE + "/#outbound")
    page.get_by_label("Nothing leaves the building").check()
    page.get_by_label("Pattern of your student IDs").fill("S[0-9]{6}")
    page.get_by_role("button", name="Save").click()
    page.reload()
    expect(page.get_by_label("Nothing leaves the building")).to_be_checked()
    page.get_by_label("Nothing leaves the building").uncheck()
    page.get_by_role("button", name="Save").click()
    check_axe(page, "outbound")
    shot(page, "outbound")


def test_narrow(session):
    page = session
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(SITE + "/#ask")
    page.locator(".history .list a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    check_axe(page, "narrow conversation")
    shot(page, "conversation-narrow")
    page.set_viewport_size({"width": 1440, "height": 900})
