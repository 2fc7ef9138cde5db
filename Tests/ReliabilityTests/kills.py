# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kills the server under mixed load, again and again, and looks for every write that it had acknowledged.

usage: kills.py [--kills 500] [--port 8441] [--doctor-every 1]
"""
import argparse
import hashlib
import json
import random
import sys
import tempfile
import threading
import time

from appliance import PASSWORD, Appliance


class Account:
    """What the server acknowledged, to be found again after every kill."""

    def __init__(self):
        self.lock = threading.Lock()
        self.documents, self.removed, self.messages, self.feedback, self.shares, self.sessions = {}, set(), {}, {}, {}, []
        self.counts = {}

    def note(self, kind, store, key, value=True):
        with self.lock:
            if isinstance(store, list):
                store.append(key)
            elif isinstance(store, set):
                store.add(key)
            else:
                store[key] = value
            self.counts[kind] = self.counts.get(kind, 0) + 1


def worker(number, client, account, stop):
    """Mixed requests, one after the other, until the server is gone."""
    chance = random.Random(number * 7919 + time.time_ns())
    own = []
    conversation = None
    while not stop.is_set():
        try:
            what = chance.choice(["upload", "question", "question", "feedback", "share", "sign-in", "delete", "read", "search"])
            if what == "upload":
                text = f"# Note {chance.random()}\n\nTeams meet on day {chance.randrange(10**9)} and write what they decide.\n"
                answer = client.upload(f"note-{chance.randrange(10**9)}.md", text.encode())
                if answer.status == 202:
                    account.note(what, account.documents, answer.json["id"], hashlib.sha256(text.encode()).hexdigest())
                    own.append(answer.json["id"])
            elif what == "question":
                if conversation is None:
                    made = client.send("POST", "/api/v1/conversations", {"title": "Kill"})
                    conversation = made.json["id"] if made.status == 201 else None
                    continue
                answer = client.send("POST", f"/api/v1/conversations/{conversation}/messages",
                                     {"question": f"When do teams meet, {chance.randrange(10**6)}?"})
                if answer.status == 200:
                    account.note(what, account.messages, answer.json["id"], (client, conversation))
            elif what == "feedback":
                with account.lock:
                    mine = [key for key, (who, _) in account.messages.items() if who is client]
                if mine:
                    message, score = chance.choice(mine), chance.choice([-1, 1])
                    # Whether what is cut off came about is not known: only what is acknowledged counts.
                    account.feedback.pop(message, None)
                    answer = client.send("PUT", f"/api/v1/messages/{message}/feedback", {"score": score, "reasons": []})
                    if answer.status == 204:
                        account.note(what, account.feedback, message, (client, score))
            elif what == "share":
                with account.lock:
                    mine = [key for key, (who, place) in account.messages.items() if place == conversation]
                if mine:
                    answer = client.send("POST", f"/api/v1/conversations/{conversation}/shares",
                                         {"kind": "link", "days": 3, "message": chance.choice(mine)})
                    if answer.status == 201:
                        account.note(what, account.shares, answer.json["id"], (client, conversation))
            elif what == "sign-in" and chance.random() < 0.2:
                from appliance import Client
                other = Client(client.port, 20)
                other.sign_in(client.mail)
                account.note(what, account.sessions, other)
            elif what == "delete" and own and chance.random() < 0.5:
                document = own.pop(chance.randrange(len(own)))
                with account.lock:
                    kept = account.documents.pop(document, None)
                answer = client.send("DELETE", f"/api/v1/documents/{document}")
                if answer.status == 204:
                    account.note(what, account.removed, document)
            elif what == "read":
                client.send("GET", "/api/v1/conversations")
            else:
                client.send("GET", "/api/v1/search?q=teams%20meet")
        except Exception:
            client.close()
            if stop.is_set():
                return
            time.sleep(0.05)


def lost(administrator, account):
    """What was acknowledged and is not there."""
    missing = []
    for document in list(account.documents):
        if administrator.send("GET", f"/api/v1/documents/{document}").status != 200:
            missing.append(("upload", document))
    for document in list(account.removed):
        if administrator.send("GET", f"/api/v1/documents/{document}").status != 404:
            missing.append(("delete", document))
    read = {}
    for message, (client, conversation) in list(account.messages.items()):
        if conversation not in read:
            told = client.send("GET", f"/api/v1/conversations/{conversation}")
            read[conversation] = {one["id"]: one for one in told.json["messages"]} if told.status == 200 else {}
        if message not in read[conversation]:
            missing.append(("question", message))
    for message, (client, score) in list(account.feedback.items()):
        conversation = account.messages[message][1]
        if read[conversation].get(message, {}).get("feedback") != score:
            missing.append(("feedback", message))
    shares = {}
    for share, (client, conversation) in list(account.shares.items()):
        if conversation not in shares:
            shares[conversation] = client.send("GET", f"/api/v1/conversations/{conversation}/shares").body.decode()
        if share not in shares[conversation]:
            missing.append(("share", share))
    for other in list(account.sessions):
        if other.send("GET", "/api/v1/session").status != 200:
            missing.append(("sign-in", "a session"))
    return missing


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--port", type=int, default=8441)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--doctor-every", type=int, default=1)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="homeroom-kills-")
    appliance = Appliance(folder + "/d", options.port)
    appliance.start()
    administrator = appliance.set_up()
    administrator.mail = "ada@cedarvalley.example"
    administrator.upload("first.md", b"# First\n\nTeams meet every week and write what they decide.\n")
    people = [appliance.person(administrator, number, "districtAdministrator" if number == 0 else "educator")
              for number in range(options.clients)]
    total, faults, starts, began = {}, [], [], time.time()
    account = Account()
    for kill in range(1, options.kills + 1):
        stop = threading.Event()
        writers = [administrator] + people[1:]
        threads = [threading.Thread(target=worker, args=(number, client, account, stop), daemon=True)
                   for number, client in enumerate(writers)]
        for thread in threads:
            thread.start()
        time.sleep(random.uniform(0.15, 1.2))
        stop.set()
        appliance.kill()
        for thread in threads:
            thread.join(30)
        for client in writers:
            client.close()
        if kill % options.doctor_every == 0:
            status, words = appliance.doctor()
            if status != 0:
                faults.append((kill, "doctor", words[-600:]))
        starts.append(appliance.start())
        missing = lost(administrator, account)
        faults += [(kill, *one) for one in missing]
        # Each round's writes are looked for after its own kill and the next, then the account begins anew.
        if kill % 2 == 0:
            for kind, count in account.counts.items():
                total[kind] = total.get(kind, 0) + count
            account = Account()
        if kill % 25 == 0 or faults:
            print(f"{kill} kills, {time.time() - began:.0f} s, faults {len(faults)}, acknowledged {total}", flush=True)
        if len(faults) > 20:
            break
    status, _ = appliance.stop()
    starts.sort()
    print(json.dumps({"kills": kill, "acknowledged": total, "faults": faults[:20], "start_seconds_median": round(starts[len(starts) // 2], 2),
                      "start_seconds_most": round(starts[-1], 2), "last_exit": status}, indent=1))
    sys.exit(1 if faults or status else 0)


if __name__ == "__main__":
    main()
