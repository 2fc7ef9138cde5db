// SPDX-License-Identifier: AGPL-3.0-or-later
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ink.h"

MuCanvas *mu_canvas_new(fz_context *context, fz_rect page) {
    MuCanvas *canvas = fz_calloc(context, 1, sizeof *canvas);
    canvas->page = page;
    return canvas;
}

void mu_canvas_free(fz_context *context, MuCanvas *canvas) {
    if (!canvas) return;
    free(canvas->objects);
    free(canvas->paints);
    free(canvas->drawings);
    free(canvas->pictures);
    fz_free(context, canvas);
}

void mu_canvas_give(MuCanvas *canvas, MuPage *page) {
    page->drawings = canvas->drawings;
    page->drawing_count = (size_t)canvas->drawing_count;
    page->image_area = canvas->image_area;
    page->scanned = canvas->scanned;
    page->curves = canvas->curves;
    canvas->drawings = NULL;
    canvas->drawing_count = canvas->drawing_room = 0;
    page->pictures = canvas->pictures;
    page->picture_count = (size_t)canvas->picture_count;
    canvas->pictures = NULL;
    canvas->picture_count = canvas->picture_room = 0;
}

// Makes room for one more element; NULL when there is no more memory.
static void *grown(void *items, int count, int *room, size_t size) {
    if (count < *room) return items;
    const int more = *room ? *room * 2 : 64;
    void *result = realloc(items, (size_t)more * size);
    if (result) *room = more;
    return result;
}

void mu_canvas_convert(fz_context *context, fz_colorspace *space, const float *color, uint8_t rgb[3]) {
    float out[3] = {0, 0, 0};
    if (space && color) fz_convert_color(context, space, color, fz_device_rgb(context), out, NULL, fz_default_color_params);
    for (int i = 0; i < 3; i++) rgb[i] = (uint8_t)(fz_clamp(out[i], 0, 1) * 255);
}

static bool is_same_color(const uint8_t a[3], const uint8_t b[3]) {
    return abs(a[0] - b[0]) < 12 && abs(a[1] - b[1]) < 12 && abs(a[2] - b[2]) < 12;
}

static bool contains(fz_rect box, float x, float y) { return box.x0 <= x && x <= box.x1 && box.y0 <= y && y <= box.y1; }

static int cell(float value, float from, float to) {
    const float place = to > from ? (value - from) / (to - from) * GRID : 0;
    return place > 0 ? place >= GRID - 1 ? GRID - 1 : (int)place : 0;
}

void mu_canvas_mark(MuCanvas *canvas, fz_rect box) {
    const fz_rect page = canvas->page;
    box = fz_intersect_rect(box, page);
    if (fz_is_empty_rect(box)) return;
    const int right = cell(box.x1, page.x0, page.x1), bottom = cell(box.y1, page.y0, page.y1);
    for (int row = cell(box.y0, page.y0, page.y1); row <= bottom; row++)
        for (int column = cell(box.x0, page.x0, page.x1); column <= right; column++)
            canvas->ink[row][column / 8] |= (uint8_t)(1 << column % 8);
}

static bool is_marked(const MuCanvas *canvas, float x, float y) {
    const int row = cell(y, canvas->page.y0, canvas->page.y1), column = cell(x, canvas->page.x0, canvas->page.x1);
    return canvas->ink[row][column / 8] >> column % 8 & 1;
}

// MARK: What is painted

void mu_canvas_paint(CanvasDevice *device, fz_rect box, const uint8_t *rgb, bool solid) {
    MuCanvas *canvas = device->canvas;
    canvas->order++;
    box = fz_intersect_rect(box, fz_intersect_rect(canvas->page, device->super.container_len
        ? device->super.container[device->super.container_len - 1].scissor : canvas->page));
    if (fz_is_empty_rect(box)) return;
    solid = solid && rgb && device->unsure_count == 0;
    Paint *paints = canvas->paint_count < MOST_PAINTS
        ? grown(canvas->paints, canvas->paint_count, &canvas->paint_room, sizeof *paints) : NULL;
    if (!paints) {
        canvas->overflows = true;
        return;
    }
    canvas->paints = paints;
    Paint *made = &paints[canvas->paint_count++];
    *made = (Paint){.box = box, .order = canvas->order, .solid = solid};
    if (rgb) memcpy(made->rgb, rgb, 3);
    if (solid) canvas->last_solid = canvas->order;
}

void mu_canvas_draw(MuCanvas *canvas, fz_rect box, MuDrawingKind kind, const uint8_t rgb[3]) {
    const fz_rect seen = fz_intersect_rect(fz_expand_rect(box, 0.5f), canvas->page);
    if (fz_is_empty_rect(seen) || canvas->drawing_count >= MOST_DRAWINGS) return;
    MuDrawing *drawings = grown(canvas->drawings, canvas->drawing_count, &canvas->drawing_room, sizeof *drawings);
    if (!drawings) return;
    canvas->drawings = drawings;
    const bool white = rgb[0] > 243 && rgb[1] > 243 && rgb[2] > 243;
    drawings[canvas->drawing_count++] = (MuDrawing){box.x0 - canvas->page.x0, box.y0 - canvas->page.y0,
        box.x1 - canvas->page.x0, box.y1 - canvas->page.y0, (uint8_t)kind, white};
}

void mu_canvas_picture(MuCanvas *canvas, fz_rect box) {
    if (canvas->picture_count >= MOST_PICTURES) return;
    MuPicture *pictures = grown(canvas->pictures, canvas->picture_count, &canvas->picture_room, sizeof *pictures);
    if (!pictures) return;
    canvas->pictures = pictures;
    pictures[canvas->picture_count++] = (MuPicture){box.x0 - canvas->page.x0, box.y0 - canvas->page.y0,
        box.x1 - canvas->page.x0, box.y1 - canvas->page.y0};
}

int mu_canvas_object(fz_context *context, CanvasDevice *device, fz_colorspace *space, const float *color,
                     bool transparent) {
    MuCanvas *canvas = device->canvas;
    canvas->order++;
    if (canvas->object_count >= MOST_OBJECTS) return 0;
    TextObject *objects = grown(canvas->objects, canvas->object_count, &canvas->object_room, sizeof *objects);
    if (!objects) return 0;
    canvas->objects = objects;
    TextObject *made = &objects[canvas->object_count++];
    *made = (TextObject){.scissor = fz_device_current_scissor(context, &device->super), .order = canvas->order,
        .transparent = transparent, .unsure = device->unsure_count > 0 || (!space && !transparent)};
    mu_canvas_convert(context, space, color, made->rgb);
    return canvas->object_count;
}

// MARK: Questions

bool mu_canvas_clips(const MuCanvas *canvas, int number, fz_rect box) {
    const TextObject *text = number > 0 && number <= canvas->object_count ? &canvas->objects[number - 1] : NULL;
    if (!text) return false;
    const float inset = (box.y1 - box.y0) * 0.25f;
    return box.x1 <= text->scissor.x0 || box.x0 >= text->scissor.x1 || box.y1 - inset <= text->scissor.y0
        || box.y0 + inset >= text->scissor.y1;
}

// Whether anything painted could hide this object's characters; asked once an object.
static bool is_suspect(MuCanvas *canvas, TextObject *text) {
    static const uint8_t white[3] = {255, 255, 255};
    if (text->suspicion == UNKNOWN) {
        bool is = canvas->last_solid > text->order || is_same_color(text->rgb, white);
        for (int i = 0; i < canvas->paint_count && !is && canvas->tests < MOST_TESTS; i++, canvas->tests++)
            is = canvas->paints[i].solid && is_same_color(canvas->paints[i].rgb, text->rgb);
        text->suspicion = is ? SUSPECT : CLEAR;
    }
    return text->suspicion == SUSPECT;
}

MuSight mu_canvas_sight(MuCanvas *canvas, int number, fz_rect box) {
    static const uint8_t white[3] = {255, 255, 255};
    TextObject *text = number > 0 && number <= canvas->object_count ? &canvas->objects[number - 1] : NULL;
    if (!text || canvas->overflows) return MU_SEEN;
    const float x = (box.x0 + box.x1) / 2, y = (box.y0 + box.y1) / 2;
    // Recognised text lies unseen over or under a picture of its letters, or over their outlines.
    if (text->transparent) return is_marked(canvas, x, y) ? MU_RECOGNISED : MU_TRANSPARENT;
    if (text->unsure || !is_suspect(canvas, text)) return MU_SEEN;
    for (int i = canvas->paint_count - 1; i >= 0; i--) {
        const Paint *paint = &canvas->paints[i];
        if (++canvas->tests > MOST_TESTS) return MU_SEEN;
        if (!contains(paint->box, x, y)) continue;
        if (paint->order < text->order)
            return paint->solid && is_same_color(paint->rgb, text->rgb) ? MU_HIDDEN : MU_SEEN;
        // Under a picture it may be the picture's recognised text.
        if (!paint->solid) return MU_RECOGNISED;
        // Opaque and over all of the character: it was painted out.
        if (paint->box.x0 <= box.x0 + 1 && paint->box.x1 >= box.x1 - 1) return MU_HIDDEN;
    }
    return is_same_color(text->rgb, white) && !is_marked(canvas, x, y) ? MU_HIDDEN : MU_SEEN;
}
