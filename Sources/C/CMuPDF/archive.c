// SPDX-License-Identifier: AGPL-3.0-or-later
#include <stdlib.h>
#include <string.h>

#include "internal.h"

MuStatus mu_archive_open(MuReader *reader, const void *bytes, size_t count, MuArchive **out) {
    fz_context *context = reader->context;
    fz_stream *stream = NULL;
    fz_archive *archive = NULL;
    MuStatus status = MU_OK;
    *out = NULL;
    fz_var(stream);
    fz_var(archive);
    fz_try(context) {
        stream = fz_open_memory(context, bytes, count);
        archive = fz_open_zip_archive_with_stream(context, stream);
        *out = (MuArchive *)archive;
    }
    fz_always(context) fz_drop_stream(context, stream);
    fz_catch(context) status = mu_caught(reader);
    return status;
}

void mu_archive_close(MuReader *reader, MuArchive *archive) {
    fz_drop_archive(reader->context, (fz_archive *)archive);
}

int mu_archive_count(MuReader *reader, MuArchive *archive) {
    int count = 0;
    fz_try(reader->context) count = fz_count_archive_entries(reader->context, (fz_archive *)archive);
    fz_catch(reader->context) return 0;
    return count;
}

const char *mu_archive_name(MuReader *reader, MuArchive *archive, int index) {
    const char *name = NULL;
    fz_var(name);
    fz_try(reader->context) name = fz_list_archive_entry(reader->context, (fz_archive *)archive, index);
    fz_catch(reader->context) return NULL;
    return name;
}

MuStatus mu_archive_read(MuReader *reader, MuArchive *archive, const char *name, size_t limit, MuBytes *out) {
    fz_context *context = reader->context;
    fz_stream *entry = NULL;
    MuStatus status = MU_OK;
    size_t capacity = 64 << 10;
    *out = (MuBytes){0};
    fz_var(entry);
    fz_var(status);
    fz_try(context) {
        if (!fz_has_archive_entry(context, (fz_archive *)archive, name)) {
            status = MU_NOT_FOUND;
        } else {
            entry = fz_open_archive_entry(context, (fz_archive *)archive, name);
            out->bytes = malloc(capacity);
            while (out->bytes) {
                const size_t got = fz_read(context, entry, out->bytes + out->count, capacity - out->count);
                if (got == 0) break;
                out->count += got;
                if (out->count > limit) {
                    status = MU_TOO_LARGE;
                    break;
                }
                if (out->count == capacity) {
                    capacity *= 2;
                    unsigned char *grown = realloc(out->bytes, capacity);
                    if (!grown) free(out->bytes);
                    out->bytes = grown;
                }
            }
            if (!out->bytes) status = MU_OUT_OF_MEMORY;
        }
    }
    fz_always(context) fz_drop_stream(context, entry);
    fz_catch(context) status = mu_caught(reader);
    if (status != MU_OK) {
        free(out->bytes);
        *out = (MuBytes){0};
    }
    return status;
}
