// SPDX-License-Identifier: AGPL-3.0-or-later
#include "ink.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Bounds: what comes after is not kept, and then text counts as seen.
enum { MOST_OBJECTS = 200000, MOST_PAINTS = 4000, MOST_DRAWINGS = 8000, MOST_TESTS = 4000000, GRID = 64, DEPTH = 128 };

enum { UNKNOWN, CLEAR, SUSPECT };

typedef struct {
    fz_rect scissor;
    uint32_t order;
    uint8_t rgb[3];
    bool transparent;
    bool unsure;       // what colour shows is not known: blended, masked, or painted through
    uint8_t suspicion;
} TextObject;

typedef struct {
    fz_rect box;
    uint32_t order;
    uint8_t rgb[3];
    bool solid; // one colour, opaque, and nothing but this rectangle; else all that is known is that it may be anywhere in it
} Paint;

struct MuCanvas {
    fz_rect page;
    uint32_t order;
    TextObject *objects;
    int object_count, object_room;
    Paint *paints;
    int paint_count, paint_room;
    uint32_t last_solid; // the order of the last solid paint that could cover text
    bool overflows;      // more was painted than is kept
    MuDrawing *drawings;
    int drawing_count, drawing_room;
    uint32_t curves;     // small shapes with curves, as letters drawn as outlines are
    float image_area;
    bool scanned;        // an image of one bit a pixel, as fax machines and scanners make them
    uint8_t ink[GRID][GRID / 8]; // where images, shadings and shapes stand
    int tests;
};

typedef struct {
    fz_device super;
    fz_device *text;
    MuCanvas *canvas;
    const fz_text *last; // the object last handed on: a second painting of it adds no characters
    bool unsure[DEPTH];  // for each open clip, mask, group or tile: whether what is in it may not show as it is
    int depth, unsure_count;
} CanvasDevice;

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
}

// Makes room for one more element; NULL when there is no more memory.
static void *grown(void *items, int count, int *room, size_t size) {
    if (count < *room) return items;
    const int more = *room ? *room * 2 : 64;
    void *result = realloc(items, (size_t)more * size);
    if (result) *room = more;
    return result;
}

static void convert(fz_context *context, fz_colorspace *space, const float *color, uint8_t rgb[3]) {
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
    return place <= 0 ? 0 : place >= GRID - 1 ? GRID - 1 : (int)place;
}

static void mark(MuCanvas *canvas, fz_rect box) {
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

static void paint(CanvasDevice *device, fz_rect box, const uint8_t *rgb, bool solid) {
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

static void draw(MuCanvas *canvas, fz_rect box, MuDrawingKind kind, const uint8_t rgb[3]) {
    const fz_rect seen = fz_intersect_rect(fz_expand_rect(box, 0.5f), canvas->page);
    if (fz_is_empty_rect(seen) || canvas->drawing_count >= MOST_DRAWINGS) return;
    MuDrawing *drawings = grown(canvas->drawings, canvas->drawing_count, &canvas->drawing_room, sizeof *drawings);
    if (!drawings) return;
    canvas->drawings = drawings;
    const bool white = rgb[0] > 243 && rgb[1] > 243 && rgb[2] > 243;
    drawings[canvas->drawing_count++] = (MuDrawing){box.x0 - canvas->page.x0, box.y0 - canvas->page.y0,
        box.x1 - canvas->page.x0, box.y1 - canvas->page.y0, (uint8_t)kind, white};
}

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
    draw(walk->device->canvas, (fz_rect){box.x0 - (level ? 0 : half), box.y0 - (level ? half : 0),
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
        if (count > 3 && across > 12 && down > 8) draw(canvas, box, MU_BOX, walk->rgb);
    } else if (down <= 3 && across > 3 * down && across >= 3) {
        draw(canvas, box, MU_RULE, walk->rgb);
    } else if (across <= 3 && down > 3 * across && down >= 3) {
        draw(canvas, box, MU_RULE, walk->rgb);
    } else {
        if (across > 12 && down > 6) draw(canvas, box, MU_BOX, walk->rgb);
        paint(walk->device, box, walk->rgb, walk->solid);
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

static void path(fz_context *context, fz_device *super, const fz_path *path, const fz_stroke_state *stroke,
                 fz_matrix ctm, fz_colorspace *space, const float *color, float alpha) {
    CanvasDevice *device = (CanvasDevice *)super;
    if (alpha < 0.05f) return;
    Walk walk = {.device = device, .ctm = ctm, .width = -1, .solid = alpha > 0.98f, .only_rectangles = true};
    if (stroke) walk.width = fmaxf(stroke->linewidth * fz_matrix_expansion(ctm), 0.1f);
    convert(context, space, color, walk.rgb);
    fz_walk_path(context, path, &walker, &walk);
    end_subpath(&walk);
    if (walk.only_rectangles && (stroke == NULL || walk.width <= 4)) return;
    const fz_rect box = fz_bound_path(context, path, stroke, ctm);
    const float across = box.x1 - box.x0, down = box.y1 - box.y0;
    if (!stroke && across < 200 && down < 60 && down > 2 && device->canvas->curves < 1000000) device->canvas->curves++;
    if (across < 300 && down < 100) mark(device->canvas, box);
    paint(device, box, NULL, false);
}

static void fill_path(fz_context *context, fz_device *device, const fz_path *shape, int even_odd, fz_matrix ctm,
                      fz_colorspace *space, const float *color, float alpha, fz_color_params params) {
    path(context, device, shape, NULL, ctm, space, color, alpha);
}

static void stroke_path(fz_context *context, fz_device *device, const fz_path *shape, const fz_stroke_state *stroke,
                        fz_matrix ctm, fz_colorspace *space, const float *color, float alpha, fz_color_params params) {
    path(context, device, shape, stroke, ctm, space, color, alpha);
}

static void image_at(CanvasDevice *device, fz_image *image, fz_matrix ctm) {
    MuCanvas *canvas = device->canvas;
    const fz_rect box = fz_intersect_rect(fz_transform_rect(fz_unit_rect, ctm), canvas->page);
    if (fz_is_empty_rect(box)) return;
    const float area = (box.x1 - box.x0) * (box.y1 - box.y0);
    const float whole = (canvas->page.x1 - canvas->page.x0) * (canvas->page.y1 - canvas->page.y0);
    canvas->image_area += area;
    if (image->bpc == 1 && area > 0.5f * whole) canvas->scanned = true;
    mark(canvas, box);
    paint(device, box, NULL, false);
}

static void fill_image(fz_context *context, fz_device *super, fz_image *image, fz_matrix ctm, float alpha,
                       fz_color_params params) {
    CanvasDevice *device = (CanvasDevice *)super;
    if (alpha >= 0.5f) image_at(device, image, ctm);
    fz_fill_image(context, device->text, image, ctm, alpha, params);
}

static void fill_image_mask(fz_context *context, fz_device *super, fz_image *image, fz_matrix ctm, fz_colorspace *space,
                            const float *color, float alpha, fz_color_params params) {
    CanvasDevice *device = (CanvasDevice *)super;
    if (alpha >= 0.5f) image_at(device, image, ctm);
    fz_fill_image_mask(context, device->text, image, ctm, space, color, alpha, params);
}

static void fill_shade(fz_context *context, fz_device *super, fz_shade *shade, fz_matrix ctm, float alpha,
                       fz_color_params params) {
    CanvasDevice *device = (CanvasDevice *)super;
    const fz_rect scissor = fz_device_current_scissor(context, super);
    fz_rect box = fz_intersect_rect(fz_bound_shade(context, shade, ctm), device->canvas->page);
    box = fz_intersect_rect(box, scissor);
    if (fz_is_empty_rect(box)) return;
    // Shadings count as pictures, as they always did.
    if (alpha >= 0.5f) device->canvas->image_area += (box.x1 - box.x0) * (box.y1 - box.y0);
    paint(device, box, NULL, false);
}

// MARK: Text

// Keeps a text object and gives its number as a colour, which the structured text device carries to each character.
static void object(fz_context *context, CanvasDevice *device, fz_colorspace *space, const float *color, bool transparent,
                   float number[3]) {
    MuCanvas *canvas = device->canvas;
    canvas->order++;
    int index = 0;
    if (canvas->object_count < MOST_OBJECTS) {
        TextObject *objects = grown(canvas->objects, canvas->object_count, &canvas->object_room, sizeof *objects);
        if (objects) {
            canvas->objects = objects;
            TextObject *made = &objects[canvas->object_count++];
            *made = (TextObject){.scissor = fz_device_current_scissor(context, &device->super), .order = canvas->order,
                .transparent = transparent, .unsure = device->unsure_count > 0 || (!space && !transparent)};
            convert(context, space, color, made->rgb);
            index = canvas->object_count; // 0 is no object
        }
    }
    number[0] = ((float)(index >> 16 & 255) + 0.5f) / 255;
    number[1] = ((float)(index >> 8 & 255) + 0.5f) / 255;
    number[2] = ((float)(index & 255) + 0.5f) / 255;
}

static void keep_last(fz_context *context, CanvasDevice *device, const fz_text *text) {
    const fz_text *kept = fz_keep_text(context, text);
    fz_drop_text(context, device->last);
    device->last = kept;
}

static void fill_text(fz_context *context, fz_device *super, const fz_text *text, fz_matrix ctm, fz_colorspace *space,
                      const float *color, float alpha, fz_color_params params) {
    CanvasDevice *device = (CanvasDevice *)super;
    if (text == device->last) {
        if (device->canvas->object_count && alpha > 0.02f) {
            TextObject *known = &device->canvas->objects[device->canvas->object_count - 1];
            convert(context, space, color, known->rgb);
            known->transparent = false;
        }
        return;
    }
    float number[3];
    object(context, device, space, color, alpha < 0.02f, number);
    fz_fill_text(context, device->text, text, ctm, fz_device_rgb(context), number, 1, params);
    keep_last(context, device, text);
}

static void stroke_text(fz_context *context, fz_device *super, const fz_text *text, const fz_stroke_state *stroke,
                        fz_matrix ctm, fz_colorspace *space, const float *color, float alpha, fz_color_params params) {
    fill_text(context, super, text, ctm, space, color, alpha, params);
}

static void ignore_text(fz_context *context, fz_device *super, const fz_text *text, fz_matrix ctm) {
    CanvasDevice *device = (CanvasDevice *)super;
    if (text == device->last) return;
    float number[3];
    object(context, device, NULL, NULL, true, number);
    fz_fill_text(context, device->text, text, ctm, fz_device_rgb(context), number, 1, fz_default_color_params);
    keep_last(context, device, text);
}

// MARK: Clips, masks, groups and tiles

static void push(fz_device *super, bool unsure) {
    CanvasDevice *device = (CanvasDevice *)super;
    // Deeper ones stay unsure for good.
    if (device->depth < DEPTH) device->unsure[device->depth] = unsure;
    device->depth++;
    if (unsure || device->depth > DEPTH) device->unsure_count++;
}

static void pop(fz_device *super) {
    CanvasDevice *device = (CanvasDevice *)super;
    if (device->depth == 0) return;
    device->depth--;
    if (device->depth < DEPTH && device->unsure[device->depth]) device->unsure_count--;
}

static void clip_path(fz_context *context, fz_device *super, const fz_path *shape, int even_odd, fz_matrix ctm,
                      fz_rect scissor) {
    // Walked for its form only: a filling that paints nothing.
    CanvasDevice probe = {.unsure_count = 1};
    MuCanvas nothing = {.page = fz_empty_rect};
    probe.canvas = &nothing;
    Walk walk = {.device = &probe, .ctm = ctm, .width = -1, .only_rectangles = true};
    fz_walk_path(context, shape, &walker, &walk);
    end_subpath(&walk);
    push(super, !(walk.only_rectangles && walk.rectangles <= 1));
}

static void clip_stroke_path(fz_context *context, fz_device *super, const fz_path *shape, const fz_stroke_state *stroke,
                             fz_matrix ctm, fz_rect scissor) {
    push(super, true);
}

static void clip_text(fz_context *context, fz_device *super, const fz_text *text, fz_matrix ctm, fz_rect scissor) {
    CanvasDevice *device = (CanvasDevice *)super;
    if (text != device->last) {
        // What shows is what is painted through it.
        float number[3];
        object(context, device, NULL, NULL, false, number);
        fz_fill_text(context, device->text, text, ctm, fz_device_rgb(context), number, 1, fz_default_color_params);
        keep_last(context, device, text);
    }
    push(super, true);
}

static void clip_stroke_text(fz_context *context, fz_device *super, const fz_text *text, const fz_stroke_state *stroke,
                             fz_matrix ctm, fz_rect scissor) {
    clip_text(context, super, text, ctm, scissor);
}

static void clip_image_mask(fz_context *context, fz_device *super, fz_image *image, fz_matrix ctm, fz_rect scissor) {
    push(super, true);
}

static void pop_clip(fz_context *context, fz_device *super) { pop(super); }

static void begin_mask(fz_context *context, fz_device *super, fz_rect area, int luminosity, fz_colorspace *space,
                       const float *color, fz_color_params params) {
    push(super, true);
}

static void begin_group(fz_context *context, fz_device *super, fz_rect area, fz_colorspace *space, int isolated,
                        int knockout, int blendmode, float alpha) {
    push(super, blendmode != FZ_BLEND_NORMAL || alpha < 0.98f);
}

static void end_group(fz_context *context, fz_device *super) { pop(super); }

static int begin_tile(fz_context *context, fz_device *super, fz_rect area, fz_rect view, float across, float down,
                      fz_matrix ctm, int id) {
    CanvasDevice *device = (CanvasDevice *)super;
    paint(device, fz_transform_rect(area, ctm), NULL, false);
    push(super, true);
    return 0;
}

static void end_tile(fz_context *context, fz_device *super) { pop(super); }

static void close_device(fz_context *context, fz_device *super) {
    fz_close_device(context, ((CanvasDevice *)super)->text);
}

static void drop_device(fz_context *context, fz_device *super) {
    CanvasDevice *device = (CanvasDevice *)super;
    fz_drop_text(context, device->last);
    fz_drop_device(context, device->text);
}

fz_device *mu_canvas_device(fz_context *context, MuCanvas *canvas, fz_device *text) {
    CanvasDevice *device = (CanvasDevice *)fz_new_device_of_size(context, sizeof(CanvasDevice));
    device->super.close_device = close_device;
    device->super.drop_device = drop_device;
    device->super.fill_path = fill_path;
    device->super.stroke_path = stroke_path;
    device->super.clip_path = clip_path;
    device->super.clip_stroke_path = clip_stroke_path;
    device->super.fill_text = fill_text;
    device->super.stroke_text = stroke_text;
    device->super.clip_text = clip_text;
    device->super.clip_stroke_text = clip_stroke_text;
    device->super.ignore_text = ignore_text;
    device->super.fill_shade = fill_shade;
    device->super.fill_image = fill_image;
    device->super.fill_image_mask = fill_image_mask;
    device->super.clip_image_mask = clip_image_mask;
    device->super.pop_clip = pop_clip;
    device->super.begin_mask = begin_mask;
    device->super.begin_group = begin_group;
    device->super.end_group = end_group;
    device->super.begin_tile = begin_tile;
    device->super.end_tile = end_tile;
    device->text = fz_keep_device(context, text);
    device->canvas = canvas;
    return &device->super;
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
