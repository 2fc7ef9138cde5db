// SPDX-License-Identifier: AGPL-3.0-or-later
#include "CKernels.h"
#include "levels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,fma"))), apply_to = function)

#define ROWS 12
#define PANELS 2

static inline int32_t dot_codes(const int8_t *a, const int8_t *b, size_t width) {
    __m512i sum = _mm512_setzero_si512();
    for (size_t i = 0; i < width; i += 32) {
        const __m512i x = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(a + i)));
        const __m512i y = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(b + i)));
        sum = _mm512_add_epi32(sum, _mm512_madd_epi16(x, y));
    }
    return _mm512_reduce_add_epi32(sum);
}

#include "kernels.inc"

KERNEL_TABLE(kernels_avx512, KERNEL_AVX512);
#pragma clang attribute pop
#endif
