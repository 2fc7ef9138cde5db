// SPDX-License-Identifier: AGPL-3.0-or-later
#include <stdlib.h>
#include <string.h>

#include "internal.h"

// A page as grey pixels; a part of it where one is named, from the page's top left corner.
static MuStatus draw(MuReader *reader, MuDocument *document, int number, float scale, const MuPicture *part, size_t limit,
                     MuRaster *out) {
    fz_context *context = reader->context;
    fz_page *page = NULL;
    fz_pixmap *pixmap = NULL;
    fz_device *device = NULL;
    MuStatus status = MU_OK;
    *out = (MuRaster){0};
    fz_var(page);
    fz_var(pixmap);
    fz_var(device);
    fz_try(context) {
        page = fz_load_page(context, (fz_document *)document, number);
        fz_rect box = fz_bound_page(context, page);
        if (part)
            box = fz_intersect_rect(box, fz_make_rect(box.x0 + part->x0, box.y0 + part->y0, box.x0 + part->x1,
                                                      box.y0 + part->y1));
        const float across = (box.x1 - box.x0) * scale, down = (box.y1 - box.y0) * scale;
        if (!(across >= 1 && down >= 1)) fz_throw(context, FZ_ERROR_GENERIC, "page has no area");
        if (across > 1e6f || down > 1e6f || (double)across * down > (double)limit) {
            status = MU_TOO_LARGE;
        } else {
            const fz_matrix matrix = fz_scale(scale, scale);
            const fz_irect area = fz_round_rect(fz_transform_rect(box, matrix));
            pixmap = fz_new_pixmap_with_bbox(context, fz_device_gray(context), area, NULL, 0);
            fz_clear_pixmap_with_value(context, pixmap, 255);
            device = fz_new_draw_device(context, matrix, pixmap);
            fz_run_page(context, page, device, fz_identity, NULL);
            fz_close_device(context, device);
            const size_t width = (size_t)fz_pixmap_width(context, pixmap);
            const size_t height = (size_t)fz_pixmap_height(context, pixmap);
            const size_t stride = (size_t)fz_pixmap_stride(context, pixmap);
            out->pixels = malloc(width * height ? width * height : 1);
            if (!out->pixels) fz_throw(context, FZ_ERROR_MEMORY, "malloc of a raster failed");
            for (size_t row = 0; row < height; row++)
                memcpy(out->pixels + row * width, fz_pixmap_samples(context, pixmap) + row * stride, width);
            out->width = (int32_t)width;
            out->height = (int32_t)height;
        }
    }
    fz_always(context) {
        fz_drop_device(context, device);
        fz_drop_pixmap(context, pixmap);
        fz_drop_page(context, page);
    }
    fz_catch(context) {
        mu_free(out->pixels);
        *out = (MuRaster){0};
        status = mu_caught(reader);
    }
    return status;
}

MuStatus mu_page_grey(MuReader *reader, MuDocument *document, int number, float scale, size_t limit, MuRaster *out) {
    return draw(reader, document, number, scale, NULL, limit, out);
}

MuStatus mu_page_grey_part(MuReader *reader, MuDocument *document, int number, float scale, MuPicture part, size_t limit,
                           MuRaster *out) {
    return draw(reader, document, number, scale, &part, limit, out);
}
