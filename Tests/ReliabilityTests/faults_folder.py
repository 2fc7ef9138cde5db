# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys, originals, the index and signed words that are missing, foreign, changed or open to others."""
import glob
import os
import shutil

from district import outcome
from trial import flip


def wrong_key(trial):
    district = trial.district()
    os.rename(district.path("master.key"), trial.folder + "/key")
    with open(district.path("master.key"), "w") as file:
        file.write("5a" * 32 + "\n")
    os.chmod(district.path("master.key"), 0o600)
    trial.refuses(district, ["master.key", "not the key", "copy"])
    trial.nobody()
    trial.examine(district, saying=["not the key", "copy"])
    os.replace(trial.folder + "/key", district.path("master.key"))
    trial.mended(district, "the right master.key put back")


def missing_key(trial):
    district = trial.district()
    os.rename(district.path("master.key"), trial.folder + "/key")
    trial.refuses(district, ["master.key", "missing", "copy"])
    trial.expect(not os.path.exists(district.path("master.key")), "a new key was made")
    trial.nobody()
    trial.examine(district, saying=["missing", "copy"])
    os.replace(trial.folder + "/key", district.path("master.key"))
    trial.mended(district, "master.key put back")


def cut_key(trial):
    district = trial.district()
    shutil.copy2(district.path("master.key"), trial.folder + "/key")
    os.truncate(district.path("master.key"), 20)
    trial.refuses(district, ["master.key", "damaged", "copy"])
    trial.nobody()
    trial.examine(district, saying=["damaged", "copy"])
    os.replace(trial.folder + "/key", district.path("master.key"))
    trial.mended(district, "master.key put back")


def open_key(trial):
    district = trial.district()
    os.chmod(district.path("master.key"), 0o644)
    trial.refuses(district, ["master.key", "read by others", "chmod 600"])
    trial.nobody()
    trial.examine(district, saying=["chmod 600"])
    os.chmod(district.path("master.key"), 0o600)
    trial.mended(district, "chmod 600, as it says")


def missing_keys(trial):
    district = trial.district()
    os.rename(district.path("keys.db"), trial.folder + "/keys")
    trial.refuses(district, ["keys.db", "missing", "copy", "homeroom key accept"])
    trial.expect(not os.path.exists(district.path("keys.db")), "new keys were made")
    trial.nobody()
    trial.examine(district, saying=["keys.db", "missing", "copy"])
    os.replace(trial.folder + "/keys", district.path("keys.db"))
    trial.mended(district, "keys.db put back")


def cut_keys(trial):
    district = trial.district()
    shutil.copy2(district.path("keys.db"), trial.folder + "/keys")
    os.truncate(district.path("keys.db"), 20)
    trial.refuses(district, ["keys.db", "damaged", "copy"])
    trial.nobody()
    trial.examine(district, saying=["keys.db", "damaged", "copy"])
    os.replace(trial.folder + "/keys", district.path("keys.db"))
    trial.mended(district, "keys.db put back")


def open_folder(trial):
    district = trial.district()
    os.chmod(district.path(), 0o755)
    os.chmod(district.path("homeroom.db"), 0o644)
    trial.starts(district)
    trial.sees(district)
    for name in ("", "homeroom.db"):
        trial.expect(os.stat(district.path(name)).st_mode & 0o077 == 0, f"others may still read {name or 'the folder'}")
    trial.examine(district, fault=False)
    trial.mended(district, "none needed: closed to others at the start", restart=False)


def original(trial):
    """The PDF's file: the greater of the two."""
    district = trial.district()
    files = [path for path in glob.glob(district.path("files/??/*"))]
    return district, next(path for path in files if os.path.getsize(path) < 2000)


def flipped_original(trial):
    district, path = original(trial)
    shutil.copy2(path, trial.folder + "/file")
    flip(path, 300)
    trial.starts(district)
    trial.sees(district)
    picture(trial, district, ["damaged"])
    trial.examine(district, saying=["plan", "damaged", "restore"])
    os.replace(trial.folder + "/file", path)
    district.stop()
    trial.mended(district, "the file put back from a backup")


def missing_original(trial):
    district, path = original(trial)
    os.rename(path, trial.folder + "/file")
    trial.starts(district)
    trial.sees(district)
    picture(trial, district, ["gone", "restore"])
    trial.examine(district, saying=["plan", "missing", "restore"])
    os.replace(trial.folder + "/file", path)
    trial.mended(district, "the file put back from a backup; nothing started again", restart=False)


def missing_originals(trial):
    district = trial.district()
    os.rename(district.path("files"), trial.folder + "/files")
    trial.starts(district)
    trial.sees(district)
    picture(trial, district, ["gone", "restore"])
    trial.examine(district, saying=["missing", "restore the folder files"])
    district.stop()
    shutil.copytree(trial.folder + "/files", district.path("files"), dirs_exist_ok=True)
    trial.mended(district, "the folder files put back from a backup")


def picture(trial, district, saying):
    """A page's picture is made from the original."""
    told = outcome(lambda: district.clients["coach"].send("GET", f"/api/v1/documents/{trial.seed.plan}/pages/1/image"))
    trial.seen.append(f"a page's picture {told}")
    trial.expect(told[0] in "45", f"a page's picture: {told}")
    trial.name_cause(told, saying)


def flipped_index(trial):
    district = trial.district()
    for path in glob.glob(district.path("index/*")):
        flip(path, os.path.getsize(path) // 2)
    trial.starts(district)
    trial.sees(district)
    trial.examine(district, fault=False)
    trial.mended(district, "none needed: built again from the database", restart=False)


def missing_index(trial):
    district = trial.district()
    shutil.rmtree(district.path("index"))
    trial.starts(district)
    trial.sees(district)
    trial.examine(district, fault=False)
    trial.mended(district, "none needed: built again from the database", restart=False)


def signed_word(name):
    def fault(trial):
        district = trial.district()
        shutil.copy2(district.path(name), trial.folder + "/word")
        # Within the hash of an entry: still a line of JSON.
        with open(district.path(name), "rb") as file:
            flip(district.path(name), file.read().index(b'"hash":"') + 12, 1)
        trial.starts(district)
        trial.examine(district, saying=[name, "not signed by this appliance"])
        trial.sees(district)
        district.stop()
        shutil.copy2(trial.folder + "/word", district.path(name))
        trial.mended(district, f"{name} put back from a backup", accept=True)
    return fault


def missing_word(trial):
    district = trial.district()
    os.remove(district.path("audit.head"))
    trial.starts(district)
    trial.sees(district)
    trial.examine(district, saying=["audit.head is missing", "audit accept"])
    trial.accept(district)
    trial.mended(district, "homeroom audit accept --reason, as doctor says", restart=False)


FAULTS = {
    "wrong-key": wrong_key, "missing-key": missing_key, "cut-key": cut_key, "open-key": open_key,
    "missing-keys": missing_keys, "cut-keys": cut_keys,
    "open-folder": open_folder, "flipped-original": flipped_original, "missing-original": missing_original,
    "missing-originals": missing_originals, "flipped-index": flipped_index, "missing-index": missing_index,
    "flipped-audit-head": signed_word("audit.head"), "flipped-audit-heads": signed_word("audit.heads"),
    "missing-audit-head": missing_word,
}
