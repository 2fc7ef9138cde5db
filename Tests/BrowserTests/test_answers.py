# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking, reading the source, adding documents."""
from playwright.sync_api import expect

from conftest import SITE
from looks import check_axe, shot


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
    expect(page.get_by_role("button", name="Answer again")).to_be_visible()
    page.locator("#question").focus()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
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
    page.get_by_role("button", name="Remove: setup.pdf").click()
    expect(page.get_by_text("The name ends in .pdf")).to_have_count(0)


def test_spanish(server, browser, session):
    state = session.context.storage_state()
    page = browser.new_context(locale="es-MX", storage_state=state).new_page()
    page.goto(SITE + "/")
    expect(page.get_by_role("heading", name="Pregunta sobre tu práctica")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "es"
    # The encoder that sorts questions knows English: it must not turn others away.
    page.get_by_label("Tu pregunta", exact=True).fill("¿Cómo ayudo a un alumno a formar un hábito nuevo?")
    page.keyboard.press("Enter")
    expect(page.locator("article.answer[aria-busy='true']")).to_have_count(0, timeout=15000)
    expect(page.locator(".said h2")).to_be_visible()
    expect(page.get_by_text("fuera de lo que trata")).to_have_count(0)
    shot(page, "spanish")
    page.close()
