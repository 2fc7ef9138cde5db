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

/// What a document holds beside its pages.
typedef struct {
    int32_t attached_files, scripts;
    bool is_portfolio;  // a cover around attached files
    bool has_template;  // a form that another program lays out (XFA)
    bool is_repaired;   // its table of contents is missing or wrong: what was found in it was put together
} MuFacts;

MuStatus mu_document_facts(MuReader *reader, MuDocument *document, MuFacts *out);

/// How pages are labelled from page `first` (counted from 0) on: `style` is D, R, r, A, a or 0.
typedef struct {
    int32_t first;
    char style;
    const char *prefix;
    int32_t start;
} MuPageLabels;

/// Calls `visit` for each range of page labels, at most `limit`.
MuStatus mu_page_labels(MuReader *reader, MuDocument *document, int limit, void *state,
                        void (*visit)(void *state, const MuPageLabels *labels));

/// The XML of a form that another program lays out; MU_NOT_FOUND where there is none.
MuStatus mu_form_template(MuReader *reader, MuDocument *document, size_t limit, MuBytes *out);

/// Which way a line of characters runs.
typedef enum {
    MU_UPRIGHT = 0, // left to right
    MU_UPWARD = 1,  // the page turned to the right makes it upright
    MU_UPSIDE_DOWN = 2,
    MU_DOWNWARD = 3,
    MU_SLANTED = 4,
} MuTurn;

/// Whether a character can be seen.
typedef enum {
    MU_SEEN,
    MU_HIDDEN,      // it has the colour of its ground, or is painted out or clipped away
    MU_TRANSPARENT, // nothing of it is painted, and no picture lies there
    MU_RECOGNISED,  // it lies under a picture, or unseen over one, which shows it
} MuSight;

/// Fonts whose letters are pictures.
typedef enum {
    MU_LETTERS,
    MU_DINGBATS,
    MU_WINGDINGS,
    MU_WINGDINGS_2,
    MU_WINGDINGS_3,
    MU_WEBDINGS,
    MU_SYMBOL,
} MuFont;

/// One character as it is set on the page. Points, from the page's top left corner.
typedef struct {
    int32_t scalar;
    float x0, y0, x1, y1;
    float x, y;     // where the character starts on its baseline
    float size;
    uint32_t line;  // counts up; a new number starts a new line
    uint32_t block; // likewise
    uint8_t bold;
    uint8_t turn;   // a MuTurn
    uint8_t sight;  // a MuSight
    uint8_t font;   // a MuFont
} MuCharacter;

typedef enum {
    MU_RULE, // a thin stretch along an axis: a line of a table, an underline
    MU_BOX,  // a rectangle, outlined or filled
} MuDrawingKind;

typedef struct {
    float x0, y0, x1, y1;
    uint8_t kind; // a MuDrawingKind
    uint8_t white;
} MuDrawing;

typedef enum {
    MU_FIELD_TEXT,   // `value` was typed into it; `is_on` where it may have several lines
    MU_FIELD_CHOICE, // `value` was chosen from a list
    MU_FIELD_BOX,    // a box or button that is ticked when `is_on`
    MU_TYPED_TEXT,   // an annotation whose text stands on the page
    MU_STRUCK,       // an annotation strikes what stands there
    MU_COMMENT,      // an annotation with a text that does not stand on the page
    MU_ATTACHED,     // a file
} MuMarkKind;

/// A form field or an annotation.
typedef struct {
    float x0, y0, x1, y1;
    float size;   // of its type; 0 where it fits itself
    int32_t kind; // a MuMarkKind
    bool is_on;
    char *value;  // NULL where there is none
    char *label;  // what a form's author named the field for people; NULL where nothing
} MuMark;

/// Where a picture stands. Points, from the page's top left corner.
typedef struct {
    float x0, y0, x1, y1;
} MuPicture;

typedef struct {
    float width, height; // points
    float image_area;    // points squared that images cover, overlaps counted twice
    bool scanned;        // an image of one bit a pixel covers most of the page
    uint32_t curves;     // small filled shapes that are no rectangles: letters drawn as outlines, or drawings
    size_t count;
    MuCharacter *characters;
    bool truncated;      // more than the limit of characters stood on the page
    size_t drawing_count;
    MuDrawing *drawings;
    size_t mark_count;
    MuMark *marks;
    size_t picture_count;
    MuPicture *pictures;
} MuPage;

/// Reads the characters of page `number` (from 0), at most `limit`, its rules and boxes, and its fields and annotations.
/// Release with mu_page_free.
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
/// The same of a part of the page.
MuStatus mu_page_grey_part(MuReader *reader, MuDocument *document, int number, float scale, MuPicture part, size_t limit,
                           MuRaster *out);

/// Sets HTML on letter pages, as a PDF; 500 pages at most. Nothing that it names is fetched.
MuStatus mu_typeset(MuReader *reader, const void *html, size_t count, const char *css, MuBytes *out);

// Encodings of East Asia, by the names of the tables that PDF has for them: "GBK2K-H", "Adobe-GB1-UCS2".

typedef struct MuCodes MuCodes;

MuStatus mu_codes_open(MuReader *reader, const char *codes, const char *letters, MuCodes **out);
void mu_codes_close(MuReader *reader, MuCodes *codes);
/// The Unicode scalars of a code, at most 4; how many there are, 0 where it has none.
size_t mu_codes_look_up(const MuCodes *codes, uint32_t code, uint32_t letters[4]);

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
