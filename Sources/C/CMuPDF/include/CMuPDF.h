// SPDX-License-Identifier: AGPL-3.0-or-later
// MuPDF behind functions that return a status: MuPDF reports errors with longjmp, which must not cross Swift frames.
// Not thread safe: one reader belongs to one thread. Used in the sandboxed worker only.
#ifndef CMUPDF_H
#define CMUPDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    MU_OK = 0,
    MU_DAMAGED,       // MuPDF could not make sense of it; mu_message says why
    MU_LOCKED,        // wants a password
    MU_OUT_OF_MEMORY,
    MU_TOO_LARGE,     // a stated limit was passed
    MU_NOT_FOUND,
} MuStatus;

typedef struct MuReader MuReader;
typedef struct MuDocument MuDocument;
typedef struct MuArchive MuArchive;
typedef struct MuTree MuTree;
typedef struct MuNode MuNode;

/// A run of bytes that mu_free releases.
typedef struct {
    unsigned char *bytes;
    size_t count;
} MuBytes;

void mu_free(void *bytes);

/// NULL when out of memory.
MuReader *mu_reader_new(void);
void mu_reader_free(MuReader *reader);
/// What MuPDF said about the last failure.
const char *mu_message(MuReader *reader);

// Paged documents. `bytes` must outlive the document. `kind` is a file name ending with a dot, such as ".pdf".

MuStatus mu_document_open(MuReader *reader, const void *bytes, size_t count, const char *kind, MuDocument **out);
void mu_document_close(MuReader *reader, MuDocument *document);
MuStatus mu_page_count(MuReader *reader, MuDocument *document, int *out);
/// `key` as in "info:Title"; an absent value gives MU_NOT_FOUND.
MuStatus mu_metadata(MuReader *reader, MuDocument *document, const char *key, char *out, size_t capacity);

typedef struct {
    const char *title;
    int32_t level;  // 0 at the top
    int32_t page;   // from 0; negative when the entry leads nowhere
    float y;        // points from the top of the page; NaN when unknown
} MuOutlineEntry;

/// Calls `visit` for each entry, in order. At most `limit` entries and 16 levels.
MuStatus mu_outline(MuReader *reader, MuDocument *document, int limit, void *state,
                    void (*visit)(void *state, const MuOutlineEntry *entry));

/// One character as it is set on the page. Points, from the page's top left corner.
typedef struct {
    int32_t scalar;
    float x0, y0, x1, y1;
    float baseline;
    float size;
    uint32_t line;   // counts up; a new number starts a new line
    uint32_t block;  // likewise
    uint8_t bold;
    uint8_t upright; // 0 when the line does not run from left to right
} MuCharacter;

typedef struct {
    float width, height;  // points
    float image_area;     // points squared that images cover, overlaps counted twice
    size_t count;
    MuCharacter *characters;
    bool truncated;       // more than the limit of characters stood on the page
} MuPage;

/// Reads the characters of page `number` (from 0), at most `limit`. Release with mu_page_free.
MuStatus mu_page_read(MuReader *reader, MuDocument *document, int number, size_t limit, MuPage *out);
void mu_page_free(MuPage *page);

/// Draws page `number` (from 0) as a PNG of at most `width` x `height` pixels.
MuStatus mu_page_draw(MuReader *reader, MuDocument *document, int number, int width, int height, bool grey,
                      MuBytes *out);

/// Grey pixels, one byte each, rows one after the other; mu_free releases them.
typedef struct {
    unsigned char *pixels;
    int32_t width, height;
} MuRaster;

/// Draws page `number` (from 0) with `scale` pixels a point; MU_TOO_LARGE above `limit` pixels.
MuStatus mu_page_grey(MuReader *reader, MuDocument *document, int number, float scale, size_t limit, MuRaster *out);

/// Sets HTML on letter pages, as a PDF; 500 pages at most. Nothing that it names is fetched.
MuStatus mu_typeset(MuReader *reader, const void *html, size_t count, const char *css, MuBytes *out);

// Zip archives. `bytes` must outlive the archive.

MuStatus mu_archive_open(MuReader *reader, const void *bytes, size_t count, MuArchive **out);
void mu_archive_close(MuReader *reader, MuArchive *archive);
int mu_archive_count(MuReader *reader, MuArchive *archive);
const char *mu_archive_name(MuReader *reader, MuArchive *archive, int index);
/// Inflates one entry; MU_TOO_LARGE once it passes `limit` bytes.
MuStatus mu_archive_read(MuReader *reader, MuArchive *archive, const char *name, size_t limit, MuBytes *out);

// XML and HTML trees. Bytes are UTF-8. Entities are the predefined and numeric ones; none is ever fetched.

MuStatus mu_tree_parse(MuReader *reader, const void *bytes, size_t count, bool html, MuTree **out);
void mu_tree_free(MuReader *reader, MuTree *tree);
MuNode *mu_tree_root(MuTree *tree);
MuNode *mu_node_down(MuNode *node);
MuNode *mu_node_next(MuNode *node);
MuNode *mu_node_up(MuNode *node);
/// NULL for text.
const char *mu_node_tag(MuNode *node);
const char *mu_node_text(MuNode *node);
const char *mu_node_attribute(MuNode *node, const char *name);

#endif
