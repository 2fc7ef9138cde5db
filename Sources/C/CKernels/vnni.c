// SPDX-License-Identifier: AGPL-3.0-or-later
#include "CKernels.h"
#include "levels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,fma"))), apply_to = function)

#define LANES 16
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

#define add_pairs(sum, x, y) ((whole_lanes)_mm512_dpwssd_epi32((__m512i)(sum), (__m512i)(x), (__m512i)(y)))

#include "words.inc"

static void quantize_rows(const float *x, size_t ldx, size_t rows, size_t width, int8_t *out, float *scales,
                          int32_t *sums) {
    for (size_t r = 0; r < rows; r++, x += ldx, out += width)
        for (size_t run = 0; run < width / KERNEL_RUN; run++) {
            const float *part = x + run * KERNEL_RUN;
            __m512 most = _mm512_setzero_ps();
            for (size_t i = 0; i < KERNEL_RUN; i += 16)
                most = _mm512_max_ps(most, _mm512_abs_ps(_mm512_loadu_ps(part + i)));
            const float largest = _mm512_reduce_max_ps(most);
            const __m512 factor = _mm512_set1_ps(largest > 0 ? 127 / largest : 0);
            __m512i sum = _mm512_setzero_si512();
            for (size_t i = 0; i < KERNEL_RUN; i += 16) {
                const __m512i whole = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(part + i), factor));
                sum = _mm512_add_epi32(sum, whole);
                _mm_storeu_si128((__m128i *)(out + run * KERNEL_RUN + i), _mm512_cvtsepi32_epi8(whole));
            }
            scales[run * rows + r] = largest / 127;
            sums[run * rows + r] = 128 * _mm512_reduce_add_epi32(sum);
        }
}

// One tile of `rows` x (`panels` * 16), as in kernels.inc. Weights are the unsigned operand, so that what their 128 adds
// depends on the row alone. Each run's whole numbers are added up in floats.
static inline __attribute__((always_inline)) void tile_codes(const int8_t *a, size_t m, size_t k,
                                                             const float *row_scales, const int32_t *row_sums,
                                                             const uint8_t *b, const float *scales,
                                                             const float *bias, float *c, size_t ldc, int with_gelu,
                                                             const size_t rows, const size_t panels) {
    __m512 total[6][4];
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (size_t p = 0; p < panels; p++) total[r][p] = _mm512_setzero_ps();
    for (size_t start = 0; start < k; start += KERNEL_RUN, row_scales += m, row_sums += m) {
        __m512i sum[6][4];
#pragma clang loop unroll(full)
        for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
            for (size_t p = 0; p < panels; p++) sum[r][p] = _mm512_set1_epi32(-row_sums[r]);
        for (size_t i = start; i < start + KERNEL_RUN; i += 4) {
            __m512i column[4];
#pragma clang loop unroll(full)
            for (size_t p = 0; p < panels; p++) column[p] = _mm512_loadu_si512(b + p * k * 16 + i * 16);
#pragma clang loop unroll(full)
            for (size_t r = 0; r < rows; r++) {
                int32_t four;
                memcpy(&four, a + r * k + i, 4);
                const __m512i value = _mm512_set1_epi32(four);
#pragma clang loop unroll(full)
                for (size_t p = 0; p < panels; p++) sum[r][p] = _mm512_dpbusd_epi32(sum[r][p], column[p], value);
            }
        }
#pragma clang loop unroll(full)
        for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
            for (size_t p = 0; p < panels; p++)
                total[r][p] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum[r][p]), _mm512_set1_ps(row_scales[r]),
                                              total[r][p]);
    }
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (size_t p = 0; p < panels; p++) {
            __m512 value = _mm512_fmadd_ps(total[r][p], _mm512_loadu_ps(scales + p * 16),
                                           _mm512_loadu_ps(bias + p * 16));
            if (with_gelu) value = gelu_of(value);
            _mm512_storeu_ps(c + r * ldc + p * 16, value);
        }
}

static void linear_codes(const int8_t *a, size_t m, size_t k, const float *row_scales, const int32_t *row_sums,
                         const uint8_t *b, const float *scales, const float *bias, size_t n, float *c, size_t ldc,
                         int with_gelu) {
    const size_t count = n / 16;
    size_t p = 0;
#define TILE(rows, panels)                                                                                        \
    tile_codes(a + r * k, m, k, row_scales + r, row_sums + r, b + p * k * 16, scales + p * 16, bias + p * 16,      \
               c + r * ldc + p * 16, ldc, with_gelu, rows, panels)
    for (; p + 4 <= count; p += 4) {
        size_t r = 0;
        for (; r + 6 <= m; r += 6) TILE(6, 4);
        for (; r + 2 <= m; r += 2) TILE(2, 4);
        for (; r < m; r++) TILE(1, 4);
    }
    for (; p < count; p++)
        for (size_t r = 0; r < m; r++) TILE(1, 1);
#undef TILE
}

KERNEL_TABLE(kernels_vnni, KERNEL_VNNI, WORD_KERNELS, .quantize_rows = quantize_rows,
             .linear_codes = linear_codes);
#pragma clang attribute pop
#endif
