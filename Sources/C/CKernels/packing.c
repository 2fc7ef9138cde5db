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

void kernels_pack_codes(const int8_t *codes, const float *run_scales, size_t run, size_t n, size_t k, uint8_t *panels,
                        float *scales) {
    for (size_t row = 0; row < n; row++, codes += k, run_scales += k / run) {
        float largest = 0;
        for (size_t i = 0; i < k; i += run) {
            int most = 0;
            for (size_t j = i; j < i + run; j++) {
                const int size = codes[j] < 0 ? -codes[j] : codes[j];
                most = size > most ? size : most;
            }
            largest = fmaxf(largest, (float)most * run_scales[i / run]);
        }
        const float factor = largest > 0 ? 127 / largest : 0;
        uint8_t *panel = panels + row / 16 * 16 * k + row % 16 * 4;
        for (size_t i = 0; i < k; i += 16) {
            const float scale = run_scales[i / run] * factor;
            uint8_t bytes[16];
            for (size_t j = 0; j < 16; j++) {
                // Adding 1.5 * 2^23 rounds to the nearest and leaves the whole number in the low bits.
                const float sum = (float)codes[i + j] * scale + (12582912.0f + 128);
                uint32_t bits;
                __builtin_memcpy(&bits, &sum, sizeof bits);
                bytes[j] = (uint8_t)bits;
            }
            for (size_t j = 0; j < 16; j += 4) __builtin_memcpy(panel + (i + j) * 16, bytes + j, 4);
        }
        scales[row] = largest / 127;
    }
}
