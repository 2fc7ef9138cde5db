// SPDX-License-Identifier: AGPL-3.0-or-later
#include <stdlib.h>

#include "internal.h"

// The tables with which MuPDF reads the fonts of East Asian PDFs: from codes to a collection of letters, and from there
// to Unicode.
struct MuCodes {
    pdf_cmap *codes, *letters;
};

MuStatus mu_codes_open(MuReader *reader, const char *codes, const char *letters, MuCodes **out) {
    fz_context *context = reader->context;
    MuCodes *made = calloc(1, sizeof *made);
    *out = NULL;
    if (!made) return MU_OUT_OF_MEMORY;
    fz_try(context) {
        made->codes = pdf_load_system_cmap(context, codes);
        made->letters = pdf_load_system_cmap(context, letters);
    }
    fz_catch(context) {
        mu_codes_close(reader, made);
        return mu_caught(reader);
    }
    *out = made;
    return MU_OK;
}

void mu_codes_close(MuReader *reader, MuCodes *codes) {
    if (!codes) return;
    pdf_drop_cmap(reader->context, codes->codes);
    pdf_drop_cmap(reader->context, codes->letters);
    free(codes);
}

size_t mu_codes_look_up(const MuCodes *codes, uint32_t code, uint32_t letters[4]) {
    const int letter = pdf_lookup_cmap(codes->codes, code);
    int found[PDF_MRANGE_CAP];
    // 0 stands for a letter that the collection lacks.
    const int count = letter > 0 ? pdf_lookup_cmap_full(codes->letters, (unsigned)letter, found) : 0;
    size_t kept = 0;
    for (; kept < 4 && (int)kept < count; kept++) letters[kept] = (uint32_t)found[kept];
    return kept;
}
