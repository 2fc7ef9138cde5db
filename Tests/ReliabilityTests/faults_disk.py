# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disks that are full, that take no writes, or that stop taking them. Needs root, to mount some."""
import os
import shutil
import subprocess
import time

from district import outcome
from trial import Skipped

MEGABYTE = 1 << 20


def mounted(trial, kind):
    """A small disk of its own, that ends with the trial."""
    if os.geteuid() != 0:
        raise Skipped("mounting a disk needs root")
    place, image = trial.folder + "/disk", trial.folder + "/disk.img"
    os.mkdir(place)
    if kind == "tmpfs":
        command = ["mount", "-t", "tmpfs", "-o", "size=160m,mode=700", "tmpfs", place]
    else:
        with open(image, "wb") as file:
            file.truncate(256 * MEGABYTE)
        subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", image], check=True)
        command = ["mount", "-o", "loop", image, place]
    if subprocess.run(command, capture_output=True).returncode != 0:
        raise Skipped(f"no {kind} can be mounted here")
    trial.undo.insert(0, lambda: subprocess.run(["umount", "-l", place], check=False))
    return place, image


def fill(place, leave=0):
    """To the last byte, or to so many before it."""
    with open(place + "/filler", "wb", buffering=0) as file:
        for size in (MEGABYTE, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
        if leave:
            file.truncate(file.tell() - leave)


def wait_until(holds, seconds=15):
    end = time.time() + seconds
    while time.time() < end and not holds():
        time.sleep(0.2)


WRITES = ("upload", "question", "sign-in", "readyz")


def full_while_serving(trial):
    place, _ = mounted(trial, "tmpfs")
    # Its log is on the same disk.
    district = trial.district(place, place + "/said")
    trial.starts(district)
    fill(place)
    seen = trial.sees(district, allowed=WRITES, saying=["disk is full"])
    trial.expect(seen["upload"].startswith("507") and seen["question"].startswith("507"), "writes are not refused by 507")
    wait_until(lambda: not district.look(["readyz"])["readyz"].startswith("2"))
    trial.sees(district, allowed=WRITES, names=["readyz", "reading"], saying=["disk is full"])
    trial.examine(district, saying=["disk is full"])
    trial.serve.append(district.words())
    os.remove(place + "/filler")
    wait_until(lambda: district.look(["readyz"])["readyz"].startswith("2"))
    trial.mended(district, "room made; nothing started again", restart=False)


def full_at_start(trial):
    place, _ = mounted(trial, "tmpfs")
    district = trial.district(place)
    fill(place)
    trial.refuses(district, ["disk", "is full", "Make room"])
    trial.nobody()
    trial.examine(district, saying=["disk", "is full", "Make room"])
    os.remove(place + "/filler")
    trial.mended(district, "room made, started again")


def nearly_full_at_start(trial):
    place, _ = mounted(trial, "tmpfs")
    district = trial.district(place)
    fill(place, leave=24 * MEGABYTE)
    trial.starts(district)
    trial.sees(district, allowed=WRITES, saying=["disk is full"])
    trial.examine(district, saying=["disk is full"])
    os.remove(place + "/filler")
    wait_until(lambda: district.look(["readyz"])["readyz"].startswith("2"))
    trial.mended(district, "room made; nothing started again", restart=False)


def full_at_first_start(trial):
    place, _ = mounted(trial, "tmpfs")
    district = trial.district(place)
    shutil.rmtree(district.data)
    fill(place)
    trial.refuses(district, ["disk", "is full", "Make room"])
    trial.nobody()
    os.remove(place + "/filler")
    trial.cure.append("room made, started again")
    words, status = district.serve()
    trial.expect(status is None and "/setup/" in district.raw(), f"after the cure: {words}")


def read_only_at_start(trial):
    place, _ = mounted(trial, "tmpfs")
    district = trial.district(place)
    subprocess.run(["mount", "-o", "remount,ro", place], check=True)
    trial.refuses(district, ["read-only", "for writing"])
    trial.nobody()
    trial.examine(district, saying=["read-only", "for writing"])
    subprocess.run(["mount", "-o", "remount,rw", place], check=True)
    trial.mended(district, "mounted for writing, started again")


def read_only_while_serving(trial):
    place, image = mounted(trial, "ext4")
    district = trial.district(place)
    trial.starts(district)
    os.sync()
    # What a kernel does with a disk that fails.
    subprocess.run(["mount", "-o", "remount,abort", place], check=True)
    wait_until(lambda: not outcome(district.attempts()["readyz"]).startswith("2"), 6)
    seen = trial.sees(district, allowed=WRITES, saying=["takes no writes"])
    trial.expect(seen["upload"].startswith("503"), "an upload is not refused by 503")
    trial.examine(district, saying=["takes no writes"])
    trial.serve.append(district.words())
    code, _ = district.stop()
    trial.expect(code == 0, f"asked to end, it ended with {code}")
    subprocess.run(["umount", place], check=True)
    subprocess.run(["mount", "-o", "loop", image, place], check=True)
    trial.mended(district, "disk mended (mounted anew), started again")


FAULTS = {
    "disk-full-while-serving": full_while_serving, "disk-full-at-start": full_at_start,
    "disk-nearly-full-at-start": nearly_full_at_start,
    "disk-full-at-first-start": full_at_first_start, "read-only-at-start": read_only_at_start,
    "read-only-while-serving": read_only_while_serving,
}
