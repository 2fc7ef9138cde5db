// SPDX-License-Identifier: AGPL-3.0-or-later
#include "CKernels.h"
#include "levels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,fma"))), apply_to = function)

#define ROWS 12
#define PANELS 2

#include "lanes512.h"

// Four rows at once: see score_codes() in kernels.inc. The instruction multiplies unsigned by signed bytes: rows become
// unsigned by adding 128, and what that adds is taken off again.
static inline void dot_codes(const int8_t *query, const int8_t *const rows[4], size_t width, int32_t *sums) {
    const __m512i sign = _mm512_set1_epi8((char)0x80);
    __m512i sum[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
    __m512i surplus = _mm512_setzero_si512();
    for (size_t i = 0; i < width; i += 64) {
        const __m512i x = _mm512_loadu_si512(query + i);
        surplus = _mm512_dpbusd_epi32(surplus, sign, x);
        for (int r = 0; r < 4; r++)
            sum[r] = _mm512_dpbusd_epi32(sum[r], _mm512_xor_si512(_mm512_loadu_si512(rows[r] + i), sign), x);
    }
    for (int r = 0; r < 4; r++) sum[r] = _mm512_sub_epi32(sum[r], surplus);
    sum_lanes(sum, sums);
}

static inline void dot_nibbles(const int8_t *query, const uint8_t *const rows[4], size_t bytes, int32_t *sums) {
    const __m512i low = _mm512_set1_epi8(15);
    __m512i sum[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
    for (size_t i = 0; i < bytes; i += 64) {
        const __m512i x = _mm512_loadu_si512(query + 2 * i), y = _mm512_loadu_si512(query + 2 * i + 64);
        for (int r = 0; r < 4; r++) {
            const __m512i code = _mm512_loadu_si512(rows[r] + i);
            sum[r] = _mm512_dpbusd_epi32(sum[r], _mm512_and_si512(code, low), x);
            sum[r] = _mm512_dpbusd_epi32(sum[r], _mm512_and_si512(_mm512_srli_epi16(code, 4), low), y);
        }
    }
    sum_lanes(sum, sums);
}

#include "kernels.inc"

KERNEL_TABLE(kernels_vnni, KERNEL_VNNI);
#pragma clang attribute pop
#endif
