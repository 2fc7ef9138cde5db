// SPDX-License-Identifier: AGPL-3.0-or-later
#include "CKernels.h"
#include "levels.h"

#define ROWS 4
#define PANELS 1

static inline int32_t dot_codes(const int8_t *a, const int8_t *b, size_t width) {
    int32_t sum = 0;
    for (size_t i = 0; i < width; i++) sum += (int32_t)a[i] * b[i];
    return sum;
}

#include "kernels.inc"

KERNEL_TABLE(kernels_portable, KERNEL_PORTABLE);
