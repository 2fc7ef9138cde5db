#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes small stand-ins for two large parts of the static release.

usage: slim-static.py FOLDER LIBMUPDF.A LIB_FOUNDATIONICU.A

- Fonts: MuPDF embeds 26 MB of SourceHanSerif for Chinese, Japanese and Korean text that names no font of its own. Its
  DroidSansFallback covers the same characters in 4 MB; here it becomes a collection of four faces, the form in which
  MuPDF asks for the other.
  Where a script has a Noto font without serifs, that one stands in for the one with serifs and for Arabic's other hands.
  Fonts for scripts that hardly a school writes (SignWriting, Tangut, cuneiform …), and for emoji, give way to the smallest one: such
  characters, where a file has no font of its own for them, are drawn as boxes, and read all the same.
- ICU: Foundation embeds 34 MB of data for all languages. Homeroom formats nothing by language on the server, so the
  root data and English and Spanish stay.

Writes copies of the two archives into FOLDER in which the stand-ins take the place of the whole.
"""
import os
import re
import shutil
import struct
import subprocess
import sys


LIVING = re.compile(
    r"Noto(Sans|Serif|Naskh|Kufi)?(Symbols2?|Math|Arabic|Hebrew|Devanagari|Bengali|Tamil|Telugu|Kannada|"
    r"Malayalam|Gujarati|Gurmukhi|Oriya|Sinhala|Thai|Lao|Khmer|Myanmar|Ethiopic|Georgian|Armenian|"
    r"Thaana)?-Regular\.(otf|ttf)\.o")


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def section(archive, member, folder):
    """The data section of one object of an archive."""
    run("ar", "x", os.path.abspath(archive), member, cwd=folder)
    path = os.path.join(folder, member)
    run("objcopy", "-O", "binary", "-j", ".data", path, path + ".bin")
    with open(path + ".bin", "rb") as file:
        return file.read()


def collection(font, faces):
    """A TrueType collection (OpenType 1.9, "TTC header") whose faces are all `font`."""
    head = 12 + 4 * faces
    head += -head % 4
    tables = struct.unpack(">H", font[4:6])[0]
    directory = bytearray(font)
    for index in range(tables):
        at = 12 + 16 * index + 8
        struct.pack_into(">I", directory, at, struct.unpack(">I", font[at:at + 4])[0] + head)
    header = struct.pack(">4sHHI", b"ttcf", 1, 0, faces) + struct.pack(">I", head) * faces
    return header.ljust(head, b"\0") + bytes(directory)


def icu_data(archive, folder):
    """ICU's package without the languages that are not used; and the name of its symbol."""
    for member in run("ar", "t", archive).split():
        if "icu" not in member.lower() or "data" not in member.lower():
            continue
        run("ar", "x", os.path.abspath(archive), member, cwd=folder)
        table = run("nm", os.path.join(folder, member))
        found = re.search(r"[dDrRtT] (icudt\d+_dat)$", table, re.M)
        if found:
            return member, found.group(1)
    sys.exit("slim-static: no ICU data in " + archive)


def extract_symbol(path, symbol, out):
    """The bytes from a symbol to the end of its section."""
    for line in run("readelf", "-sW", path).splitlines():
        fields = line.split()
        if len(fields) >= 8 and fields[7] == symbol:
            value, number = int(fields[1], 16), fields[6]
    sections = run("readelf", "-SW", path)
    name, offset, size = re.search(r"\[ *%s\] (\S+) +\S+ +\S+ +(\S+) +(\S+)" % number, sections).groups()
    with open(path, "rb") as file:
        file.seek(int(offset, 16) + value)
        data = file.read(int(size, 16) - value)
    with open(out, "wb") as file:
        file.write(data)


def is_kept(name):
    """Whether an item of ICU's package is of use; `name` is without the package's own name."""
    folder, _, item = name.rpartition("/")
    if name.endswith((".cnv", ".dict")) or item == "unames.icu" or folder in ("translit", "rbnf"):
        return False
    if not name.endswith(".res") or (not folder and not re.fullmatch(r"[a-z]{2,3}(_\w+)?", item[:-4])):
        return True
    return re.fullmatch(r"root|en(_US(_POSIX)?)?|es|res_index|pool", item[:-4]) is not None


def slim_package(data):
    """A package of ICU's data without the items that are not kept (format: ICU's udata.cpp, "CmnD").

    After the header come a count and, for each item in the order of their names, the offsets of its name and its bytes,
    both from the count's place."""
    base = struct.unpack_from("<H", data)[0]
    count = struct.unpack_from("<I", data, base)[0]
    table = [struct.unpack_from("<II", data, base + 4 + 8 * index) for index in range(count)]
    ends = [offset for _, offset in table[1:]] + [len(data) - base]
    items = []
    for (name_at, start), end in zip(table, ends):
        name = data[base + name_at:data.index(0, base + name_at)]
        if is_kept(name.decode().split("/", 1)[1]):
            items.append((name, data[base + start:base + end]))
    names, bodies, entries = b"", b"", []
    for name, _ in items:
        entries.append(4 + 8 * len(items) + len(names))
        names += name + b"\0"
    start = 4 + 8 * len(items) + len(names)
    names += b"\xaa" * (-(base + start) % 16)
    start = 4 + 8 * len(items) + len(names)
    toc = struct.pack("<I", len(items))
    for name_at, (_, body) in zip(entries, items):
        toc += struct.pack("<II", name_at, start + len(bodies))
        bodies += body.ljust(len(body) + -len(body) % 16, b"\xaa")
    return data[:base] + toc + names + bodies


def slim_icu(archive, folder):
    member, symbol = icu_data(archive, folder)
    whole, slim = os.path.join(folder, "icu-whole.dat"), os.path.join(folder, "icu-slim.dat")
    extract_symbol(os.path.join(folder, member), symbol, whole)
    with open(whole, "rb") as source, open(slim, "wb") as out:
        out.write(slim_package(source.read()))
    return symbol, os.path.abspath(slim)


def main(folder, mupdf, icu):
    os.makedirs(folder, exist_ok=True)
    fonts = collection(section(mupdf, "DroidSansFallbackFull.ttf.o", folder), 4)
    with open(os.path.join(folder, "cjk.ttc"), "wb") as file:
        file.write(fonts)
    symbol, data = slim_icu(icu, folder)
    names = ["han_SourceHanSerif_Regular_ttc", "droid_DroidSansFallbackFull_ttf", "droid_DroidSansFallback_ttf"]
    labels = [f"_binary_resources_fonts_{name}" for name in names]
    replace(
        mupdf, ["SourceHanSerif-Regular.ttc.o", "DroidSansFallbackFull.ttf.o", "DroidSansFallback.ttf.o"],
        embed(folder, "cjk.ttc", [label + "_start" for label in labels], [label + "_end" for label in labels]), folder)
    noto = [member for member in run("ar", "t", mupdf).split() if re.fullmatch(r"Noto\w+-Regular\.(otf|ttf)\.o", member)]
    rare = [member for member in noto if not LIVING.fullmatch(member) and "Ogham" not in member]
    with open(os.path.join(folder, "rare.otf"), "wb") as file:
        file.write(section(mupdf, "NotoSansOgham-Regular.otf.o", folder))
    labels = ["_binary_resources_fonts_noto_" + re.sub(r"\W", "_", member[:-2]) for member in rare]
    replace(
        os.path.join(folder, "libmupdf.a"), rare,
        embed(folder, "rare.otf", [label + "_start" for label in labels], [label + "_end" for label in labels]), folder)
    for sans, others in sans_faces(noto):
        # The same bytes under all names: one copy in the executable.
        with open(os.path.join(folder, sans[:-2]), "wb") as file:
            file.write(section(mupdf, sans, folder))
        labels = ["_binary_resources_fonts_noto_" + re.sub(r"\W", "_", member[:-2]) for member in [sans, *others]]
        replace(
            os.path.join(folder, "libmupdf.a"), [sans, *others],
            embed(folder, sans[:-2], [label + "_start" for label in labels], [label + "_end" for label in labels]), folder)
    replace(icu, ["icu_packaged_data.cpp.o"], embed(folder, os.path.basename(data), [symbol], []), folder)
    print(f"fonts {len(fonts)} bytes, ICU {os.path.getsize(data)} bytes")


def sans_faces(members):
    """For each script of LIVING but Latin's: the font without serifs, and the others that it stands in for."""
    for member in members:
        script = re.fullmatch(r"NotoSans(\w+)-Regular\.\w+\.o", member)
        if not script or not LIVING.fullmatch(member):
            continue
        others = [other for other in members if re.fullmatch(rf"Noto(Serif|Naskh|Kufi){script[1]}-Regular\.\w+\.o", other)]
        if others:
            yield member, others


def embed(folder, name, starts, ends):
    """An object that holds a file of `folder` between two sets of symbols."""
    source, result = os.path.join(folder, name + ".S"), os.path.join(folder, name + ".o")
    with open(source, "w") as out:
        out.write(".section .rodata\n.balign 16\n")
        out.writelines(f".globl {label}\n{label}:\n" for label in starts)
        out.write(f'.incbin "{os.path.abspath(folder)}/{name}"\n')
        out.writelines(f".globl {label}\n{label}:\n" for label in ends)
        out.write('.byte 0\n.section .note.GNU-stack,"",@progbits\n')
    run("gcc", "-c", source, "-o", result)
    return result


def replace(archive, members, object_file, folder):
    """Copies an archive, with an object in the place of others."""
    copy = os.path.join(folder, os.path.basename(archive))
    if os.path.abspath(archive) != os.path.abspath(copy):
        shutil.copy(archive, copy)
    run("ar", "d", copy, *members)
    run("ar", "rs", copy, object_file)


if __name__ == "__main__":
    main(*sys.argv[1:])
