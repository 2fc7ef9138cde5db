// SPDX-License-Identifier: AGPL-3.0-or-later
// Tesseract behind one function: it is C++, and what it reads (pictures, language data) comes from memory only.
// Not thread safe. Used in the sandboxed worker only.
#ifndef CTESSERACT_H
#define CTESSERACT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What Tesseract knows of a language: its name, such as "eng", and its trained data.
typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} TsLanguage;

/// One word. Places in pixels from the picture's top left corner.
typedef struct {
    const char *text;      // UTF-8, until the next word
    float left, top, right, bottom;
    float certainty;       // 0 to 1
    uint32_t line;         // counts up; a new number starts a new line
    uint32_t paragraph;    // likewise
} TsWord;

typedef enum {
    TS_OK = 0,
    TS_OUT_OF_MEMORY,
    TS_FAILED,
} TsStatus;

/// Reads a grey picture, one byte a pixel, rows one after the other, and calls `visit` for each word in reading order.
/// A page that stands askew is turned first; places are those of the picture as given.
TsStatus ts_recognise(const unsigned char *pixels, int width, int height, int dots_per_inch, TsLanguage language,
                      void *state, void (*visit)(void *state, const TsWord *word));

#ifdef __cplusplus
}
#endif

#endif
