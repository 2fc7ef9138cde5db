// SPDX-License-Identifier: AGPL-3.0-or-later
#include "CKernels.h"
#include "levels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define LANES 8
#define ROWS 6
#define PANELS 1

static inline int32_t sum_lanes(__m256i sum) {
    __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4E));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xB1));
    return _mm_cvtsi128_si32(half);
}

// Four rows at once: see score_codes() in kernels.inc.
static inline void dot_codes(const int8_t *query, const int8_t *const rows[4], size_t width, int32_t *sums) {
    __m256i sum[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};
    for (size_t i = 0; i < width; i += 16) {
        const __m256i x = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(query + i)));
        for (int r = 0; r < 4; r++) {
            const __m256i y = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(rows[r] + i)));
            sum[r] = _mm256_add_epi32(sum[r], _mm256_madd_epi16(x, y));
        }
    }
    for (int r = 0; r < 4; r++) sums[r] = sum_lanes(sum[r]);
}

// 15 * 127 * 4 fits 16 bits, so the two halves of a byte are added before they are widened.
static inline void dot_nibbles(const int8_t *query, const uint8_t *const rows[4], size_t bytes, int32_t *sums) {
    const __m256i low = _mm256_set1_epi8(15), ones = _mm256_set1_epi16(1);
    __m256i sum[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};
    for (size_t i = 0; i < bytes; i += 32) {
        const int8_t *q = query + i / 64 * 128 + i % 64;
        const __m256i x = _mm256_loadu_si256((const __m256i *)q), y = _mm256_loadu_si256((const __m256i *)(q + 64));
        for (int r = 0; r < 4; r++) {
            const __m256i code = _mm256_loadu_si256((const __m256i *)(rows[r] + i));
            const __m256i a = _mm256_maddubs_epi16(_mm256_and_si256(code, low), x);
            const __m256i b = _mm256_maddubs_epi16(_mm256_and_si256(_mm256_srli_epi16(code, 4), low), y);
            sum[r] = _mm256_add_epi32(sum[r], _mm256_madd_epi16(_mm256_add_epi16(a, b), ones));
        }
    }
    for (int r = 0; r < 4; r++) sums[r] = sum_lanes(sum[r]);
}

#include "kernels.inc"

#define add_pairs(sum, x, y) ((sum) + (whole_lanes)_mm256_madd_epi16((__m256i)(x), (__m256i)(y)))

#include "words.inc"

KERNEL_TABLE(kernels_avx2, KERNEL_AVX2, WORD_KERNELS);
#pragma clang attribute pop
#endif
