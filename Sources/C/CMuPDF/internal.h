// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef CMUPDF_INTERNAL_H
#define CMUPDF_INTERNAL_H

#include <mupdf/fitz.h>
#include <mupdf/pdf.h>

#include "CMuPDF.h"

struct MuReader {
    fz_context *context;
    char message[256];
};

/// The status of the error just caught; keeps its message.
MuStatus mu_caught(MuReader *reader);
/// Copies a buffer into memory of the caller's.
MuStatus mu_copy(fz_context *context, fz_buffer *buffer, MuBytes *out);

#endif
