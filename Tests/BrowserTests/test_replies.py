# SPDX-License-Identifier: AGPL-3.0-or-later
"""A coach's reply stands beside its answer: what was asked since stays on the page, and goes on."""
from playwright.sync_api import expect

from conftest import SITE
from test_conversations import ask, invite

QUESTIONS = ["How long does the second tier of support last?", "Who makes the agenda?", "How many members should a team have?"]


def test_what_was_asked_after_a_reply_stays(session, browser):
    page = session
    coach = invite(page, browser, "Tullia", "Coach")
    page.goto(SITE + "/#ask")
    page.get_by_role("link", name="New conversation").click()
    for question in QUESTIONS:
        ask(page, question)
    page.get_by_role("button", name="Ask a human coach").first.click()
    page.get_by_label("Coach", exact=True).select_option(label="Tullia Test · Coach")
    page.get_by_role("button", name="Send to a coach").click()
    expect(page.get_by_text("Waiting for a coach")).to_be_visible()
    coach.goto(SITE + "/#inbox")
    coach.get_by_role("link", name=QUESTIONS[0]).click()
    coach.get_by_role("button", name="Take this question").click()
    coach.get_by_label("Your reply").fill("We look again after three weeks.")
    coach.get_by_role("button", name="Reply").click()
    expect(coach.get_by_text("We look again").first).to_be_visible()
    page.reload()
    reply = page.get_by_text("We look again after three weeks.")
    expect(reply).to_be_visible()
    headings = page.locator(".said h2")
    expect(headings).to_have_text(QUESTIONS)
    assert headings.nth(0).bounding_box()["y"] < reply.bounding_box()["y"] < headings.nth(1).bounding_box()["y"]
    # The next one goes on from what is shown.
    ask(page, "And who leads it?")
    expect(headings).to_have_text(QUESTIONS + ["And who leads it?"])
    page.reload()
    expect(headings).to_have_text(QUESTIONS + ["And who leads it?"])
    coach.context.close()
