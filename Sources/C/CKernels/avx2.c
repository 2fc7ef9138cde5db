// SPDX-License-Identifier: AGPL-3.0-or-later
#include "CKernels.h"
#include "levels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define ROWS 6
#define PANELS 1

static inline int32_t dot_codes(const int8_t *a, const int8_t *b, size_t width) {
    __m256i sum = _mm256_setzero_si256();
    for (size_t i = 0; i < width; i += 16) {
        const __m256i x = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(a + i)));
        const __m256i y = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(b + i)));
        sum = _mm256_add_epi32(sum, _mm256_madd_epi16(x, y));
    }
    __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4E));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xB1));
    return _mm_cvtsi128_si32(half);
}

#include "kernels.inc"

KERNEL_TABLE(kernels_avx2, KERNEL_AVX2);
#pragma clang attribute pop
#endif
