# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sums of a database's pages (Sources/C/CPageSums/pagesums.c), made anew by somebody who covers up a change."""
import struct

ALL, ODD = (1 << 64) - 1, 0x9E3779B97F4A7C15
RESERVED = 8


def rotated(word, by):
    return (word << by | word >> (64 - by)) & ALL


def page_sum(page, number):
    lanes = [number, ODD, number ^ ALL, 0xC2B2AE3D27D4EB4F]
    for place, (word,) in enumerate(struct.iter_unpack("<Q", page[:-RESERVED])):
        lane = place & 3
        lanes[lane] = rotated((lanes[lane] ^ word) * ODD & ALL, 29)
    whole = len(page)
    for lane in lanes:
        whole = rotated((whole ^ lane) * ODD & ALL, 32)
    return whole ^ whole >> 31


def sum_pages(path):
    """Whether the file has sums; then all are right again."""
    with open(path, "r+b") as file:
        header = file.read(100)
        if header[20] != RESERVED:
            return False
        size, number = struct.unpack(">H", header[16:18])[0], 0
        size = 65536 if size == 1 else size
        file.seek(0)
        while len(page := file.read(size)) == size:
            number += 1
            file.seek((number - 1) * size)
            file.write(page[:-RESERVED] + struct.pack("<Q", page_sum(page, number)))
    return True
