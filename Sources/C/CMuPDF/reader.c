// SPDX-License-Identifier: AGPL-3.0-or-later
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/// MuPDF keeps decoded images and glyphs up to this size.
enum { STORE_LIMIT = 64 << 20 };

static void keep_quiet(void *user, const char *message) {
    (void)user;
    (void)message;
}

MuReader *mu_reader_new(void) {
    MuReader *reader = calloc(1, sizeof *reader);
    if (!reader) return NULL;
    reader->context = fz_new_context(NULL, NULL, STORE_LIMIT);
    if (!reader->context) {
        free(reader);
        return NULL;
    }
    fz_set_warning_callback(reader->context, keep_quiet, NULL);
    fz_set_error_callback(reader->context, keep_quiet, NULL);
    fz_disable_icc(reader->context);
    fz_try(reader->context) fz_register_document_handlers(reader->context);
    fz_catch(reader->context) {
        mu_reader_free(reader);
        return NULL;
    }
    return reader;
}

void mu_reader_free(MuReader *reader) {
    if (!reader) return;
    fz_drop_context(reader->context);
    free(reader);
}

const char *mu_message(MuReader *reader) { return reader->message; }

MuStatus mu_caught(MuReader *reader) {
    fz_strlcpy(reader->message, fz_caught_message(reader->context), sizeof reader->message);
    // MuPDF reports a failed allocation as an error of kind MEMORY; one that a decoder hit may arrive as GENERIC.
    if (fz_caught(reader->context) == FZ_ERROR_MEMORY || strstr(reader->message, "malloc")) return MU_OUT_OF_MEMORY;
    return MU_DAMAGED;
}

MuStatus mu_copy(fz_context *context, fz_buffer *buffer, MuBytes *out) {
    unsigned char *data;
    out->count = fz_buffer_storage(context, buffer, &data);
    out->bytes = malloc(out->count ? out->count : 1);
    if (!out->bytes) return MU_OUT_OF_MEMORY;
    memcpy(out->bytes, data, out->count);
    return MU_OK;
}

void mu_free(void *bytes) { free(bytes); }
