// SPDX-License-Identifier: AGPL-3.0-or-later
#include <string.h>

#include "internal.h"

// US letter, points, with an inch around.
static const fz_rect sheet = {0, 0, 612, 792}, area = {72, 72, 540, 720};
enum { MOST_PAGES = 500 };

MuStatus mu_typeset(MuReader *reader, const void *html, size_t count, const char *css, MuBytes *out) {
    fz_context *context = reader->context;
    fz_buffer *source = NULL, *result = NULL;
    fz_output *output = NULL;
    fz_document_writer *writer = NULL;
    fz_story *story = NULL;
    MuStatus status = MU_OK;
    *out = (MuBytes){0};
    fz_var(source);
    fz_var(result);
    fz_var(output);
    fz_var(writer);
    fz_var(story);
    fz_var(status);
    fz_try(context) {
        source = fz_new_buffer_from_copied_data(context, html, count);
        result = fz_new_buffer(context, 64 << 10);
        output = fz_new_output_with_buffer(context, result);
        // The writer takes the output over, and drops it also when it cannot be made.
        fz_output *given = output;
        output = NULL;
        writer = fz_new_pdf_writer_with_output(context, given, "compress");
        // Without an archive nothing that the text names can be fetched.
        story = fz_new_story(context, source, css, 11, NULL);
        int more = 1;
        for (int page = 0; more && page < MOST_PAGES; page++) {
            fz_rect filled = fz_empty_rect;
            fz_device *device = fz_begin_page(context, writer, sheet);
            more = fz_place_story(context, story, area, &filled);
            fz_draw_story(context, story, device, fz_identity);
            fz_end_page(context, writer);
        }
        if (more) status = MU_TOO_LARGE;
        fz_close_document_writer(context, writer);
        if (status == MU_OK) status = mu_copy(context, result, out);
    }
    fz_always(context) {
        fz_drop_story(context, story);
        fz_drop_document_writer(context, writer);
        fz_drop_output(context, output);
        fz_drop_buffer(context, result);
        fz_drop_buffer(context, source);
    }
    fz_catch(context) status = mu_caught(reader);
    return status;
}
