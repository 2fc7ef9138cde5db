// SPDX-License-Identifier: AGPL-3.0-or-later
#include <string.h>

#include "internal.h"

enum { DEEPEST = 12, MOST_NODES = 20000 };

// The dictionaries of a name or number tree's leaves, counted; `visit` gets each pair.
typedef struct {
    fz_context *context;
    int nodes, limit;
    void *state;
    void (*visit)(fz_context *context, void *state, pdf_obj *key, pdf_obj *value);
} Tree;

static void walk(Tree *tree, pdf_obj *node, pdf_obj *leaf, int depth) {
    fz_context *context = tree->context;
    if (depth > DEEPEST || ++tree->nodes > MOST_NODES) return;
    pdf_obj *kids = pdf_dict_get(context, node, PDF_NAME(Kids));
    pdf_obj *pairs = pdf_dict_get(context, node, leaf);
    const int count = pdf_array_len(context, pairs);
    for (int i = 0; i + 1 < count && tree->limit > 0; i += 2, tree->limit--)
        tree->visit(context, tree->state, pdf_array_get(context, pairs, i), pdf_array_get(context, pairs, i + 1));
    const int children = pdf_array_len(context, kids);
    for (int i = 0; i < children && tree->limit > 0; i++) walk(tree, pdf_array_get(context, kids, i), leaf, depth + 1);
}

static void count_one(fz_context *context, void *state, pdf_obj *key, pdf_obj *value) { ++*(int32_t *)state; }

static int32_t count_tree(fz_context *context, pdf_obj *root) {
    int32_t count = 0;
    Tree tree = {context, 0, 10000, &count, count_one};
    walk(&tree, root, PDF_NAME(Names), 0);
    return count;
}

MuStatus mu_document_facts(MuReader *reader, MuDocument *document, MuFacts *out) {
    fz_context *context = reader->context;
    *out = (MuFacts){0};
    fz_try(context) {
        pdf_document *pdf = pdf_specifics(context, (fz_document *)document);
        pdf_obj *root = pdf ? pdf_dict_get(context, pdf_trailer(context, pdf), PDF_NAME(Root)) : NULL;
        pdf_obj *names = pdf_dict_get(context, root, PDF_NAME(Names));
        out->attached_files = count_tree(context, pdf_dict_get(context, names, PDF_NAME(EmbeddedFiles)));
        out->scripts = count_tree(context, pdf_dict_get(context, names, PDF_NAME(JavaScript)));
        out->is_portfolio = pdf_is_dict(context, pdf_dict_get(context, root, PDF_NAME(Collection)));
        out->is_repaired = pdf && pdf_was_repaired(context, pdf);
        out->has_template = pdf_dict_getp(context, root, "AcroForm/XFA") != NULL;
    }
    fz_catch(context) return mu_caught(reader);
    return MU_OK;
}

typedef struct {
    void *state;
    void (*visit)(void *state, const MuPageLabels *labels);
} Labels;

static void give_labels(fz_context *context, void *state, pdf_obj *key, pdf_obj *value) {
    const Labels *labels = state;
    char prefix[100];
    fz_strlcpy(prefix, pdf_to_text_string(context, pdf_dict_gets(context, value, "P")), sizeof prefix);
    const char *style = pdf_to_name(context, pdf_dict_gets(context, value, "S"));
    pdf_obj *start = pdf_dict_gets(context, value, "St");
    const MuPageLabels made = {pdf_to_int(context, key), *style, prefix, start ? pdf_to_int(context, start) : 1};
    labels->visit(labels->state, &made);
}

MuStatus mu_page_labels(MuReader *reader, MuDocument *document, int limit, void *state,
                        void (*visit)(void *state, const MuPageLabels *labels)) {
    fz_context *context = reader->context;
    Labels labels = {state, visit};
    fz_try(context) {
        pdf_document *pdf = pdf_specifics(context, (fz_document *)document);
        Tree tree = {context, 0, limit, &labels, give_labels};
        if (pdf) walk(&tree, pdf_dict_getp(context, pdf_trailer(context, pdf), "Root/PageLabels"), PDF_NAME(Nums), 0);
    }
    fz_catch(context) return mu_caught(reader);
    return MU_OK;
}

MuStatus mu_form_template(MuReader *reader, MuDocument *document, size_t limit, MuBytes *out) {
    fz_context *context = reader->context;
    fz_buffer *all = NULL, *part = NULL;
    MuStatus status = MU_OK;
    *out = (MuBytes){0};
    fz_var(all);
    fz_var(part);
    fz_var(status);
    fz_try(context) {
        pdf_document *pdf = pdf_specifics(context, (fz_document *)document);
        pdf_obj *form = pdf ? pdf_dict_getp(context, pdf_trailer(context, pdf), "Root/AcroForm/XFA") : NULL;
        all = fz_new_buffer(context, 4096);
        // One stream, or an array of names and streams that make one when put together.
        const int count = pdf_is_array(context, form) ? pdf_array_len(context, form) : 1;
        for (int i = 0; i < count && i < 100; i++) {
            pdf_obj *stream = pdf_is_array(context, form) ? pdf_array_get(context, form, i) : form;
            if (!pdf_is_stream(context, stream)) continue;
            part = pdf_load_stream(context, stream);
            if (all->len + part->len > limit) fz_throw(context, FZ_ERROR_GENERIC, "form is too large");
            fz_append_buffer(context, all, part);
            fz_drop_buffer(context, part);
            part = NULL;
        }
        status = all->len ? mu_copy(context, all, out) : MU_NOT_FOUND;
    }
    fz_always(context) {
        fz_drop_buffer(context, part);
        fz_drop_buffer(context, all);
    }
    fz_catch(context) status = mu_caught(reader);
    return status;
}
