# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page's sentences are whole in both languages; it needs no browser and no program. That every refusal has one is
looked at by RefusalTests."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]


def pairs(name):
    text = (ROOT / "assets/web" / name).read_text()
    return text, dict((code, (english, spanish)) for code, english, spanish in re.findall(
        r'^\s+"?([\w.-]+)"?: \["((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)"\],?$', text, re.M))


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
