# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clients that write at random, and the account of what the server acknowledged to them."""
import hashlib
import random
import threading

from appliance import Client

KINDS = ("upload", "question", "feedback", "share", "sign-in", "delete")


class Account:
    """What the server acknowledged, to be found again after a kill."""

    def __init__(self):
        self.lock = threading.Lock()
        self.documents, self.removed, self.messages, self.feedback, self.shares = {}, set(), {}, {}, {}
        self.sessions, self.counts, self.refused = [], {}, {}

    def count(self, kind):
        with self.lock:
            self.counts[kind] = self.counts.get(kind, 0) + 1

    def refuse(self, kind, status):
        with self.lock:
            self.refused[f"{kind} {status}"] = self.refused.get(f"{kind} {status}", 0) + 1

    def lost(self, administrator):
        """What was acknowledged and is not there."""
        missing = []
        for document in list(self.documents):
            if administrator.send("GET", f"/api/v1/documents/{document}").status != 200:
                missing.append(("upload", document))
        for document in list(self.removed):
            if administrator.send("GET", f"/api/v1/documents/{document}").status != 404:
                missing.append(("delete", document))
        told = {}

        def messages(client, conversation):
            if conversation not in told:
                answer = client.send("GET", f"/api/v1/conversations/{conversation}")
                told[conversation] = {one["id"]: one for one in answer.json["messages"]} if answer.status == 200 else {}
            return told[conversation]
        for message, (client, conversation) in list(self.messages.items()):
            if message not in messages(client, conversation):
                missing.append(("question", message))
        for message, (client, conversation, score) in list(self.feedback.items()):
            if messages(client, conversation).get(message, {}).get("feedback") != score:
                missing.append(("feedback", message))
        shares = {}
        for share, (client, conversation) in list(self.shares.items()):
            if conversation not in shares:
                shares[conversation] = client.send("GET", f"/api/v1/conversations/{conversation}/shares").body.decode()
            if share not in shares[conversation]:
                missing.append(("share", share))
        for other in list(self.sessions):
            if other.send("GET", "/api/v1/session").status != 200:
                missing.append(("sign-in", "a session"))
            other.close()
        return missing


class Writer:
    """Somebody who writes: one request after the other, over all rounds."""

    def __init__(self, client, may_upload):
        self.client, self.may_upload = client, may_upload
        self.own, self.conversation, self.messages = [], None, []
        self.chance = random.Random()

    def write(self, account, stop):
        kinds = ["question", "question", "feedback", "share", "sign-in", "read"]
        if self.may_upload:
            kinds += ["upload", "upload", "delete"]
        while not stop.is_set():
            kind = self.chance.choice(kinds)
            try:
                status = getattr(self, kind.replace("-", "_"))(account)
                if status is not None and status >= 300:
                    account.refuse(kind, status)
            except Exception:
                # The server is gone, in mid-request: whether that came about nobody knows.
                self.client.close()
                stop.wait(0.02)

    def upload(self, account):
        text = f"# Note {self.chance.random()}\n\nTeams meet on day {self.chance.randrange(10**9)} and decide.\n"
        answer = self.client.upload(f"note-{self.chance.randrange(10**9)}.md", text.encode())
        if answer.status == 202:
            account.documents[answer.json["id"]] = hashlib.sha256(text.encode()).hexdigest()
            self.own.append(answer.json["id"])
            account.count("upload")
        return answer.status

    def delete(self, account):
        if not self.own:
            return None
        document = self.own.pop(self.chance.randrange(len(self.own)))
        # Once it is asked for, it may be gone or not.
        account.documents.pop(document, None)
        answer = self.client.send("DELETE", f"/api/v1/documents/{document}")
        if answer.status == 204:
            account.removed.add(document)
            account.count("delete")
        return answer.status

    def question(self, account):
        if self.conversation is None or len(self.messages) > 30:
            made = self.client.send("POST", "/api/v1/conversations", {"title": "Kill"})
            if made.status != 201:
                return made.status
            self.conversation, self.messages = made.json["id"], []
        answer = self.client.send("POST", f"/api/v1/conversations/{self.conversation}/messages", {
            "question": f"When do teams meet, {self.chance.randrange(10**6)}?"})
        if answer.status == 200:
            account.messages[answer.json["id"]] = (self.client, self.conversation)
            self.messages.append(answer.json["id"])
            account.count("question")
        return answer.status

    def feedback(self, account):
        if not self.messages:
            return None
        message, score = self.chance.choice(self.messages), self.chance.choice([-1, 1])
        account.feedback.pop(message, None)
        answer = self.client.send("PUT", f"/api/v1/messages/{message}/feedback", {"score": score, "reasons": []})
        if answer.status == 204:
            account.feedback[message] = (self.client, self.conversation, score)
            account.count("feedback")
        return answer.status

    def share(self, account):
        if not self.messages:
            return None
        answer = self.client.send("POST", f"/api/v1/conversations/{self.conversation}/shares", {
            "kind": "link", "days": 3, "message": self.chance.choice(self.messages)})
        if answer.status == 201:
            account.shares[answer.json["id"]] = (self.client, self.conversation)
            account.count("share")
        return answer.status

    def sign_in(self, account):
        # Costly on purpose: seldom.
        if self.chance.random() > 0.6:
            return None
        other = Client(self.client.port, 20)
        other.sign_in(self.client.mail)
        account.sessions.append(other)
        account.count("sign-in")
        return 200

    def read(self, account):
        path = self.chance.choice(["conversations", "search?q=teams%20meet", "documents?limit=20"])
        return self.client.send("GET", f"/api/v1/{path}").status
