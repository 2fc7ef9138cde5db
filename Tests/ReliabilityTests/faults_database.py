# SPDX-License-Identifier: AGPL-3.0-or-later
"""Databases that are missing, empty, older, another district's, damaged, or cut short by a crash."""
import os
import shutil
import sqlite3
import time

from appliance import Appliance
from district import wait_for_reading
from pagesums import sum_pages
from trial import flip


def put_back(trial, district, *, whole=True):
    """The database from a backup, without what lay beside it."""
    for name in ("homeroom.db-wal", "homeroom.db-shm"):
        if os.path.exists(district.path(name)):
            os.rename(district.path(name), trial.folder + "/" + name)
    shutil.copy2(trial.seed.folder + "/homeroom.db" if whole else trial.seed.older, district.path("homeroom.db"))


def missing(trial):
    district = trial.district()
    os.remove(district.path("homeroom.db"))
    trial.refuses(district, ["homeroom.db is missing", "backup", "Nothing was changed"])
    trial.expect(os.path.isdir(district.path("files")) and len(os.listdir(district.path("files"))) > 1, "originals are gone")
    trial.nobody()
    trial.examine(district, saying=["missing", "backup"])
    put_back(trial, district)
    trial.mended(district, "homeroom.db put back from a backup")


def empty(trial):
    district = trial.district()
    os.truncate(district.path("homeroom.db"), 0)
    trial.refuses(district, ["missing or empty", "backup"])
    trial.nobody()
    trial.examine(district, saying=["missing or empty", "backup"])
    put_back(trial, district)
    trial.mended(district, "homeroom.db put back from a backup")


def foreign(trial):
    district = trial.district()
    other = Appliance(trial.folder + "/other", trial.port)
    other.start()
    other.stop()
    shutil.copy(other.data + "/homeroom.db", district.path("homeroom.db"))
    trial.refuses(district, ["another data folder's database"])
    trial.nobody()
    trial.examine(district, saying=["another data folder's database"])
    put_back(trial, district)
    trial.mended(district, "the district's own homeroom.db put back")


def of_another_program(trial):
    district = trial.district()
    os.remove(district.path("homeroom.db"))
    other = sqlite3.connect(district.path("homeroom.db"))
    other.execute("CREATE TABLE shopping (item)")
    other.close()
    trial.refuses(district, ["homeroom.db", "another program", "backup"])
    trial.nobody()
    trial.examine(district, saying=["another program", "backup"])
    put_back(trial, district)
    trial.mended(district, "homeroom.db put back from a backup")


def older_accepted(trial):
    district = trial.district()
    put_back(trial, district, whole=False)
    trial.starts(district, saying=["older"])
    trial.sees(district)
    trial.examine(district, saying=["audit accept"])
    trial.expect(len(os.listdir(district.path("orphans"))) == 1, "the newer file is not kept aside")
    trial.accept(district)
    trial.mended(district, "homeroom audit accept --reason, as doctor says", restart=False, documents=False)


def older_undone(trial):
    district = trial.district()
    put_back(trial, district, whole=False)
    trial.starts(district, saying=["older"])
    trial.sees(district, names=["readyz", "reading"])
    time.sleep(6)
    district.stop()
    put_back(trial, district)
    trial.mended(district, "the newer database put back: nothing is lost")


def crashed(trial):
    """A server that acknowledged an upload and a question and was killed: they stand in the -wal file only."""
    district = trial.district()
    trial.starts(district)
    trial.sees(district)
    wait_for_reading(district.clients["coach"])
    # By then the trail's end is signed.
    time.sleep(6)
    district.kill()
    return district, district.path("homeroom.db-wal")


def torn(harm):
    def fault(trial):
        district, path = crashed(trial)
        harm(path)
        trial.starts(district)
        trial.sees(district)
        trial.examine(district, saying=["audit accept"])
        trial.accept(district)
        cure = "homeroom audit accept --reason, as doctor says"
        # A log that was damaged is kept, and told until somebody has seen to it.
        for name in os.listdir(district.data):
            if name.startswith("homeroom.db-wal.damaged"):
                trial.examine(district, saying=["write-ahead log was damaged", "move that file away"])
                os.rename(district.path(name), trial.folder + "/" + name)
                cure += ", and the damaged log moved away"
        trial.mended(district, cure, restart=False)
    return fault


def without_wal(trial):
    district, path = crashed(trial)
    os.remove(path)
    trial.starts(district)
    trial.sees(district)
    trial.examine(district, saying=["audit accept"])
    trial.accept(district)
    trial.mended(district, "homeroom audit accept --reason, as doctor says", restart=False)


def first_page(path, table):
    """Where the first page of a table stands in the file."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    size, = database.execute("PRAGMA page_size").fetchone()
    page, = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()
    database.close()
    return (page - 1) * size


def damaged_page(table, allowed, starts=True):
    def fault(trial):
        district = trial.district()
        flip(district.path("homeroom.db"), first_page(district.path("homeroom.db"), table))
        if starts:
            trial.starts(district)
            trial.sees(district, allowed=allowed, saying=["data cannot be read", "homeroom doctor"])
        else:
            trial.refuses(district, ["homeroom.db", "is damaged", "backup"])
            trial.nobody()
        trial.examine(district, saying=["backup"])
        district.end()
        put_back(trial, district)
        trial.mended(district, "homeroom.db put back from a backup", accept=starts)
    return fault


def damaged_header(trial):
    district = trial.district()
    flip(district.path("homeroom.db"), 3)
    trial.refuses(district, ["homeroom.db is damaged", "backup"])
    trial.nobody()
    trial.examine(district, saying=["damaged", "backup"])
    put_back(trial, district)
    trial.mended(district, "homeroom.db put back from a backup")


def cut(trial):
    district = trial.district()
    os.truncate(district.path("homeroom.db"), os.path.getsize(district.path("homeroom.db")) // 2 // 4096 * 4096)
    trial.refuses(district, ["homeroom.db is damaged", "backup"])
    trial.nobody()
    trial.examine(district, saying=["damaged", "backup"])
    put_back(trial, district)
    trial.mended(district, "homeroom.db put back from a backup")


def changed_text(trial):
    district = trial.district()
    with open(district.path("homeroom.db"), "rb") as file:
        place = file.read().index(b"The agenda is made by the facilitator")
    flip(district.path("homeroom.db"), place + 5, 1)
    trial.starts(district)
    trial.sees(district, allowed=("reading", "question"), saying=["data cannot be read", "homeroom doctor"])
    trial.examine(district, saying=["backup"])
    district.end()
    put_back(trial, district)
    trial.mended(district, "homeroom.db put back from a backup", accept=True)


def changed_trail(trial):
    district = trial.district()
    database = sqlite3.connect(district.path("homeroom.db"))
    database.execute("DROP TRIGGER auditEntry_unchanged")
    database.execute("UPDATE auditEntry SET actor = 'nobody' WHERE number = 3")
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    summed = sum_pages(district.path("homeroom.db"))
    trial.starts(district)
    trial.sees(district)
    trial.examine(district, saying=["entry 3 was changed", "trigger", "backup"])
    district.stop()
    trial.serve.append("(whoever changed it made the pages' sums anew)" if summed else "")
    put_back(trial, district)
    trial.mended(district, "homeroom.db put back from a backup", accept=True)


def changed_by_hand(trial):
    """By somebody who knows nothing of the sums."""
    district = trial.district()
    database = sqlite3.connect(district.path("homeroom.db"))
    database.execute("CREATE TABLE note (text)")
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    # What it wrote is read, and told.
    trial.starts(district, saying=["did not hold what Homeroom wrote", "homeroom doctor"])
    trial.sees(district)
    trial.examine(district, saying=["does not hold what Homeroom wrote", "backup"])
    district.stop()
    put_back(trial, district)
    trial.mended(district, "homeroom.db put back from a backup", accept=True)


def half(path):
    os.truncate(path, os.path.getsize(path) // 2 + 77)


FAULTS = {
    "missing-database": missing, "empty-database": empty, "other-districts-database": foreign,
    "other-programs-database": of_another_program, "older-database": older_accepted, "older-database-undone": older_undone,
    "cut-wal": torn(half), "flipped-wal": torn(lambda path: flip(path, os.path.getsize(path) // 2)),
    "missing-wal": without_wal,
    "damaged-page-of-documents": damaged_page("document", (), starts=False),
    "damaged-page-of-sessions": damaged_page("session", ("sign-in", "reading", "question", "upload")),
    "damaged-page-of-pages": damaged_page("page", ("reading", "question")),
    "damaged-header": damaged_header, "cut-database": cut, "changed-text": changed_text, "changed-trail": changed_trail,
    "changed-by-hand": changed_by_hand,
}
