# SPDX-License-Identifier: AGPL-3.0-or-later
"""The administrator's pages."""
import io
import zipfile

from playwright.sync_api import expect

from conftest import PASSWORD, SITE
from looks import check_axe, shot


PAGES = ["#ask", "#library", "#collections", "#people", "#places", "#roles", "#rosters", "#providers", "#models", "#policy", "#audit", "#help", "#account"]


def test_places_and_agreements(session):
    page = session
    page.goto(SITE + "/#places")
    page.get_by_text("Add a school or a team").click()
    page.get_by_label("Name", exact=True).fill("Oak Elementary")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="Oak Elementary").get_by_text("no agreement")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Third grade")
    page.locator("form").get_by_label("Kind").select_option("team")
    page.locator("form").get_by_label("In", exact=True).select_option(label="Oak Elementary")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="Third grade").get_by_role("cell", name="Oak Elementary", exact=True)).to_be_visible()
    page.get_by_role("button", name="Edit: Oak Elementary").click()
    page.get_by_label("Signed on").fill("2026-08-01")
    page.get_by_label("Signed by").fill("R. Alvarez")
    page.get_by_label("Document", exact=True).fill("DPA 2026-17")
    check_axe(page, "places")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("R. Alvarez, 2026-08-01")).to_be_visible()
    shot(page, "places")


def test_a_role_of_the_districts_own(session):
    page = session
    page.goto(SITE + "/#roles")
    page.get_by_text("Define a role").click()
    page.get_by_label("Identifier").fill("librarian")
    page.get_by_label("Name", exact=True).fill("Librarian")
    page.get_by_label("documents:write").check()
    page.get_by_label("documents:read").check()
    page.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Librarian"))
    expect(row.get_by_text("documents:write")).to_be_visible()
    check_axe(page, "roles")
    shot(page, "roles")


def test_give_and_take_a_role(session):
    page = session
    page.goto(SITE + "/#people")
    page.get_by_role("button", name="Mia Kim").click()
    expect(page.get_by_role("heading", name="Mia Kim")).to_be_focused()
    form = page.get_by_role("form", name="Give a role")
    form.get_by_label("Role", exact=True).select_option(label="Librarian")
    form.get_by_label("School", exact=True).select_option(label="Oak Elementary")
    form.get_by_role("button", name="Give a role").click()
    row = page.get_by_role("row").filter(has_text="Librarian")
    expect(row.get_by_role("cell", name="Oak Elementary", exact=True)).to_be_visible()
    check_axe(page, "person")
    shot(page, "person")
    row.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)


def test_readers_of_a_collection(session):
    page = session
    page.goto(SITE + "/#collections")
    page.get_by_text("Add a collection").click()
    page.get_by_label("Name", exact=True).fill("Third grade's books")
    page.locator("form").get_by_label("School", exact=True).select_option(label="Third grade")
    expect(page.get_by_text("those who manage collections at this place or above it")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Readers: Third grade's books").click()
    page.get_by_label("Person, by e-mail").fill("mia@cedarvalley.example")
    page.get_by_label("May write").check()
    page.get_by_role("button", name="Add a reader").click()
    row = page.get_by_role("row").filter(has_text="Third grade's books")
    expect(row.get_by_text("Mia Kim")).to_be_visible()
    check_axe(page, "collections")
    shot(page, "collections")
    page.get_by_role("button", name="Remove: Mia Kim").click()
    expect(row.get_by_text("Mia Kim")).to_have_count(0)


def test_account_rules(session):
    page = session
    page.goto(SITE + "/#policy")
    page.get_by_label("Idle minutes: Educator").fill("480")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Idle minutes: Educator")).to_have_value("480")
    page.get_by_label("Days until people who left").fill("0")
    page.get_by_label("Days until people who left").evaluate("input => input.removeAttribute('min')")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("must be 1 to 3650")).to_be_visible()
    check_axe(page, "rules")
    shot(page, "policy")


def test_a_roster_is_tried_then_imported(session):
    tables = {
        "manifest.csv": "propertyName,value\noneroster.version,1.1\nfile.orgs,bulk\nfile.users,bulk\n",
        "orgs.csv": "sourcedId,name,type\nd1,Cedar Valley,district\ns1,Elm Middle,school\n",
        "users.csv": "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName,email\n"
        "u1,true,s1,teacher,tom,Tom,Lee,tom@cedarvalley.example\nu2,true,s1,student,sue,Sue,Ito,\n",
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name, text in tables.items():
            file.writestr(name, text)
    page = session
    page.goto(SITE + "/#rosters")
    page.get_by_label("Delivery").set_input_files({"name": "roster.zip", "mimeType": "application/zip", "buffer": archive.getvalue()})
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("Nothing was changed yet.")).to_be_visible()
    check_axe(page, "roster trial")
    shot(page, "roster")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Imported.")).to_be_visible()
    page.goto(SITE + "/#people")
    expect(page.get_by_role("button", name="Sue Ito")).to_be_visible()


def test_a_key_is_shown_once(session):
    page = session
    page.goto(SITE + "/#account")
    page.get_by_text("Make a key").first.click()
    page.get_by_label("Name", exact=True).fill("Nightly report")
    page.get_by_label("documents:read").check()
    page.locator("details").get_by_label("Your present password").fill(PASSWORD)
    page.get_by_role("button", name="Make a key").click()
    key = page.locator(".once code").inner_text()
    check_axe(page, "keys")
    shot(page, "keys")
    answer = page.context.browser.new_context().request.get(SITE + "/api/v1/documents", headers={"authorization": "Bearer " + key})
    assert answer.status == 200
    page.get_by_role("button", name="Revoke: Nightly report").click()
    expect(page.get_by_role("rowheader", name="Nightly report")).to_have_count(0)


def test_audit_log(session):
    page = session
    page.goto(SITE + "/#audit")
    expect(page.get_by_role("cell", name="made a sign-in link for").first).to_be_visible()
    # A name narrows the log to what that person did.
    page.get_by_role("button", name="Ada Byron").first.click()
    expect(page.get_by_role("button", name="By Ada Byron")).to_be_visible()
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("entries, none altered")).to_be_visible()
    check_axe(page, "audit")
    shot(page, "audit")


def test_narrow_screens_do_not_scroll_sideways(session):
    page = session
    page.set_viewport_size({"width": 360, "height": 740})
    for view in PAGES:
        page.goto(SITE + "/" + view)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
