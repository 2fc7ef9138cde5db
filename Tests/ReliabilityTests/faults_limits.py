# SPDX-License-Identifier: AGPL-3.0-or-later
"""Too few descriptors, thousands of idle connections, too little memory."""
import collections
import os
import resource
import socket
import threading
import time

from appliance import PASSWORD, Client
from district import outcome, pdf, wait_for_reading
from trial import Skipped


def descriptors(most):
    def limit():
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return limit


def idle(port, count):
    """Connections that say nothing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8192)), hard))
    connections = []
    for number in range(count):
        # From many addresses, as browsers come; one address alone is held to its share.
        connection = socket.socket()
        connection.settimeout(2)
        try:
            connection.bind((f"127.0.{number % 200 + 1}.1", 0))
            connection.connect(("127.0.0.1", port))
            connections.append(connection)
        except OSError:
            connection.close()
    return connections


def crowded(most, count):
    def fault(trial):
        district = trial.district()
        district.limits = descriptors(most) if most else None
        trial.starts(district)
        connections = idle(district.port, count)
        # Those for whom there is no place have three seconds.
        time.sleep(4)
        told = {name: outcome(attempt) for name, attempt in district.attempts().items()}
        trial.seen.append(f"beside {count} idle connections: " + "; ".join(f"{name} {words}" for name, words in told.items()))
        for name, words in told.items():
            trial.name_cause(words, [])
            trial.expect(words.startswith("2") or words.startswith("503") or words.startswith("no answer"), f"{name}: {words}")
        trial.expect(told["healthz"] == "200", "healthz is silent")
        trial.expect(district.process.poll() is None, f"the server ended with {district.process.poll()}")
        trial.examine(district, fault=False)
        for connection in connections:
            connection.close()
        time.sleep(1)
        trial.mended(district, "the connections closed", restart=False)
    return fault


def too_few(trial):
    district = trial.district()
    district.limits = descriptors(64)
    trial.refuses(district, ["fewer than 128", "ulimit -n"])
    trial.nobody()
    district.limits = descriptors(4096)
    trial.mended(district, "ulimit -n 4096, as it says")


class Memory:
    """A control group with so much memory."""

    def __init__(self, trial, megabytes):
        base = next((path for path in ("/sys/fs/cgroup/memory", "/sys/fs/cgroup") if os.path.exists(path + "/cgroup.procs")
                     and (path.endswith("memory") or "memory" in open(path + "/cgroup.subtree_control").read())), None)
        if os.geteuid() != 0 or base is None:
            raise Skipped("limiting memory needs root and a control group")
        self.path = f"{base}/homeroom-{os.getpid()}-{megabytes}-{trial.port}"
        os.mkdir(self.path)
        trial.undo.insert(0, self.remove)
        names = ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes") if base.endswith("memory") else ("memory.max",)
        for name in names:
            if os.path.exists(f"{self.path}/{name}"):
                with open(f"{self.path}/{name}", "w") as file:
                    file.write(str(megabytes << 20))

    def enter(self):
        with open(self.path + "/cgroup.procs", "w") as file:
            file.write(str(os.getpid()))

    def most(self):
        for name in ("memory.max_usage_in_bytes", "memory.peak"):
            if os.path.exists(f"{self.path}/{name}"):
                return int(open(f"{self.path}/{name}").read()) >> 20
        return 0

    def remove(self):
        for _ in range(50):
            try:
                return os.rmdir(self.path)
            except OSError:
                time.sleep(0.1)


def little_memory(megabytes):
    def fault(trial):
        district, group = trial.district(), Memory(trial, megabytes)
        district.limits = group.enter
        trial.starts(district)
        statuses, lock = collections.Counter(), threading.Lock()

        def sign_in():
            told = outcome(lambda: Client(district.port, 60).send(
                "POST", "/api/v1/sign-in", {"name": trial.seed.coach_mail, "password": PASSWORD}))
            with lock:
                statuses[told] += 1
        threads = [threading.Thread(target=sign_in) for _ in range(24)]
        for thread in threads:
            thread.start()
        coach = district.clients["coach"]
        coach.timeout = 120
        coach.close()
        large = pdf("A large one is read as well.", 49 << 20)
        uploaded = outcome(lambda: coach.upload("large.pdf", large))
        for thread in threads:
            thread.join(90)
        trial.expect(wait_for_reading(coach, 60), "the large document is not read")
        last = coach.send("GET", "/api/v1/documents").json["documents"]
        state = [one["state"] + " " + one.get("problem", "") for one in last if one["fileName"] == "large.pdf"]
        trial.seen.append("24 sign-ins at once: " + "; ".join(f"{count} × {told}" for told, count in statuses.items()))
        trial.seen.append(f"upload of 50 MB: {uploaded}, then {', '.join(state).strip()}; at most {group.most()} MB used")
        for told in statuses:
            # A password of a larger machine costs more than a small one has: it says so, and a new link mends it.
            trial.expect(told[:3] in ("200", "429", "503") or "too little memory" in told, f"sign-in: {told}")
            trial.name_cause(told, [])
        trial.expect(uploaded[:3] in ("202", "503") and state == ["ready "], f"the large document: {uploaded}, {state}")
        trial.expect(district.process.poll() is None, f"the server ended with {district.process.poll()}")
        time.sleep(2)
        if any("too little memory" in told for told in statuses):
            district.stop()
            district.limits = None
            return trial.mended(district, "more memory, started again")
        trial.mended(district, "none needed", restart=False, doctor=False)
    return fault


FAULTS = {
    "descriptors-64": too_few, "descriptors-128": crowded(128, 300), "descriptors-256": crowded(256, 400),
    "idle-connections-2000": crowded(None, 2000), "memory-512-MB": little_memory(512),
    "memory-300-MB": little_memory(300),
}
