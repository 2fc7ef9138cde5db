# SPDX-License-Identifier: AGPL-3.0-or-later
"""One fault of the fault table: what was said of it, what was expected, what the cure brought."""
import subprocess

from appliance import BINARY
from district import JARGON, District


def flip(path, place, bits=0xFF):
    """Changes one byte."""
    with open(path, "r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ bits]))


class Skipped(Exception):
    """The fault cannot be made on this machine."""


class Trial:
    """One fault: what was said of it and what did not hold."""

    def __init__(self, name, seed, folder, port):
        self.name, self.seed, self.folder, self.port = name, seed, folder, port
        self.serve, self.seen, self.doctor, self.cure, self.problems, self.undo = [], [], [], [], [], []

    def district(self, place=None, output=None):
        district = District(self.seed, (place or self.folder) + "/d", self.port, output or self.folder + "/said")
        self.undo.append(district.end)
        return district

    def expect(self, holds, words):
        if not holds:
            self.problems.append(words)

    def starts(self, district, saying=()):
        """It serves, and says so."""
        words, status = district.serve()
        self.serve.append(words)
        self.expect(status is None, f"serve ended with {status}")
        self.name_cause(words, saying)

    def refuses(self, district, saying):
        """It does not start: it says why and what to do, and ends in order."""
        words, status = district.serve()
        self.serve.append(f"{words} (exit {status})")
        self.expect(status == 1 or status == 75, f"serve ended with {status}" if status else "serve started")
        self.name_cause(words, saying)
        self.expect(words.count("homeroom: ") == 1, "serve says more or less than one thing")
        district.end()

    def sees(self, district, allowed=(), names=None, saying=()):
        """What people get; all but what is allowed to be refused must work."""
        seen = district.look(names)
        for name, told in seen.items():
            self.expect(told.startswith("2") or name in allowed, f"{name}: {told}")
            self.name_cause(told, saying if not told.startswith("2") and name != "healthz" else ())
        self.seen.append("; ".join(f"{name} {told}" for name, told in seen.items()))
        self.expect(district.process.poll() is None, f"the server ended with {district.process.poll()}")
        return seen

    def nobody(self):
        self.seen.append("the browser cannot connect")

    def examine(self, district, saying=(), fault=True):
        """What doctor says: a fault with cause and cure, or that all is well."""
        status, words = district.findings()
        self.doctor.append(words or "all good")
        self.expect(status == (2 if fault else 0), f"doctor ended with {status}: {words}")
        self.name_cause(words, saying)

    def mended(self, district, cure, restart=True, documents=True, doctor=True, accept=False):
        """After the cure nothing is lost and everything goes on."""
        self.cure.append(cure)
        if restart:
            words, status = district.serve()
            self.expect(status is None, f"after the cure: {words}")
            if status is not None:
                return
        if accept:
            # What was noted since the backup is lacking now, and told.
            self.accept(district)
            self.cure.append("homeroom audit accept --reason …")
        self.problems += [f"after the cure {one}" for one in district.lacks(documents)]
        if doctor:
            status, words = district.findings()
            self.expect(status == 0, f"after the cure doctor says: {words}")
        self.expect(district.process.poll() is None, "after the cure the server ended")
        code, took = district.stop()
        self.expect(code == 0, f"after the cure it stopped with {code}")

    def accept(self, district):
        """The cure of a trail that lacks what was signed."""
        run = subprocess.run(
            [BINARY, "audit", "accept", "--reason", "A fault was made on purpose.", "--data", district.data],
            capture_output=True, text=True)
        self.expect(run.returncode == 0, f"homeroom audit accept: {run.stdout}{run.stderr}")

    def name_cause(self, words, saying):
        words = words.replace(self.folder, "…")
        for part in saying:
            self.expect(part.lower() in words.lower(), f"does not say “{part}”: {words}")
        found = JARGON.search(words.replace("subject: SQLite", ""))
        self.expect(not found, f"jargon “{found and found.group(0)}”: {words}")

    def row(self):
        cells = [self.name, *(" / ".join(part) for part in (self.serve, self.seen, self.doctor, self.cure)),
                 "yes" if not self.problems else "**no**: " + "; ".join(dict.fromkeys(self.problems))]
        return "| " + " | ".join(
            cell.replace("|", "\\|").replace("\n", " ").replace(self.folder, "…") or "–" for cell in cells) + " |"
