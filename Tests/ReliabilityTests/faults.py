# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fault table: each fault is made, what people see of it is written down word by word, its cure is carried out.

usage: faults.py [NAME ...] [--table FILE] [--list] [--workers 4] [--port 18500]
"""
import argparse
import concurrent.futures
import os
import queue
import shutil
import sys
import tempfile
import time
import traceback

import faults_database
import faults_disk
import faults_folder
import faults_limits
import faults_machine
from appliance import BINARY
from district import Seed
from trial import Skipped, Trial

FAULTS = {name: fault for module in (faults_disk, faults_folder, faults_database, faults_limits, faults_machine)
          for name, fault in module.FAULTS.items()}


def run(name, seed, folder, ports):
    port = ports.get()
    place = f"{folder}/{name}"
    os.mkdir(place)
    trial = Trial(name, seed, place, port)
    began = time.time()
    try:
        FAULTS[name](trial)
    except Skipped as why:
        trial.cure.append(f"skipped: {why}")
    except Exception:
        trial.problems.append("the proof itself failed: " + traceback.format_exc().replace("\n", " "))
    finally:
        for step in reversed(trial.undo):
            step()
        shutil.rmtree(place, ignore_errors=True)
        ports.put(port)
    print(f"{'held' if not trial.problems else 'FAILED':6} {time.time() - began:5.1f} s  {name}", flush=True)
    for problem in dict.fromkeys(trial.problems):
        print(f"         {problem}", flush=True)
    return trial


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", metavar="NAME", help="faults to try; all where none is named")
    parser.add_argument("--table", help="the file to write the table to, as Markdown")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--port", type=int, default=18500)
    options = parser.parse_args()
    if options.list:
        return print("\n".join(FAULTS))
    unknown = set(options.names) - set(FAULTS)
    if unknown:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}; --list names them")
    if not os.access(BINARY, os.X_OK):
        parser.error(f"there is no program {BINARY}; HOMEROOM_BINARY names one")
    folder, ports = tempfile.mkdtemp(prefix="homeroom-faults-"), queue.Queue()
    for number in range(options.workers):
        ports.put(options.port + number * 2)
    try:
        seed = Seed(folder, options.port)
        with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
            trials = list(pool.map(lambda name: run(name, seed, folder, ports), options.names or FAULTS))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.table:
        with open(options.table, "w") as file:
            file.write("| fault | serve says | a person sees | doctor says | cure tried | held |\n|---|---|---|---|---|---|\n")
            file.writelines(trial.row() + "\n" for trial in trials)
    failed = [trial.name for trial in trials if trial.problems]
    print(f"{len(trials) - len(failed)} of {len(trials)} faults held" + (f"; not: {', '.join(failed)}" if failed else ""))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
