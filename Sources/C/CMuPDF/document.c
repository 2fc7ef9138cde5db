// SPDX-License-Identifier: AGPL-3.0-or-later
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ink.h"
#include "internal.h"
#include "marks.h"

// Whether the key that the last attempt left is the file's own. An empty owner's password opens a file too (ISO 32000-2,
// algorithm 12); MuPDF derives the key by it, but then says no, as Acrobat does. /Perms shows which it was: under the
// right key, and no other, it holds "adb" (algorithm 13). Before revision 5 an owner's empty password is the user's.
static bool has_key(fz_context *context, fz_document *document) {
    pdf_document *pdf = pdf_specifics(context, document);
    if (!pdf || !pdf->crypt || pdf_crypt_revision(context, pdf->crypt) < 5) return false;
    const unsigned char *key = pdf_crypt_key(context, pdf->crypt);
    size_t count = 0;
    const char *permissions =
        pdf_to_string(context, pdf_dict_getp(context, pdf_trailer(context, pdf), "Encrypt/Perms"), &count);
    unsigned char plain[16], nothing[16] = {0};
    fz_aes aes;
    if (!key || count < sizeof plain || fz_aes_setkey_dec(&aes, key, 256)) return false;
    fz_aes_crypt_cbc(&aes, FZ_AES_DECRYPT, sizeof plain, nothing, (const unsigned char *)permissions, plain);
    return memcmp(plain + 9, "adb", 3) == 0;
}

// Whether only attachments are encrypted: what stands on the pages can be read without any key.
static bool has_plain_pages(fz_context *context, fz_document *document) {
    pdf_document *pdf = pdf_specifics(context, document);
    pdf_obj *encryption = pdf ? pdf_dict_gets(context, pdf_trailer(context, pdf), "Encrypt") : NULL;
    if (pdf_dict_get_int(context, encryption, PDF_NAME(V)) < 4) return false;
    // A filter that is not named is the one that does nothing.
    pdf_obj *streams = pdf_dict_get(context, encryption, PDF_NAME(StmF));
    pdf_obj *strings = pdf_dict_get(context, encryption, PDF_NAME(StrF));
    return (!streams || pdf_name_eq(context, streams, PDF_NAME(Identity)))
        && (!strings || pdf_name_eq(context, strings, PDF_NAME(Identity)));
}

MuStatus mu_document_open(MuReader *reader, const void *bytes, size_t count, const char *kind, MuDocument **out) {
    fz_context *context = reader->context;
    fz_stream *stream = NULL;
    fz_document *document = NULL;
    MuStatus status = MU_OK;
    *out = NULL;
    fz_var(stream);
    fz_var(document);
    fz_try(context) {
        stream = fz_open_memory(context, bytes, count);
        document = fz_open_document_with_stream(context, kind, stream);
        // An empty password opens without asking, be it the user's or the owner's.
        if (fz_needs_password(context, document) && !fz_authenticate_password(context, document, "")
            && !has_key(context, document) && !has_plain_pages(context, document))
            status = MU_LOCKED;
    }
    fz_always(context) fz_drop_stream(context, stream);
    fz_catch(context) status = mu_caught(reader);
    if (status != MU_OK) {
        fz_drop_document(context, document);
        return status;
    }
    *out = (MuDocument *)document;
    return MU_OK;
}

void mu_document_close(MuReader *reader, MuDocument *document) {
    fz_drop_document(reader->context, (fz_document *)document);
}

MuStatus mu_page_count(MuReader *reader, MuDocument *document, int *out) {
    fz_try(reader->context) *out = fz_count_pages(reader->context, (fz_document *)document);
    fz_catch(reader->context) return mu_caught(reader);
    return MU_OK;
}

MuStatus mu_metadata(MuReader *reader, MuDocument *document, const char *key, char *out, size_t capacity) {
    int length = -1;
    fz_try(reader->context)
        length = fz_lookup_metadata(reader->context, (fz_document *)document, key, out, (int)capacity);
    fz_catch(reader->context) return mu_caught(reader);
    return length > 0 ? MU_OK : MU_NOT_FOUND;
}

MuStatus mu_outline(MuReader *reader, MuDocument *document, int limit, void *state,
                    void (*visit)(void *state, const MuOutlineEntry *entry)) {
    fz_context *context = reader->context;
    fz_outline *root = NULL;
    MuStatus status = MU_OK;
    fz_var(root);
    fz_try(context) {
        root = fz_load_outline(context, (fz_document *)document);
        fz_outline *stack[16];
        int depth = 0;
        fz_outline *node = root;
        while (node && limit-- > 0) {
            const MuOutlineEntry entry = {node->title, depth, node->page.page, node->y};
            if (node->title) visit(state, &entry);
            if (node->down && depth < 15) {
                stack[depth++] = node;
                node = node->down;
                continue;
            }
            while (node && !node->next) node = depth > 0 ? stack[--depth] : NULL;
            if (node) node = node->next;
        }
    }
    fz_always(context) fz_drop_outline(context, root);
    fz_catch(context) status = mu_caught(reader);
    return status;
}

static MuTurn turn_of(const fz_stext_line *line) {
    if (line->wmode != 0) return MU_SLANTED;
    if (line->dir.x > 0.9f) return MU_UPRIGHT;
    if (line->dir.x < -0.9f) return MU_UPSIDE_DOWN;
    if (line->dir.y < -0.98f) return MU_UPWARD;
    return line->dir.y > 0.98f ? MU_DOWNWARD : MU_SLANTED;
}

// What a font's letters are, by its name: "ABCDEF+Wingdings-Regular", "Wingdings2", "ZapfDingbats".
static MuFont kind_of(const char *name) {
    static const struct { const char *name; MuFont kind; } known[] = {
        {"dingbats", MU_DINGBATS},     {"wingdings2", MU_WINGDINGS_2}, {"wingdings3", MU_WINGDINGS_3},
        {"wingdings", MU_WINGDINGS},   {"webdings", MU_WEBDINGS},      {"symbol", MU_SYMBOL},
    };
    char plain[64];
    size_t count = 0;
    for (; *name && count + 1 < sizeof plain; name++)
        if (*name != ' ' && *name != '-') plain[count++] = (char)((*name >= 'A' && *name <= 'Z') ? *name + 32 : *name);
    plain[count] = 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strstr(plain, known[i].name)) return known[i].kind;
    return MU_LETTERS;
}

// Marks those of a line's characters that nobody sees.
static void hide(MuCanvas *canvas, const fz_stext_line *line, MuCharacter *made) {
    size_t index = 0;
    for (const fz_stext_char *c = line->first_char; c;) {
        // What is clipped away in part can be read; only a run that is clipped away whole is hidden.
        bool is_clipped = true;
        const fz_stext_char *end = c;
        for (; end && end->color == c->color; end = end->next)
            is_clipped = is_clipped && mu_canvas_clips(canvas, end->color, fz_rect_from_quad(end->quad));
        for (; c != end; c = c->next, index++)
            made[index].sight = (uint8_t)(is_clipped ? MU_HIDDEN
                                                     : mu_canvas_sight(canvas, c->color, fz_rect_from_quad(c->quad)));
    }
}

static void copy_characters(fz_context *context, const fz_stext_page *text, MuCanvas *canvas, size_t limit,
                            MuPage *out) {
    size_t count = 0;
    for (const fz_stext_block *block = text->first_block; block; block = block->next)
        if (block->type == FZ_STEXT_BLOCK_TEXT)
            for (const fz_stext_line *line = block->u.t.first_line; line; line = line->next)
                for (const fz_stext_char *c = line->first_char; c; c = c->next) count++;
    out->truncated = count > limit;
    if (out->truncated) count = 0;
    out->characters = malloc((count ? count : 1) * sizeof *out->characters);
    if (!out->characters) fz_throw(context, FZ_ERROR_MEMORY, "malloc of page text failed");
    if (!count) return;
    const float left = text->mediabox.x0, top = text->mediabox.y0;
    uint32_t line_number = 0, block_number = 0;
    // Neighbours mostly share a font.
    fz_font *font = NULL;
    bool is_bold = false;
    MuFont kind = MU_LETTERS;
    for (const fz_stext_block *block = text->first_block; block; block = block->next, block_number++) {
        if (block->type != FZ_STEXT_BLOCK_TEXT) continue;
        for (const fz_stext_line *line = block->u.t.first_line; line; line = line->next, line_number++) {
            const uint8_t turn = (uint8_t)turn_of(line);
            MuCharacter *made = out->characters + out->count;
            for (const fz_stext_char *c = line->first_char; c; c = c->next) {
                const fz_rect box = fz_rect_from_quad(c->quad);
                if (c->font != font) {
                    font = c->font;
                    is_bold = font && fz_font_is_bold(context, font);
                    kind = font ? kind_of(fz_font_name(context, font)) : MU_LETTERS;
                }
                out->characters[out->count++] =
                    (MuCharacter){c->c, box.x0 - left, box.y0 - top, box.x1 - left, box.y1 - top,
                                  c->origin.x - left, c->origin.y - top, c->size, line_number, block_number,
                                  is_bold, turn, MU_SEEN, (uint8_t)kind};
            }
            hide(canvas, line, made);
        }
    }
}

MuStatus mu_page_read(MuReader *reader, MuDocument *document, int number, size_t limit, MuPage *out) {
    fz_context *context = reader->context;
    fz_page *page = NULL;
    fz_stext_page *text = NULL;
    fz_device *inner = NULL, *device = NULL;
    MuCanvas *canvas = NULL;
    MuStatus status = MU_OK;
    *out = (MuPage){0};
    fz_var(page);
    fz_var(text);
    fz_var(inner);
    fz_var(device);
    fz_var(canvas);
    fz_try(context) {
        const fz_stext_options options = {.flags = FZ_STEXT_PRESERVE_IMAGES | FZ_STEXT_MEDIABOX_CLIP};
        page = fz_load_page(context, (fz_document *)document, number);
        text = fz_new_stext_page(context, fz_bound_page(context, page));
        canvas = mu_canvas_new(context, text->mediabox);
        inner = fz_new_stext_device(context, text, &options);
        device = mu_canvas_device(context, canvas, inner);
        fz_run_page_contents(context, page, device, fz_identity, NULL);
        fz_close_device(context, device);
        out->width = text->mediabox.x1 - text->mediabox.x0;
        out->height = text->mediabox.y1 - text->mediabox.y0;
        copy_characters(context, text, canvas, limit, out);
        mu_marks_read(context, page, text->mediabox, out);
        mu_canvas_give(canvas, out);
    }
    fz_always(context) {
        fz_drop_device(context, device);
        fz_drop_device(context, inner);
        mu_canvas_free(context, canvas);
        fz_drop_stext_page(context, text);
        fz_drop_page(context, page);
    }
    fz_catch(context) {
        mu_page_free(out);
        status = mu_caught(reader);
    }
    return status;
}

void mu_page_free(MuPage *page) {
    for (size_t i = 0; i < page->mark_count; i++) {
        free(page->marks[i].value);
        free(page->marks[i].label);
    }
    free(page->characters);
    free(page->drawings);
    free(page->marks);
    free(page->pictures);
    *page = (MuPage){.width = page->width, .height = page->height};
}

MuStatus mu_page_draw(MuReader *reader, MuDocument *document, int number, int width, int height, bool grey,
                      MuBytes *out) {
    fz_context *context = reader->context;
    fz_page *page = NULL;
    fz_pixmap *pixmap = NULL;
    fz_buffer *png = NULL;
    MuStatus status = MU_OK;
    *out = (MuBytes){0};
    fz_var(page);
    fz_var(pixmap);
    fz_var(png);
    fz_try(context) {
        page = fz_load_page(context, (fz_document *)document, number);
        const fz_rect box = fz_bound_page(context, page);
        const float across = box.x1 - box.x0, down = box.y1 - box.y0;
        if (!(across > 0 && down > 0)) fz_throw(context, FZ_ERROR_GENERIC, "page has no area");
        const float scale = fminf((float)width / across, (float)height / down);
        pixmap = fz_new_pixmap_from_page(context, page, fz_scale(scale, scale),
                                         grey ? fz_device_gray(context) : fz_device_rgb(context), 0);
        png = fz_new_buffer_from_pixmap_as_png(context, pixmap, fz_default_color_params);
        status = mu_copy(context, png, out);
    }
    fz_always(context) {
        fz_drop_buffer(context, png);
        fz_drop_pixmap(context, pixmap);
        fz_drop_page(context, page);
    }
    fz_catch(context) status = mu_caught(reader);
    return status;
}
