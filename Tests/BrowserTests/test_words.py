# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every refusal that the program can answer with has its sentence in Spanish; it needs no browser and no program."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]

#: Told on the console or to administrators' log only, never on a page.
ELSEWHERE = set()


def refusals():
    """The codes that the Swift sources answer with: in a failure's `code`, or made up by a failure's own initializer."""
    codes = set()
    for path in (ROOT / "Sources").rglob("*Failure*.swift"):
        text = path.read_text()
        codes |= {f"accounts.{name}" for name in re.findall(r'Self\(\s*\d{3}, "(\w+)"', text)} if path.name == "AccountsFailure.swift" else set()
        codes |= set(re.findall(r'"((?:storage|library|request|accounts|web)\.\w+)"', text))
        if path.name == "CoachFailure.swift":
            cases = re.findall(r"^    case ([\w, ]+)$", text, re.M)
            codes |= {f"coach.{name.strip()}" for line in cases for name in line.split(",")}
    for path in (ROOT / "Sources").rglob("*.swift"):
        text = path.read_text()
        codes |= {f"accounts.{name}" for name in re.findall(r'AccountsFailure\.refused\(\s*"(\w+)"', text)}
        codes |= set(re.findall(r'answer\([\w.]+, "(\w+\.\w+)"', text))
    return codes


def pairs(name):
    text = (ROOT / "assets/web" / name).read_text()
    return text, dict((code, (english, spanish)) for code, english, spanish in re.findall(
        r'^\s+"?([\w.-]+)"?: \["((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)"\],?$', text, re.M))


def test_every_refusal_has_its_spanish():
    codes = refusals()
    assert {"accounts.linkSpent", "accounts.suspended", "library.fileLocked", "coach.noCoach", "storage.full", "request.refused"} <= codes
    _, known = pairs("named.ts")
    assert not codes - ELSEWHERE - known.keys(), sorted(codes - ELSEWHERE - known.keys())


def test_every_sentence_is_there_in_both_languages():
    for name in ("named.ts", "catalogue.ts"):
        text, known = pairs(name)
        keys = re.findall(r'^  "?([\w.-]+)"?: \[', text, re.M)
        assert len(keys) == len(set(keys)), [one for one in keys if keys.count(one) > 1]
        empty = [code for code, both in known.items() if not all(both)]
        assert not empty, empty


def test_what_stands_for_a_name_is_filled_in():
    """A word of the catalogue in capitals stands for something: wherever it is shown, something is put there."""
    _, known = pairs("catalogue.ts")
    views = [path.read_text() for path in (ROOT / "assets/web").rglob("*.tsx")]
    for key, (english, _) in known.items():
        for blank in re.findall(r"\b(NAME|COUNT)\b", english):
            shown = [text for text in views for _ in re.finditer(rf"words\.{key}\b", text)]
            filled = sum(len(re.findall(rf'words\.{key}\.replace\("{blank}"', text)) for text in views)
            assert shown and filled == len(shown), (key, blank)
