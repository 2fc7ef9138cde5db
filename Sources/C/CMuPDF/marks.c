// SPDX-License-Identifier: AGPL-3.0-or-later
#include "marks.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_MARKS = 1000, MOST_OPTIONS = 2000, MOST_SELECTED = 50, LONGEST = 20000 };

typedef struct {
    fz_context *context;
    fz_rect bounds;
    MuPage *page;
    size_t room;
} Collection;

static char *copy(const char *text) {
    if (!text || !*text) return NULL;
    size_t length = strnlen(text, LONGEST);
    // Never through the middle of a character.
    while (length > 0 && (text[length] & 0xC0) == 0x80) length--;
    char *result = malloc(length + 1);
    if (!result) return NULL;
    memcpy(result, text, length);
    result[length] = 0;
    return result;
}

static void add(Collection *to, MuMarkKind kind, fz_rect box, bool is_on, float size, const char *value,
                const char *label) {
    MuPage *page = to->page;
    if (page->mark_count >= MOST_MARKS) return;
    if (page->mark_count == to->room) {
        const size_t more = to->room ? to->room * 2 : 32;
        MuMark *marks = realloc(page->marks, more * sizeof *marks);
        if (!marks) return;
        page->marks = marks;
        to->room = more;
    }
    page->marks[page->mark_count++] = (MuMark){
        .kind = kind, .x0 = box.x0 - to->bounds.x0, .y0 = box.y0 - to->bounds.y0, .x1 = box.x1 - to->bounds.x0,
        .y1 = box.y1 - to->bounds.y0, .is_on = is_on, .size = size, .value = copy(value), .label = copy(label)};
}

static float size_of(fz_context *context, pdf_obj *field) {
    const char *font = NULL;
    float size = 0, color[4];
    int count = 0;
    pdf_obj *appearance = pdf_dict_get_inheritable(context, field, PDF_NAME(DA));
    if (!appearance)
        appearance = pdf_dict_getp(context, pdf_trailer(context, pdf_get_bound_document(context, field)),
                                   "Root/AcroForm/DA");
    if (!appearance) return 0;
    pdf_parse_default_appearance(context, pdf_to_text_string(context, appearance), &font, &size, &count, color);
    return size;
}

static bool is_selected(fz_context *context, pdf_obj *widget) {
    pdf_obj *state = pdf_dict_get(context, widget, PDF_NAME(AS));
    if (pdf_is_name(context, state)) return !pdf_name_eq(context, state, PDF_NAME(Off));
    // Without a state of its own, a box is on when the field has the value that the box stands for.
    const char *value = pdf_to_name(context, pdf_dict_get_inheritable(context, widget, PDF_NAME(V)));
    if (!*value || strcmp(value, "Off") == 0) return false;
    pdf_obj *looks = pdf_dict_getp(context, widget, "AP/N");
    if (!pdf_is_dict(context, looks)) return true;
    return pdf_dict_gets(context, looks, value) != NULL;
}

// What a list shows for the value that it holds.
static const char *shown(fz_context *context, pdf_obj *options, const char *value) {
    const int count = pdf_array_len(context, options);
    for (int i = 0; i < count && i < MOST_OPTIONS; i++) {
        pdf_obj *option = pdf_array_get(context, options, i);
        if (pdf_array_len(context, option) != 2) continue;
        if (strcmp(pdf_to_text_string(context, pdf_array_get(context, option, 0)), value) == 0)
            return pdf_to_text_string(context, pdf_array_get(context, option, 1));
    }
    return value;
}

static void choice(Collection *to, pdf_obj *field, fz_rect box, const char *label) {
    fz_context *context = to->context;
    pdf_obj *options = pdf_dict_get_inheritable(context, field, PDF_NAME(Opt));
    pdf_obj *value = pdf_dict_get_inheritable(context, field, PDF_NAME(V));
    char text[2000] = "";
    const int count = pdf_is_array(context, value) ? pdf_array_len(context, value) : 1;
    for (int i = 0; i < count && i < MOST_SELECTED; i++) {
        const char *one = pdf_to_text_string(context, pdf_is_array(context, value) ? pdf_array_get(context, value, i) : value);
        if (!*one) continue;
        const char *name = shown(context, options, one);
        if (strlen(text) + strlen(name) + 3 > sizeof text) break;
        if (*text) fz_strlcat(text, ", ", sizeof text);
        fz_strlcat(text, name, sizeof text);
    }
    add(to, MU_FIELD_CHOICE, box, false, size_of(context, field), text, label);
}

static void widget(Collection *to, pdf_annot *annotation) {
    fz_context *context = to->context;
    pdf_obj *field = pdf_annot_obj(context, annotation);
    const fz_rect box = pdf_bound_widget(context, annotation);
    const int flags = pdf_field_flags(context, field);
    char label[500];
    fz_strlcpy(label, pdf_to_text_string(context, pdf_dict_get_inheritable(context, field, PDF_NAME(TU))), sizeof label);
    switch (pdf_widget_type(context, annotation)) {
        case PDF_WIDGET_TYPE_CHECKBOX:
        case PDF_WIDGET_TYPE_RADIOBUTTON:
            add(to, MU_FIELD_BOX, box, is_selected(context, field), 0, NULL, label);
            break;
        case PDF_WIDGET_TYPE_COMBOBOX:
        case PDF_WIDGET_TYPE_LISTBOX: choice(to, field, box, label); break;
        case PDF_WIDGET_TYPE_TEXT: {
            if (flags & PDF_TX_FIELD_IS_PASSWORD) break;
            add(to, MU_FIELD_TEXT, box, (flags & PDF_TX_FIELD_IS_MULTILINE) != 0, size_of(context, field),
                pdf_field_value(context, field), label);
            break;
        }
        default: break; // buttons and signatures say nothing
    }
}

static void annotation(Collection *to, pdf_annot *annotation) {
    fz_context *context = to->context;
    const char *contents = pdf_annot_contents(context, annotation);
    const bool speaks = contents && *contents;
    switch (pdf_annot_type(context, annotation)) {
        case PDF_ANNOT_FREE_TEXT: {
            const char *font = NULL;
            float size = 0, color[4];
            int count = 0;
            if (!speaks) break;
            pdf_annot_default_appearance(context, annotation, &font, &size, &count, color);
            add(to, MU_TYPED_TEXT, pdf_bound_annot(context, annotation), true, size, contents, NULL);
            break;
        }
        case PDF_ANNOT_STRIKE_OUT: {
            const int count = pdf_annot_quad_point_count(context, annotation);
            for (int i = 0; i < count && i < MOST_SELECTED; i++)
                add(to, MU_STRUCK, fz_rect_from_quad(pdf_annot_quad_point(context, annotation, i)), false, 0, NULL, NULL);
            break;
        }
        case PDF_ANNOT_FILE_ATTACHMENT: add(to, MU_ATTACHED, pdf_bound_annot(context, annotation), false, 0, NULL, NULL); break;
        case PDF_ANNOT_TEXT:
        case PDF_ANNOT_CARET:
        case PDF_ANNOT_HIGHLIGHT:
        case PDF_ANNOT_UNDERLINE:
        case PDF_ANNOT_SQUIGGLY:
            if (speaks) add(to, MU_COMMENT, pdf_bound_annot(context, annotation), false, 0, NULL, NULL);
            break;
        default: break;
    }
}

void mu_marks_read(fz_context *context, fz_page *fitz, fz_rect bounds, MuPage *out) {
    pdf_page *page = pdf_page_from_fz_page(context, fitz);
    if (!page) return;
    Collection to = {context, bounds, out, 0};
    // One that cannot be read costs only itself.
    for (pdf_annot *next = page->annots; next; next = pdf_next_annot(context, next)) {
        fz_try(context) {
            if (!(pdf_annot_flags(context, next) & (PDF_ANNOT_IS_HIDDEN | PDF_ANNOT_IS_NO_VIEW))) annotation(&to, next);
        }
        fz_catch(context) {}
    }
    for (pdf_annot *next = page->widgets; next; next = pdf_next_widget(context, next)) {
        fz_try(context) {
            if (!(pdf_annot_flags(context, next) & (PDF_ANNOT_IS_HIDDEN | PDF_ANNOT_IS_NO_VIEW))) widget(&to, next);
        }
        fz_catch(context) {}
    }
}
