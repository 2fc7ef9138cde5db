# SPDX-License-Identifier: AGPL-3.0-or-later
"""A new district's library takes its first file, for those who manage it until it is opened; a damaged source is said to be gone."""
from playwright.sync_api import expect

from conftest import PASSWORD, SITE, serving

PORT = 8441


def test_the_first_file_makes_the_collection(browser):
    with serving(PORT) as (link, _):
        page = browser.new_context(locale="en-US", reduced_motion="reduce").new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(link.replace("127.0.0.1", "localhost"))
        page.get_by_label("District", exact=True).fill("Alder Creek")
        page.get_by_label("Given name").fill("Wanda")
        page.get_by_label("Family name").fill("Frost")
        page.get_by_label("E-mail", exact=True).fill("wanda@aldercreek.example")
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_role("button", name="Create the district").click()
        page.get_by_role("button", name="Later, when I sign in next").click(timeout=15000)
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_text("which is made with the first file")).to_be_visible()
        page.locator("#files").set_input_files({"name": "first.txt", "mimeType": "text/plain", "buffer": b"Norms that help a team are said aloud.\n" * 20})
        expect(page.get_by_role("rowheader", name="first")).to_be_visible(timeout=15000)
        expect(page.get_by_text("only those who manage the district's collections.")).to_be_visible()
        page.get_by_role("button", name="Let everyone in the district read it").click()
        expect(page.get_by_text("Everyone in the district.")).to_be_visible()
        page.context.close()


def test_a_damaged_address_of_a_source(session):
    page = session
    page.goto(SITE + "/#source/xyz/1/1-2")
    expect(page.get_by_text("This source is not here, or you may not read it.")).to_be_visible()
    page.goto(SITE + "/#ask")
