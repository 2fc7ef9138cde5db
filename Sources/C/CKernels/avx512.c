// SPDX-License-Identifier: AGPL-3.0-or-later
#include "CKernels.h"
#include "levels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,fma"))), apply_to = function)

#define LANES 16
#define ROWS 12
#define PANELS 2

#include "lanes512.h"

// Four rows at once: see score_codes() in kernels.inc.
static inline void dot_codes(const int8_t *query, const int8_t *const rows[4], size_t width, int32_t *sums) {
    __m512i sum[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
    for (size_t i = 0; i < width; i += 32) {
        const __m512i x = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(query + i)));
        for (int r = 0; r < 4; r++) {
            const __m512i y = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(rows[r] + i)));
            sum[r] = _mm512_add_epi32(sum[r], _mm512_madd_epi16(x, y));
        }
    }
    sum_lanes(sum, sums);
}

// 15 * 127 * 4 fits 16 bits, so the two halves of a byte are added before they are widened.
static inline void dot_nibbles(const int8_t *query, const uint8_t *const rows[4], size_t bytes, int32_t *sums) {
    const __m512i low = _mm512_set1_epi8(15), ones = _mm512_set1_epi16(1);
    __m512i sum[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
    for (size_t i = 0; i < bytes; i += 64) {
        const __m512i x = _mm512_loadu_si512(query + 2 * i), y = _mm512_loadu_si512(query + 2 * i + 64);
        for (int r = 0; r < 4; r++) {
            const __m512i code = _mm512_loadu_si512(rows[r] + i);
            const __m512i a = _mm512_maddubs_epi16(_mm512_and_si512(code, low), x);
            const __m512i b = _mm512_maddubs_epi16(_mm512_and_si512(_mm512_srli_epi16(code, 4), low), y);
            sum[r] = _mm512_add_epi32(sum[r], _mm512_madd_epi16(_mm512_add_epi16(a, b), ones));
        }
    }
    sum_lanes(sum, sums);
}

#include "kernels.inc"

#define add_pairs(sum, x, y) ((sum) + (whole_lanes)_mm512_madd_epi16((__m512i)(x), (__m512i)(y)))

#include "words.inc"

KERNEL_TABLE(kernels_avx512, KERNEL_AVX512, WORD_KERNELS);
#pragma clang attribute pop
#endif
