# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small district that was set up over HTTP once, copied for every fault, and looked at as people see it."""
import json
import os
import re
import shutil
import subprocess
import time

from appliance import BINARY, PASSWORD, ROOT, Appliance, Client

QUESTION = {"question": "Who makes the agenda?", "isFresh": True}
# What no person should ever read: names of programming languages, of libraries and their numbers, and stack traces.
JARGON = re.compile(
    r"SQLite|DatabaseError|DecodingError|keyNotFound|typeMismatch|dataCorrupted|CocoaError|POSIXError|Error Domain|"
    r"NSCocoa|IOError|errno|Optional\(|Fatal error|Stack dump|Program crashed|\.swift:|Thread \d+|btree|SELECT |INSERT |"
    r"cursor|sql|Kernel\.|Persistence\.|Failure\(|Something went wrong", re.IGNORECASE)


def pdf(text, padding=0):
    """A page of text as a PDF; with bytes nobody looks at, so that it is as large as wanted."""
    words = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
             b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
             b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    if padding:
        parts.append(b"<</Length %d>>stream\n%s\nendstream" % (padding, os.urandom(padding)))
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(parts) + 1, table, len(parts) + 1, len(data))


class Seed:
    """The folder that all districts are copies of, and what is in it."""

    def __init__(self, folder, port):
        self.folder, self.older = folder + "/seed", folder + "/older.db"
        appliance = Appliance(self.folder, port)
        try:
            self.fill(appliance)
        finally:
            if appliance.process.poll() is None:
                appliance.kill()

    def fill(self, appliance):
        appliance.start()
        administrator = appliance.set_up()
        coach = appliance.person(administrator, 1, "coach")
        educator = appliance.person(administrator, 2, "educator")
        self.clients = {"administrator": administrator, "coach": coach, "educator": educator}
        self.coach_mail, self.educator_mail = coach.mail, educator.mail
        with open(ROOT + "/assets/sample/handbook.md", "rb") as file:
            self.handbook = administrator.upload("handbook.md", file.read()).json["id"]
        wait_for_reading(administrator)
        appliance.stop()
        administrator.close()
        shutil.copy(self.folder + "/homeroom.db", self.older)
        appliance.start()
        self.plan = administrator.upload("plan.pdf", pdf("The plan of the team is kept in the blue binder.")).json["id"]
        educator.close()
        self.conversation = educator.send("POST", "/api/v1/conversations", {"title": "Agenda"}).json["id"]
        self.message = educator.send(
            "POST", f"/api/v1/conversations/{self.conversation}/messages", QUESTION).json["id"]
        wait_for_reading(administrator)
        coach.close()
        self.text = coach.send("GET", f"/api/v1/documents/{self.handbook}/pages/1").body
        appliance.stop()


def wait_for_reading(client, seconds=30):
    end = time.time() + seconds
    while time.time() < end:
        documents = client.send("GET", "/api/v1/documents").json["documents"]
        if all(one["state"] not in ("waiting", "reading") for one in documents):
            return True
        time.sleep(0.1)
    return False


class District(Appliance):
    """A copy of the seed, served, broken and mended."""

    def __init__(self, seed, data, port, output):
        super().__init__(data, port)
        self.seed, self.output = seed, output
        shutil.copytree(seed.folder, data, symlinks=True)
        os.chmod(data, 0o700)
        self.clients = {}
        for name, model in seed.clients.items():
            client = self.clients[name] = Client(port, 30)
            client.cookies, client.token = dict(model.cookies), model.token

    def path(self, name=""):
        return os.path.join(self.data, name)

    def serve(self, seconds=30):
        """Starts it, and returns what it said and its exit status: none while it serves."""
        with open(self.output, "wb") as file:
            self.process = subprocess.Popen(
                [BINARY, "serve", "--data", self.data, "--port", str(self.port)], stdout=file,
                stderr=subprocess.STDOUT, env=os.environ | self.environment, preexec_fn=self.limits)
        end = time.time() + seconds
        while time.time() < end and self.process.poll() is None and "serves" not in self.raw():
            time.sleep(0.02)
        for client in self.clients.values():
            client.close()
        return self.words(), self.process.poll()

    def raw(self):
        with open(self.output, errors="replace") as file:
            return file.read()

    def words(self):
        """What serve has said: its lines, and of its log the messages from warnings up, each once."""
        said = []
        for line in self.raw().splitlines():
            if line.startswith("{"):
                entry = json.loads(line)
                line = f"log: {entry['message']}"
                if entry["level"] in ("trace", "debug", "info") or entry["message"].startswith("request"):
                    continue
            line = line.strip()
            if line and line not in said and "/setup/" not in line and "Open this link" not in line:
                said.append(line)
        return " ".join(said)

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def findings(self):
        """What doctor finds amiss, in its words; its exit status."""
        status, text = super().doctor()
        try:
            found = json.loads(text[text.index("["):])
        except ValueError:
            return status, text.strip()
        return status, "; ".join(f"{one['state']}, {one['subject']}: {one['detail']}" for one in found
                                 if one["state"] == "fault" or one["state"] == "note" and one["subject"] != "scans")

    # What people do, and what they get.

    def attempts(self):
        seed, coach, educator = self.seed, self.clients["coach"], self.clients["educator"]
        name = f"note-{time.time_ns()}.md"
        return {
            "healthz": lambda: Client(self.port, 10).send("GET", "/healthz"),
            "readyz": lambda: Client(self.port, 10).send("GET", "/readyz"),
            "sign-in": lambda: Client(self.port).send(
                "POST", "/api/v1/sign-in", {"name": seed.coach_mail, "password": PASSWORD}),
            "reading": lambda: coach.send("GET", f"/api/v1/documents/{seed.handbook}/pages/1"),
            "question": lambda: educator.send("POST", "/api/v1/questions", QUESTION),
            "upload": lambda: coach.upload(name, f"# Note\n\nTeams meet, {name}.\n".encode()),
        }

    def look(self, names=None):
        """Each attempt's outcome: a status with its words, or why there is none."""
        # A kept connection may have been idle for too long by now.
        for client in self.clients.values():
            client.close()
        seen = {}
        for name, attempt in self.attempts().items():
            if names is None or name in names:
                seen[name] = outcome(attempt)
        return seen

    def lacks(self, documents=True):
        """What of the seed is not there any more, or does not work: empty when nothing was lost."""
        missing = [f"{name}: {told}" for name, told in self.look().items() if not told.startswith("2")]
        if missing:
            return missing
        page = self.clients["coach"].send("GET", f"/api/v1/documents/{self.seed.handbook}/pages/1")
        if page.body != self.seed.text:
            missing.append("the handbook's text is another")
        if documents:
            told = outcome(lambda: self.clients["coach"].send("GET", f"/api/v1/documents/{self.seed.plan}/pages/1/image"))
            if not told.startswith("2"):
                missing.append(f"the plan's picture: {told}")
            kept = self.clients["educator"].send("GET", f"/api/v1/conversations/{self.seed.conversation}")
            if self.seed.message not in kept.body.decode():
                missing.append("the question that was asked")
        if not wait_for_reading(self.clients["coach"]):
            missing.append("new documents are not read")
        found = self.clients["coach"].send("GET", "/api/v1/search?q=facilitator%20agenda")
        if found.status != 200 or self.seed.handbook not in found.body.decode():
            missing.append("searching finds nothing")
        return missing


def outcome(attempt):
    """`200`, or `507 Insufficient Storage: The server's disk is full …`."""
    try:
        answer = attempt()
    except Exception as error:
        return "no answer" + ("" if isinstance(error, ConnectionRefusedError) else f" ({type(error).__name__})")
    if answer.status < 300:
        return str(answer.status)
    try:
        problem = answer.json
        return f"{answer.status} {problem['title']}: {problem['detail']}"
    except (ValueError, KeyError):
        return f"{answer.status}: {answer.body[:200].decode(errors='replace').strip()}"
