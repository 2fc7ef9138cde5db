// SPDX-License-Identifier: AGPL-3.0-or-later
// Checksums of the database's pages, below SQLite: what the disk gives back is what was written, or an error.
#ifndef CPAGESUMS_H
#define CPAGESUMS_H

struct sqlite3;

/// Bytes at the end of each page that hold its checksum; SQLite keeps them free (byte 20 of the file's header).
#define PAGE_SUMS_RESERVED 8

/// Makes every database that this process opens from now on check its pages, where it keeps the bytes for them free.
/// Call once, before any is opened. Returns SQLITE_OK, or why not.
int page_sums_register(void);

/// How many times a page was read that did not hold what was written. Reading it went on.
long page_sums_faults(void);

/// From now on such a page fails to be read over this connection, with SQLITE_IOERR_DATA. Returns SQLITE_OK, or why not.
int page_sums_check_strictly(struct sqlite3 *database);

/// Keeps the bytes free in a database that is about to be made, or by the next VACUUM of one that exists.
int page_sums_reserve(struct sqlite3 *database);

#endif
