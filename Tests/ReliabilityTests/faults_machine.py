# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clocks that jump, ports and folders that are taken, starts cut short, a log that nobody reads."""
import os
import shutil
import socket
import subprocess
import time

from appliance import BINARY, Client
from district import District, outcome, wait_for_reading
from trial import Skipped


# No name space has a wall clock of its own: the C library's is given another for one program.
OTHER_CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
static time_t other(void) { const char *text = getenv("OTHER_SECONDS"); return text ? atol(text) : 0; }
int clock_gettime(clockid_t id, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int status = real(id, now);
    if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) now->tv_sec += other();
    return status;
}
int gettimeofday(struct timeval *now, void *zone) {
    struct timespec precise;
    int status = clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return status;
}
time_t time(time_t *place) {
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    if (place) *place = precise.tv_sec;
    return precise.tv_sec;
}
"""


def other_clock(trial):
    compiler = next((name for name in ("cc", "clang", "gcc") if shutil.which(name)), None)
    if compiler is None:
        raise Skipped("another clock for one program needs a C compiler")
    with open(trial.folder + "/clock.c", "w") as file:
        file.write(OTHER_CLOCK)
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", trial.folder + "/clock.so", trial.folder + "/clock.c", "-ldl"],
                   check=True)
    return trial.folder + "/clock.so"


def clock(days):
    def fault(trial):
        district = trial.district()
        district.environment = {"LD_PRELOAD": other_clock(trial), "OTHER_SECONDS": str(days * 86400)}
        trial.starts(district)
        date = Client(district.port).send("GET", "/").headers.get("date", "")
        if time.strftime("%d %b", time.gmtime(time.time() + days * 86400)) not in date:
            raise Skipped("the clock cannot be changed for this program alone: it is linked statically")
        # Sessions may have ended by then: whoever signs in anew goes on.
        trial.sees(district, allowed=("reading", "question", "upload") if days > 0 else ())
        enter(trial, district)
        told = outcome(lambda: district.clients["coach"].upload("other.md", b"# Other day\n\nThe clock was wrong.\n"))
        trial.seen.append(f"an upload after signing in anew {told}")
        trial.expect(told == "202" and wait_for_reading(district.clients["coach"]), f"an upload: {told}")
        # The next is still waiting when the clock is set right.
        district.clients["coach"].upload("left.md", b"# Left\n\nIt waits for its reading.\n")
        district.kill()
        district.environment = {}
        trial.starts(district)
        trial.sees(district, allowed=("reading", "question", "upload") if days < 0 else ())
        enter(trial, district)
        trial.examine(district, fault=False)
        trial.mended(district, "the clock set right, started again", restart=False)
    return fault


def enter(trial, district):
    """The coach and the educator sign in anew."""
    for name, mail in (("coach", trial.seed.coach_mail), ("educator", trial.seed.educator_mail)):
        district.clients[name] = district.client()
        district.clients[name].sign_in(mail)


def two_servers(trial):
    district, second = taken(trial)
    trial.mended(district, "the second is not needed", restart=False)


def taken(trial, saying=("in use by homeroom serve", "stop it")):
    """A second server on the folder of one that serves."""
    district = trial.district()
    trial.starts(district)
    second = District.__new__(District)
    second.__dict__ = dict(district.__dict__, port=district.port + 1, output=district.output + "2", process=None)
    trial.undo.append(second.end)
    trial.refuses(second, saying)
    trial.sees(district)
    trial.examine(district, fault=False)
    return district, second


def lock_deleted(trial):
    district = trial.district()
    trial.starts(district)
    os.remove(district.path("lock"))
    second = District.__new__(District)
    second.__dict__ = dict(district.__dict__, port=district.port + 1, output=district.output + "2", process=None)
    trial.undo.append(second.end)
    trial.refuses(second, ["in use", "stop it"])
    trial.sees(district)
    trial.examine(district, fault=False)
    trial.mended(district, "the second is not needed", restart=False)


def port_taken(trial):
    district = trial.district()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", district.port))
        other.listen()
        trial.refuses(district, [f"Port {district.port} is in use", "--port"])
        trial.seen.append("the other program")
        trial.examine(district, fault=False)
    trial.mended(district, "the other program ended")


def cut_first_start(trial):
    """Killed at every moment of the first start, and again, until one comes through."""
    district = trial.district()
    shutil.rmtree(district.data)
    for moment in range(12):
        district.process = subprocess.Popen(
            [BINARY, "serve", "--data", district.data, "--port", str(district.port)], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        time.sleep(0.03 + 0.03 * moment)
        district.kill()
        if moment % 4 == 3:
            shutil.rmtree(district.data, ignore_errors=True)
    trial.starts(district)
    trial.expect("/setup/" in district.raw(), "no link to set it up")
    trial.sees(district, names=["healthz", "readyz"])
    trial.examine(district, fault=False)
    trial.cure.append("started again")


def reader_gone(trial):
    """Whoever reads its log ends, such as a pipe's other end."""
    district = trial.district()
    trial.starts(district)
    district.end()
    read, write = os.pipe()
    # Every request is logged.
    district.process = subprocess.Popen(
        [BINARY, "serve", "--data", district.data, "--port", str(district.port)], stdout=write, stderr=write,
        env=os.environ | {"HOMEROOM_LOG_LEVEL": "debug"})
    os.close(write)
    end = time.time() + 20
    while time.time() < end and b"serves" not in os.read(read, 65536):
        pass
    os.close(read)
    trial.sees(district)
    trial.examine(district, fault=False)
    trial.mended(district, "none needed", restart=False)


FAULTS = {
    "clock-a-day-ahead": clock(1), "clock-a-day-behind": clock(-1), "two-servers": two_servers, "lock-deleted": lock_deleted,
    "port-taken": port_taken, "first-start-cut": cut_first_start, "log-reader-gone": reader_gone,
}
