# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kills the server under mixed load, again and again, and looks for every write that it had acknowledged.

usage: kills.py [--kills 500] [--lanes 3] [--clients 7] [--port 8441] [--doctor-every 1]

A lane is a server of its own with its own clients. While doctor attacks the worker's walls in one, which is mostly
waiting, the others are loaded and killed: 500 kills take less than 40 minutes on two cores.
"""
import argparse
import json
import random
import sys
import tempfile
import threading
import time

from appliance import PASSWORD, Appliance
from writes import KINDS, Account, Writer


class Lane:
    """One server and its writers, killed as often as asked."""

    def __init__(self, number, options):
        self.number, self.options = number, options
        self.folder = tempfile.TemporaryDirectory(prefix="homeroom-kills-")
        self.appliance = Appliance(self.folder.name + "/d", options.port + number)
        self.total, self.refused, self.faults, self.starts = dict.fromkeys(KINDS, 0), {}, [], []
        self.kills, self.status = 0, None

    def set_up(self):
        appliance = self.appliance
        appliance.start()
        administrator = appliance.set_up()
        # Only kills are to get in the way.
        policy = administrator.send("GET", "/api/v1/account-policy").json
        many = {"costlyPerMinute": 100000, "costlyPerHour": 1000000, "signInPerMinute": 1000, "signInPerHour": 100000}
        answer = administrator.send("PUT", "/api/v1/account-policy", policy | {"limits": policy["limits"] | many})
        assert answer.status in (200, 204), (answer.status, answer.body)
        administrator.upload("first.md", b"# First\n\nTeams meet every week and write what they decide.\n")
        people = [appliance.person(administrator, number, "coach" if number % 2 else "educator")
                  for number in range(1, self.options.clients + 1)]
        self.writers = [Writer(person, number % 2 == 0) for number, person in enumerate(people)]
        # When somebody was last there is written once a minute, and no server lives that long here: an administrator's
        # session ends after half an hour. A key does not.
        made = administrator.send("POST", "/api/v1/account/api-keys", {
            "name": "observer", "scopes": ["documents:read"], "days": 7, "password": PASSWORD})
        assert made.status in (200, 201), (made.status, made.body)
        self.observer = appliance.client()
        self.observer.key = made.json["key"]

    def load(self, account):
        """Everybody writes until the server is gone."""
        stop = threading.Event()
        threads = [threading.Thread(target=writer.write, args=(account, stop), daemon=True) for writer in self.writers]
        for thread in threads:
            thread.start()
        before = sum(account.counts.values())
        time.sleep(random.uniform(0.2, 2.4))
        # A kill proves little before something was acknowledged: a machine with other work to do is given longer.
        patience = time.time() + 8
        while sum(account.counts.values()) < before + 5 and time.time() < patience:
            time.sleep(random.uniform(0.01, 0.3))
        self.appliance.kill()
        stop.set()
        for thread in threads:
            thread.join(60)
        for writer in self.writers:
            writer.client.close()

    def run(self, kills):
        try:
            self.set_up()
            account = Account()
            for self.kills in range(1, kills + 1):
                self.load(account)
                if self.kills % self.options.doctor_every == 0:
                    status, words = self.appliance.doctor()
                    if status != 0:
                        self.faults.append((self.kills, "doctor", words[-600:]))
                self.starts.append(self.appliance.start())
                self.faults += [(self.kills, *one) for one in account.lost(self.observer)]
                # Each round's writes are looked for after its own kill and the next; then the account begins anew.
                if self.kills % 2 == 0 or self.kills == kills:
                    for kind, count in account.counts.items():
                        self.total[kind] += count
                    for told, count in account.refused.items():
                        self.refused[told] = self.refused.get(told, 0) + count
                    account = Account()
                if len(self.faults) > 20:
                    break
            self.status, _ = self.appliance.stop()
        except Exception as error:
            self.faults.append((self.kills, "the proof itself", f"{type(error).__name__}: {error}"))
        finally:
            if self.appliance.process.poll() is None:
                self.appliance.kill()
            self.folder.cleanup()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--lanes", type=int, default=3)
    parser.add_argument("--port", type=int, default=8441)
    parser.add_argument("--clients", type=int, default=7)
    parser.add_argument("--doctor-every", type=int, default=1)
    options = parser.parse_args()
    lanes, began = [Lane(number, options) for number in range(options.lanes)], time.time()
    threads = [threading.Thread(
        target=lane.run, args=(options.kills // options.lanes + (number < options.kills % options.lanes),), daemon=True)
        for number, lane in enumerate(lanes)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        for thread in threads:
            thread.join(10)
        acknowledged = sum(sum(lane.total.values()) for lane in lanes)
        print(f"{sum(lane.kills for lane in lanes)} kills, {time.time() - began:.0f} s, "
              f"faults {sum(len(lane.faults) for lane in lanes)}, acknowledged {acknowledged}", flush=True)
    starts = sorted(seconds for lane in lanes for seconds in lane.starts) or [0]
    faults = [fault for lane in lanes for fault in lane.faults]
    total = {kind: sum(lane.total[kind] for lane in lanes) for kind in KINDS}
    refused = {told: sum(lane.refused.get(told, 0) for lane in lanes) for lane in lanes for told in lane.refused}
    print(json.dumps({
        "kills": sum(lane.kills for lane in lanes), "seconds": round(time.time() - began), "acknowledged": total,
        "refused": refused, "faults": faults[:20], "start_seconds_median": round(starts[len(starts) // 2], 2),
        "start_seconds_most": round(starts[-1], 2), "last_exits": [lane.status for lane in lanes]}, indent=1))
    untried = [kind for kind in KINDS if not total[kind]]
    if untried and options.kills >= 30:
        print(f"never acknowledged, so never proven: {', '.join(untried)}")
    sys.exit(1 if faults or any(lane.status for lane in lanes) or untried and options.kills >= 30 else 0)


if __name__ == "__main__":
    main()
