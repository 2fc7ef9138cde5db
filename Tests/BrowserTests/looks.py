# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a page looks: to axe-core, and in a picture."""
import os

from axe_playwright_python.sync_playwright import Axe

SHOTS = os.environ.get("HOMEROOM_SCREENSHOTS")


def check_axe(page, name):
    results = Axe().run(page).response
    found = [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in results["violations"]]
    assert not found, f"{name}: {found}"


def shot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png")
