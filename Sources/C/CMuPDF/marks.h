// SPDX-License-Identifier: AGPL-3.0-or-later
// What stands on a page beside its content: form fields and annotations.
#ifndef CMUPDF_MARKS_H
#define CMUPDF_MARKS_H

#include "internal.h"

/// Adds a page's fields and annotations to `out`, at most some thousands.
void mu_marks_read(fz_context *context, fz_page *page, fz_rect bounds, MuPage *out);

#endif
