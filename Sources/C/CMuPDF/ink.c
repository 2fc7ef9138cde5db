// SPDX-License-Identifier: AGPL-3.0-or-later
#include "ink.h"

static void fill_path(fz_context *context, fz_device *device, const fz_path *shape, int even_odd, fz_matrix ctm,
                      fz_colorspace *space, const float *color, float alpha, fz_color_params params) {
    mu_canvas_path(context, device, shape, NULL, ctm, space, color, alpha);
}

static void stroke_path(fz_context *context, fz_device *device, const fz_path *shape, const fz_stroke_state *stroke,
                        fz_matrix ctm, fz_colorspace *space, const float *color, float alpha, fz_color_params params) {
    mu_canvas_path(context, device, shape, stroke, ctm, space, color, alpha);
}

static void image_at(CanvasDevice *device, fz_image *image, fz_matrix ctm) {
    MuCanvas *canvas = device->canvas;
    const fz_rect box = fz_intersect_rect(fz_transform_rect(fz_unit_rect, ctm), canvas->page);
    if (fz_is_empty_rect(box)) return;
    const float area = (box.x1 - box.x0) * (box.y1 - box.y0);
    const float whole = (canvas->page.x1 - canvas->page.x0) * (canvas->page.y1 - canvas->page.y0);
    canvas->image_area += area;
    if (image->bpc == 1 && area > 0.5f * whole) canvas->scanned = true;
    // Of a picture that is clipped only a part shows.
    if (device->super.container_len)
        mu_canvas_picture(canvas, fz_intersect_rect(box, device->super.container[device->super.container_len - 1].scissor));
    else
        mu_canvas_picture(canvas, box);
    mu_canvas_mark(canvas, box);
    mu_canvas_paint(device, box, NULL, false);
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
    mu_canvas_paint(device, box, NULL, false);
}

// MARK: Text

// A text object's number as a colour, which the structured text device carries to each character.
static void number_color(int number, float color[3]) {
    for (int i = 0; i < 3; i++) color[i] = ((float)(number >> (16 - 8 * i) & 255) + 0.5f) / 255;
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
            mu_canvas_convert(context, space, color, known->rgb);
            known->transparent = false;
        }
        return;
    }
    float number[3];
    number_color(mu_canvas_object(context, device, space, color, alpha < 0.02f), number);
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
    number_color(mu_canvas_object(context, device, NULL, NULL, true), number);
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
    push(super, !mu_canvas_is_rectangle(context, shape, ctm));
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
        number_color(mu_canvas_object(context, device, NULL, NULL, false), number);
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
    mu_canvas_paint(device, fz_transform_rect(area, ctm), NULL, false);
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
