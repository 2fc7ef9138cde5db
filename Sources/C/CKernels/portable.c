// SPDX-License-Identifier: AGPL-3.0-or-later
#include "CKernels.h"
#include "levels.h"

#define ROWS 4
#define PANELS 1

// Four rows at once: see score_codes() in kernels.inc.
static inline void dot_codes(const int8_t *query, const int8_t *const rows[4], size_t width, int32_t *sums) {
    for (int r = 0; r < 4; r++) {
        int32_t sum = 0;
        for (size_t i = 0; i < width; i++) sum += (int32_t)query[i] * rows[r][i];
        sums[r] = sum;
    }
}

static inline void dot_nibbles(const int8_t *query, const uint8_t *const rows[4], size_t bytes, int32_t *sums) {
    for (int r = 0; r < 4; r++) {
        int32_t sum = 0;
        for (size_t block = 0; block < bytes; block += 64)
            for (size_t i = 0; i < 64; i++) {
                const uint8_t byte = rows[r][block + i];
                sum += (byte & 15) * query[2 * block + i] + (byte >> 4) * query[2 * block + 64 + i];
            }
        sums[r] = sum;
    }
}

#include "kernels.inc"

#include "floats.inc"

KERNEL_TABLE(kernels_portable, KERNEL_PORTABLE, .gelu = gelu, .softmax = softmax);
