// SPDX-License-Identifier: AGPL-3.0-or-later
// A layer between SQLite and the file, as SQLite's own "checksum VFS shim" is one (https://sqlite.org/cksumvfs.html), with
// a sum that holds the page's number too, so that a page written to a wrong place is found as well.
//
// Only pages of the database's own file carry sums. The write-ahead log has SQLite's, and its pages get theirs when a
// checkpoint carries them over: so nothing that SQLite sums itself is ever changed.
#include "CPageSums.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

enum { least_page = 512, most_page = 65536, header_bytes = 100, reserved_at = 20 };

typedef struct {
    sqlite3_file base;
    // Whether the file keeps the bytes free. Known from its first page.
    int has_sums;
    int is_strict;
} SummedFile;

// The connection's files are told by SQLite's way to speak to them: a number of our own, beyond SQLite's.
enum { be_strict = 0x484F4D45 };

static atomic_long faults;

// SQLite's own file lies behind ours.
static sqlite3_file *real(sqlite3_file *file) { return (sqlite3_file *)((SummedFile *)file + 1); }

static uint64_t rotated(uint64_t word, int by) { return word << by | word >> (64 - by); }

// Four lanes of xor, multiply by an odd number and rotate: each step can be undone, so a change within any eight bytes
// always changes the sum. Not meant against people: they could compute it too.
static uint64_t sum(const unsigned char *page, int bytes, uint64_t number) {
    const uint64_t odd = 0x9E3779B97F4A7C15u;
    uint64_t lanes[4] = {number, odd, ~number, 0xC2B2AE3D27D4EB4Fu};
    int at = 0, end = bytes - PAGE_SUMS_RESERVED;
    for (int lane = 0; at < end; at += 8, lane = (lane + 1) & 3) {
        uint64_t word;
        memcpy(&word, page + at, 8);
        lanes[lane] = rotated((lanes[lane] ^ word) * odd, 29);
    }
    uint64_t whole = (uint64_t)bytes;
    for (int lane = 0; lane < 4; lane++) whole = rotated((whole ^ lanes[lane]) * odd, 32);
    return whole ^ whole >> 31;
}

static int is_page(int bytes, sqlite3_int64 offset) {
    return bytes >= least_page && bytes <= most_page && (bytes & (bytes - 1)) == 0 && offset % bytes == 0;
}

static void heed_header(SummedFile *file, const unsigned char *bytes) {
    if (memcmp(bytes, "SQLite format 3", 16) == 0) file->has_sums = bytes[reserved_at] == PAGE_SUMS_RESERVED;
}

static int read_page(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    int result = real(file)->pMethods->xRead(real(file), bytes, count, offset);
    if (result != SQLITE_OK) return result;
    SummedFile *summed = (SummedFile *)file;
    if (offset == 0 && count >= header_bytes) heed_header(summed, bytes);
    if (!summed->has_sums || !is_page(count, offset)) return SQLITE_OK;
    uint64_t stored, number = (uint64_t)(offset / count + 1);
    memcpy(&stored, (unsigned char *)bytes + count - PAGE_SUMS_RESERVED, 8);
    if (stored == sum(bytes, count, number)) return SQLITE_OK;
    atomic_fetch_add(&faults, 1);
    sqlite3_log(SQLITE_IOERR_DATA, "page %lld does not hold what was written", (long long)number);
    // A changed letter is no reason to go dark. What SQLite cannot work with, it refuses by itself.
    return summed->is_strict ? SQLITE_IOERR_DATA : SQLITE_OK;
}

static int write_page(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    SummedFile *summed = (SummedFile *)file;
    if (offset == 0 && count >= header_bytes) heed_header(summed, bytes);
    if (!summed->has_sums || !is_page(count, offset)) {
        return real(file)->pMethods->xWrite(real(file), bytes, count, offset);
    }
    // A copy: the page belongs to SQLite, which may have summed it for the write-ahead log.
    unsigned char small[4096];
    unsigned char *page = count <= (int)sizeof small ? small : sqlite3_malloc(count);
    if (page == NULL) return SQLITE_IOERR_NOMEM;
    memcpy(page, bytes, (size_t)count);
    uint64_t own = sum(page, count, (uint64_t)(offset / count + 1));
    memcpy(page + count - PAGE_SUMS_RESERVED, &own, 8);
    int result = real(file)->pMethods->xWrite(real(file), page, count, offset);
    if (page != small) sqlite3_free(page);
    return result;
}

static int close_file(sqlite3_file *file) {
    int result = real(file)->pMethods->xClose(real(file));
    file->pMethods = NULL;
    return result;
}
static int truncate_file(sqlite3_file *f, sqlite3_int64 size) { return real(f)->pMethods->xTruncate(real(f), size); }
static int sync_file(sqlite3_file *f, int flags) { return real(f)->pMethods->xSync(real(f), flags); }
static int size_of_file(sqlite3_file *f, sqlite3_int64 *size) { return real(f)->pMethods->xFileSize(real(f), size); }
static int lock_file(sqlite3_file *f, int lock) { return real(f)->pMethods->xLock(real(f), lock); }
static int unlock_file(sqlite3_file *f, int lock) { return real(f)->pMethods->xUnlock(real(f), lock); }
static int is_reserved(sqlite3_file *f, int *out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); }
static int control(sqlite3_file *f, int what, void *with) {
    if (what == be_strict) {
        ((SummedFile *)f)->is_strict = 1;
        return SQLITE_OK;
    }
    return real(f)->pMethods->xFileControl(real(f), what, with);
}
static int sector(sqlite3_file *f) { return real(f)->pMethods->xSectorSize(real(f)); }
static int traits(sqlite3_file *f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }
static int map_shared(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
    return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
}
static int lock_shared(sqlite3_file *f, int at, int n, int flags) {
    return real(f)->pMethods->xShmLock(real(f), at, n, flags);
}
static void barrier(sqlite3_file *f) { real(f)->pMethods->xShmBarrier(real(f)); }
static int unmap_shared(sqlite3_file *f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); }

// Version 2: the file is never mapped into memory, where pages would be read unseen.
static const sqlite3_io_methods methods = {
    2, close_file, read_page, write_page, truncate_file, sync_file, size_of_file, lock_file, unlock_file, is_reserved,
    control, sector, traits, map_shared, lock_shared, barrier, unmap_shared, NULL, NULL};

static sqlite3_vfs *system_vfs;

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
    (void)vfs;
    if (!(flags & SQLITE_OPEN_MAIN_DB)) return system_vfs->xOpen(system_vfs, name, file, flags, out);
    memset(file, 0, sizeof(SummedFile));
    int result = system_vfs->xOpen(system_vfs, name, real(file), flags, out);
    // SQLite closes what has methods, even where opening failed.
    if (real(file)->pMethods == NULL) return result;
    file->pMethods = &methods;
    unsigned char header[header_bytes];
    if (result == SQLITE_OK && real(file)->pMethods->xRead(real(file), header, header_bytes, 0) == SQLITE_OK) {
        heed_header((SummedFile *)file, header);
    }
    return result;
}

int page_sums_register(void) {
    // A copy of the system's: but for opening, its functions look at nothing that differs.
    static sqlite3_vfs summed;
    if (summed.zName != NULL) return SQLITE_OK;
    int result = sqlite3_initialize();
    if (result != SQLITE_OK) return result;
    system_vfs = sqlite3_vfs_find(NULL);
    if (system_vfs == NULL) return SQLITE_ERROR;
    summed = *system_vfs;
    summed.zName = "homeroom-page-sums";
    summed.szOsFile += (int)sizeof(SummedFile);
    summed.xOpen = open_file;
    summed.pNext = NULL;
    return sqlite3_vfs_register(&summed, 1);
}

int page_sums_reserve(sqlite3 *database) {
    int bytes = PAGE_SUMS_RESERVED;
    return sqlite3_file_control(database, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
}

long page_sums_faults(void) { return atomic_load(&faults); }

int page_sums_check_strictly(sqlite3 *database) { return sqlite3_file_control(database, "main", be_strict, NULL); }
