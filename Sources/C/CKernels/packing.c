// SPDX-License-Identifier: AGPL-3.0-or-later
// Lays weights out for the kernels; done once, when the encoder is loaded.
#include "CKernels.h"
#include <math.h>

void kernels_widen_half(const void *half, size_t count, float *out) {
    for (size_t i = 0; i < count; i++) {
        _Float16 value;
        __builtin_memcpy(&value, (const char *)half + i * sizeof value, sizeof value);
        out[i] = (float)value;
    }
}

void kernels_widen_codes(const int8_t *codes, const float *scales, size_t run, size_t count, float *out) {
    for (size_t i = 0; i < count; i++) out[i] = (float)codes[i] * scales[i / run];
}

void kernels_pack_codes(const float *rows, size_t n, size_t k, uint8_t *panels, float *scales) {
    for (size_t row = 0; row < n; row++) {
        const float *weights = rows + row * k;
        float largest = 0;
        for (size_t i = 0; i < k; i++) largest = fmaxf(largest, fabsf(weights[i]));
        const float factor = largest > 0 ? 127 / largest : 0;
        uint8_t *panel = panels + row / 16 * 16 * k + row % 16 * 4;
        for (size_t i = 0; i < k; i++)
            panel[i / 4 * 64 + i % 4] = (uint8_t)(lrintf(weights[i] * factor) + 128);
        scales[row] = largest / 127;
    }
}
