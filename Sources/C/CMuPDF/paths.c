// SPDX-License-Identifier: AGPL-3.0-or-later
#include <math.h>

#include "ink.h"

typedef struct {
    CanvasDevice *device;
    fz_matrix ctm;
    float width; // of the stroke; negative for a filling
    uint8_t rgb[3];
    bool solid, only_rectangles;
    int rectangles;
    fz_point start, pen, points[6];
    int count; // of the current subpath's points; above 5 it is no rectangle
    bool curved;
} Walk;

// A stretch of a stroke that runs along an axis is a rule.
static void stroke_segment(Walk *walk, fz_point a, fz_point b) {
    const float across = fabsf(a.x - b.x), down = fabsf(a.y - b.y), half = walk->width / 2;
    if (walk->width > 4 || fminf(across, down) > 0.7f || fmaxf(across, down) < 3) return;
    const fz_rect box = {fminf(a.x, b.x), fminf(a.y, b.y), fmaxf(a.x, b.x), fmaxf(a.y, b.y)};
    const bool level = across > down;
    mu_canvas_draw(walk->device->canvas, (fz_rect){box.x0 - (level ? 0 : half), box.y0 - (level ? half : 0),
        box.x1 + (level ? 0 : half), box.y1 + (level ? half : 0)}, MU_RULE, walk->rgb);
}

static void end_subpath(Walk *walk) {
    const int count = walk->count;
    fz_point *p = walk->points;
    walk->count = 0;
    if (count < 2 || count > 5 || walk->curved) {
        if (count > 1) walk->only_rectangles = false;
        walk->curved = false;
        return;
    }
    fz_rect box = {p[0].x, p[0].y, p[0].x, p[0].y};
    bool straight = true;
    for (int i = 1; i < count; i++) {
        box = fz_include_point_in_rect(box, p[i]);
        straight = straight && (fabsf(p[i].x - p[i - 1].x) < 0.7f || fabsf(p[i].y - p[i - 1].y) < 0.7f);
    }
    const float across = box.x1 - box.x0, down = box.y1 - box.y0;
    if (!straight || (walk->width < 0 && count < 4)) {
        walk->only_rectangles = false;
        return;
    }
    walk->rectangles++;
    MuCanvas *canvas = walk->device->canvas;
    if (walk->width >= 0) {
        for (int i = 1; i < count; i++) stroke_segment(walk, p[i - 1], p[i]);
        if (count > 3 && across > 12 && down > 8) mu_canvas_draw(canvas, box, MU_BOX, walk->rgb);
    } else if (down <= 3 && across > 3 * down && across >= 3) {
        mu_canvas_draw(canvas, box, MU_RULE, walk->rgb);
    } else if (across <= 3 && down > 3 * across && down >= 3) {
        mu_canvas_draw(canvas, box, MU_RULE, walk->rgb);
    } else {
        if (across > 12 && down > 6) mu_canvas_draw(canvas, box, MU_BOX, walk->rgb);
        mu_canvas_paint(walk->device, box, walk->rgb, walk->solid);
    }
}

static void move(fz_context *context, void *state, float x, float y) {
    Walk *walk = state;
    end_subpath(walk);
    walk->start = walk->pen = fz_transform_point_xy(x, y, walk->ctm);
    walk->points[0] = walk->start;
    walk->count = 1;
}

static void add(Walk *walk, fz_point point) {
    if (walk->count < 6) walk->points[walk->count < 5 ? walk->count : 5] = point;
    if (walk->count < 6) walk->count++;
    walk->pen = point;
}

static void line(fz_context *context, void *state, float x, float y) {
    Walk *walk = state;
    const fz_point point = fz_transform_point_xy(x, y, walk->ctm);
    // A long chain of strokes is still made of rules.
    if (walk->count >= 5 && walk->width >= 0) stroke_segment(walk, walk->pen, point);
    add(walk, point);
}

static void curve(fz_context *context, void *state, float a, float b, float c, float d, float x, float y) {
    Walk *walk = state;
    walk->curved = true;
    add(walk, fz_transform_point_xy(x, y, walk->ctm));
}

static void close_subpath(fz_context *context, void *state) {
    Walk *walk = state;
    if (walk->count > 1 && walk->count < 5
        && (fabsf(walk->pen.x - walk->start.x) > 0.1f || fabsf(walk->pen.y - walk->start.y) > 0.1f))
        add(walk, walk->start);
    end_subpath(walk);
}

static const fz_path_walker walker = {move, line, curve, close_subpath, NULL, NULL, NULL, NULL};

void mu_canvas_path(fz_context *context, fz_device *super, const fz_path *path, const fz_stroke_state *stroke,
                 fz_matrix ctm, fz_colorspace *space, const float *color, float alpha) {
    CanvasDevice *device = (CanvasDevice *)super;
    if (alpha < 0.05f) return;
    Walk walk = {.device = device, .ctm = ctm, .width = -1, .solid = alpha > 0.98f, .only_rectangles = true};
    if (stroke) walk.width = fmaxf(stroke->linewidth * fz_matrix_expansion(ctm), 0.1f);
    mu_canvas_convert(context, space, color, walk.rgb);
    fz_walk_path(context, path, &walker, &walk);
    end_subpath(&walk);
    if (walk.only_rectangles && (stroke == NULL || walk.width <= 4)) return;
    const fz_rect box = fz_bound_path(context, path, stroke, ctm);
    const float across = box.x1 - box.x0, down = box.y1 - box.y0;
    if (!stroke && across < 200 && down < 60 && down > 2 && device->canvas->curves < 1000000) device->canvas->curves++;
    if (across < 300 && down < 100) mu_canvas_mark(device->canvas, box);
    mu_canvas_paint(device, box, NULL, false);
}

bool mu_canvas_is_rectangle(fz_context *context, const fz_path *path, fz_matrix ctm) {
    // Walked for its form only: a filling that paints nothing.
    MuCanvas nothing = {.page = fz_empty_rect};
    CanvasDevice probe = {.canvas = &nothing, .unsure_count = 1};
    Walk walk = {.device = &probe, .ctm = ctm, .width = -1, .only_rectangles = true};
    fz_walk_path(context, path, &walker, &walk);
    end_subpath(&walk);
    return walk.only_rectangles && walk.rectangles <= 1;
}
