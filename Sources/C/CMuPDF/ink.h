// SPDX-License-Identifier: AGPL-3.0-or-later
// What a page paints: where text can be seen, and where rules and boxes are drawn.
#ifndef CMUPDF_INK_H
#define CMUPDF_INK_H

#include "internal.h"

typedef struct MuCanvas MuCanvas;

/// A device that hands text and images on to `text` (a structured text device) and keeps what is painted around it.
/// The colour of the characters that come out is the number of their text object: see mu_canvas_hides.
fz_device *mu_canvas_device(fz_context *context, MuCanvas *canvas, fz_device *text);
MuCanvas *mu_canvas_new(fz_context *context, fz_rect page);
void mu_canvas_free(fz_context *context, MuCanvas *canvas);

/// Whether anybody sees a character. Nobody does when it has the colour of what lies under it, is transparent, or
/// something opaque lies on it. What is transparent over or under a picture is the picture's recognised text.
MuSight mu_canvas_sight(MuCanvas *canvas, int number, fz_rect box);
/// Whether a character lies wholly outside what its text object is clipped to.
bool mu_canvas_clips(const MuCanvas *canvas, int number, fz_rect box);

/// Moves what was drawn into `page`.
void mu_canvas_give(MuCanvas *canvas, MuPage *page);

#endif
