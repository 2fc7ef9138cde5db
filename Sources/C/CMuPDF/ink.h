// SPDX-License-Identifier: AGPL-3.0-or-later
// What a page paints: where text can be seen, and where rules and boxes are drawn.
#ifndef CMUPDF_INK_H
#define CMUPDF_INK_H

#include "internal.h"

// Bounds: what comes after is not kept, and then text counts as seen.
enum { MOST_OBJECTS = 200000, MOST_PAINTS = 4000, MOST_DRAWINGS = 8000, MOST_PICTURES = 400, MOST_TESTS = 4000000, GRID = 64, DEPTH = 128 };

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

typedef struct MuCanvas {
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
    MuPicture *pictures;
    int picture_count, picture_room;
    uint32_t curves;     // small shapes with curves, as letters drawn as outlines are
    float image_area;
    bool scanned;        // an image of one bit a pixel, as fax machines and scanners make them
    uint8_t ink[GRID][GRID / 8]; // where images, shadings and shapes stand
    int tests;
} MuCanvas;

typedef struct {
    fz_device super;
    fz_device *text;
    MuCanvas *canvas;
    const fz_text *last; // the object last handed on: a second painting of it adds no characters
    bool unsure[DEPTH];  // for each open clip, mask, group or tile: whether what is in it may not show as it is
    int depth, unsure_count;
} CanvasDevice;

MuCanvas *mu_canvas_new(fz_context *context, fz_rect page);
void mu_canvas_free(fz_context *context, MuCanvas *canvas);

/// A device that hands text and images on to `text` (a structured text device) and keeps what is painted around it.
/// The colour of the characters that come out is the number of their text object: see mu_canvas_sight.
fz_device *mu_canvas_device(fz_context *context, MuCanvas *canvas, fz_device *text);

/// Keeps that something is painted in a box: all of it in one colour where `solid`.
void mu_canvas_paint(CanvasDevice *device, fz_rect box, const uint8_t *rgb, bool solid);
/// Keeps a rule or a box.
void mu_canvas_draw(MuCanvas *canvas, fz_rect box, MuDrawingKind kind, const uint8_t rgb[3]);
/// Keeps where a picture stands.
void mu_canvas_picture(MuCanvas *canvas, fz_rect box);
/// Keeps that letters may show in a box.
void mu_canvas_mark(MuCanvas *canvas, fz_rect box);
void mu_canvas_path(fz_context *context, fz_device *device, const fz_path *path, const fz_stroke_state *stroke,
                    fz_matrix ctm, fz_colorspace *space, const float *color, float alpha);
/// Whether a path is one rectangle along the axes, or nothing.
bool mu_canvas_is_rectangle(fz_context *context, const fz_path *path, fz_matrix ctm);
/// Keeps a text object; gives its number, 0 where it is not kept.
int mu_canvas_object(fz_context *context, CanvasDevice *device, fz_colorspace *space, const float *color,
                     bool transparent);
void mu_canvas_convert(fz_context *context, fz_colorspace *space, const float *color, uint8_t rgb[3]);

/// Whether anybody sees a character. Nobody does when it has the colour of what lies under it, is transparent, or
/// something opaque lies on it. What is transparent over or under a picture is the picture's recognised text.
MuSight mu_canvas_sight(MuCanvas *canvas, int number, fz_rect box);
/// Whether a character lies wholly outside what its text object is clipped to.
bool mu_canvas_clips(const MuCanvas *canvas, int number, fz_rect box);

/// Moves what was drawn into `page`.
void mu_canvas_give(MuCanvas *canvas, MuPage *page);

#endif
