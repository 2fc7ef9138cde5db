# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hundred people at once for ten minutes: mixed requests, each client one after the other, without a pause between.

usage: crowd.py [--clients 100] [--seconds 600] [--port 8442]
"""
import argparse
import collections
import json
import random
import sys
import tempfile
import threading
import time
import urllib.request

from appliance import Appliance

HANDBOOK = __import__("appliance").ROOT + "/assets/sample/handbook.md"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--port", type=int, default=8442)
    options = parser.parse_args()
    appliance = Appliance(tempfile.mkdtemp(prefix="homeroom-crowd-") + "/d", options.port)
    appliance.start()
    administrator = appliance.set_up()
    handbook = open(HANDBOOK, "rb").read()
    administrator.upload("handbook.md", handbook)
    administrator.send("PUT", "/api/v1/account-policy", administrator.send("GET", "/api/v1/account-policy").json
                       | {"limits": {"costlyPerMinute": 100000, "costlyPerHour": 1000000, "signInPerMinute": 1000, "signInPerHour": 100000}})
    people = [appliance.person(administrator, number, "educator") for number in range(12)]
    times, statuses, probes = collections.defaultdict(list), collections.Counter(), []
    lock, stop = threading.Lock(), time.time() + options.seconds

    def one(number):
        chance = random.Random(number)
        model = people[number % len(people)]
        client = appliance.client(timeout=120)
        client.cookies, client.token = dict(model.cookies), model.token
        boss = appliance.client(timeout=120)
        boss.cookies, boss.token = dict(administrator.cookies), administrator.token
        while time.time() < stop:
            what = chance.choice(["question"] * 3 + ["search", "documents", "conversations", "session", "page", "people", "verify", "upload", "health"])
            began = time.time()
            try:
                if what == "question":
                    status = client.send("POST", "/api/v1/questions", {"question": f"Who makes the agenda, {chance.randrange(10**6)}?"}).status
                elif what == "search":
                    status = client.send("GET", "/api/v1/search?q=norms%20of%20a%20team").status
                elif what == "people":
                    status = boss.send("GET", "/api/v1/people?limit=20").status
                elif what == "verify":
                    status = boss.send("POST", "/api/v1/audit/verify", {}).status if chance.random() < 0.2 else 0
                elif what == "health":
                    status = boss.send("GET", "/api/v1/health").status if chance.random() < 0.2 else 0
                elif what == "upload":
                    status = boss.upload(f"n{number}.md", f"# N\n\nNumber {chance.random()}.".encode()).status if chance.random() < 0.1 else 0
                elif what == "page":
                    listed = client.send("GET", "/api/v1/documents?limit=5").json["documents"]
                    status = client.send("GET", f"/api/v1/documents/{listed[-1]['id']}/pages/1").status
                else:
                    status = client.send("GET", f"/api/v1/{what}").status
            except Exception as error:
                client.close(), boss.close()
                status = type(error).__name__
            if status:
                with lock:
                    times[what].append(time.time() - began)
                    statuses[(what, status)] += 1

    def probe():
        while time.time() < stop:
            began = time.time()
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{options.port}/healthz", timeout=10).read()
                probes.append(time.time() - began)
            except Exception as error:
                probes.append(99)
            time.sleep(0.5)

    threads = [threading.Thread(target=one, args=(number,), daemon=True) for number in range(options.clients)] + [threading.Thread(target=probe, daemon=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(options.seconds + 150)
    status, took = appliance.stop()
    again = appliance.start()
    appliance.stop()
    everything = sorted(value for values in times.values() for value in values)
    odd = {f"{what} {code}": count for (what, code), count in statuses.items() if code not in (200, 202)}
    figures = {
        "clients": options.clients, "seconds": options.seconds, "answers": len(everything),
        "p50": round(everything[len(everything) // 2], 3), "p99": round(everything[int(len(everything) * 0.99)], 3),
        "most": round(everything[-1], 3), "not_200": odd, "healthz_most": round(max(probes), 3),
        "by_kind_most": {what: round(max(values), 3) for what, values in times.items()},
        "sigterm_status": status, "sigterm_seconds": round(took, 2), "restart_seconds": round(again, 2),
    }
    print(json.dumps(figures, indent=1))
    sys.exit(0 if status == 0 and everything[-1] <= 5 and figures["healthz_most"] < 5 else 1)


if __name__ == "__main__":
    main()
