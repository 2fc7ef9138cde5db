// SPDX-License-Identifier: AGPL-3.0-or-later
// Inner loops of the encoder and the vector index: one source, compiled once for each instruction set and chosen
// at run time. Every buffer belongs to the caller; nothing here allocates, locks or reads global state.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Columns in one packed panel of a weight matrix.
enum { KERNEL_PANEL = 16 };

/// Activations of a row that share a scale.
enum { KERNEL_RUN = 192 };

/// The largest 16-bit number that a weight becomes, and a share in attention.
enum { KERNEL_WEIGHT = 1023, KERNEL_SHARE = 8191 };

/// The largest 16-bit number that one of `width` activations becomes: so many products with weights stay below 2^31.
static inline int kernels_word_limit(size_t width) {
    const size_t most = 2147483000u / KERNEL_WEIGHT / width;
    return most < 32767 ? (int)most : 32767;
}

/// Most numbers of one attention head, and queries that `attend_words` takes together.
enum { KERNEL_HEAD = 64, KERNEL_QUERIES = 24 };

/// Bytes that `attend_words` needs for `count` tokens.
static inline size_t kernels_attention_scratch(size_t count, size_t width) {
    const size_t keys = (count + 15) / 16 * 16;
    return 2 * (2 * keys * width + KERNEL_QUERIES * (width + keys)) + 4 * (KERNEL_QUERIES * keys + keys + width);
}

typedef enum { KERNEL_PORTABLE = 0, KERNEL_AVX2 = 1, KERNEL_AVX512 = 2, KERNEL_VNNI = 3 } KernelLevel;

typedef struct {
    KernelLevel level;

    /// c[m, n] = a[m, k] x b + bias, where b holds ceil(n / 16) panels of [k][16] floats, zero padded.
    /// `bias` (n rounded up to 16 floats) may be NULL. Rows of c need room for n rounded up to 16 floats.
    void (*linear)(const float *a, size_t lda, size_t m, size_t k, const float *b, const float *bias, size_t n,
                   float *c, size_t ldc);

    /// Packs b[n rows of k] (row stride ldb) as the transposed operand of `linear`: panels [k][16] over rows of b.
    void (*pack_rows)(const float *b, size_t ldb, size_t n, size_t k, float *panels);

    /// Packs b[k rows of n] (row stride ldb) as the operand of `linear`: panels [k][16] over columns of b.
    void (*pack_columns)(const float *b, size_t ldb, size_t k, size_t n, float *panels);

    /// Each row: out = (x + residual - mean) / sqrt(variance + epsilon) * gain + shift. `residual` may be NULL,
    /// `out` may be `x`. Width is a multiple of 16.
    void (*add_layer_norm)(const float *x, const float *residual, const float *gain, const float *shift,
                           float epsilon, size_t rows, size_t width, float *out);

    // The encoder's own in floats: where the processor has no wide products of whole numbers. NULL elsewhere.

    /// x = x * 0.5 * (1 + erf(x / sqrt 2)), in place; count is a multiple of 16.
    void (*gelu)(float *x, size_t count);

    /// Softmax of scale * row over the first n columns; columns from n up to the next multiple of 16 become 0.
    void (*softmax)(float *x, size_t ld, size_t rows, size_t n, float scale);

    // Linear layers and attention on 16-bit numbers. NULL where those above are not.

    /// Rows of x as 16-bit numbers of at most KERNEL_WORD_LIMIT(width): x = out * scale. Width is a multiple of 16.
    void (*quantize_words)(const float *x, size_t ldx, size_t rows, size_t width, int16_t *out, float *scales);

    /// Packs n rows of k weights, codes[i] * run_scales[i / run] each, as the operand b of `linear_words`, with a scale
    /// for each row. n, k and run are multiples of 16.
    void (*pack_words)(const int8_t *codes, const float *run_scales, size_t run, size_t n, size_t k, int16_t *panels,
                       float *scales);

    /// c[m, n] = a x b + bias, where a holds m rows of k numbers as `quantize_words` makes them and b holds n / 16
    /// panels of [k / 2][16][2] numbers. With `with_gelu`, GELU's value of it (absolute error below 4e-4).
    /// n is a multiple of 16, k of 2.
    void (*linear_words)(const int16_t *a, size_t m, size_t k, const float *row_scales, const int16_t *b,
                         const float *scales, const float *bias, size_t n, float *c, size_t ldc, int with_gelu);

    /// One attention head over `count` tokens: out[i] = sum over j of softmax(scale * query[i] . key[j]) * value[j].
    /// Rows of query, key and value are `stride` floats apart; width is 16, 32, 48 or 64. `scratch` has room for
    /// kernels_attention_scratch(count, width) bytes.
    void (*attend_words)(const float *query, const float *key, const float *value, size_t stride, size_t count,
                         size_t width, float scale, float *out, size_t ldo, int16_t *scratch);

    // Linear layers on bytes. NULL where the processor has no instruction for it.

    /// Rows of x as signed bytes, a scale for each run of `KERNEL_RUN` of them: out = round(x / scale), scale =
    /// largest / 127. Scales, and 128 times each run's sum, go to [run][row]. Width is a multiple of KERNEL_RUN.
    void (*quantize_rows)(const float *x, size_t ldx, size_t rows, size_t width, int8_t *out, float *scales,
                          int32_t *sums);

    /// c[m, n] = a x b + bias, where a holds m rows of k signed bytes as `quantize_rows` makes them and
    /// b holds n / 16 panels of [k / 4][16][4] unsigned bytes, each a weight plus 128; `scales` has one for a column.
    /// With `with_gelu`, GELU's value of it (absolute error below 4e-4). k is a multiple of KERNEL_RUN, n of 16.
    void (*linear_codes)(const int8_t *a, size_t m, size_t k, const float *row_scales, const int32_t *row_sums,
                         const uint8_t *b, const float *scales, const float *bias, size_t n, float *c, size_t ldc,
                         int with_gelu);

    /// scores[i] = dot(query, base + at[i] * stride) over `width` signed bytes, a multiple of 64. With `at` NULL the
    /// rows 0, 1, 2... are taken.
    void (*score_codes)(const int8_t *query, const int8_t *base, size_t stride, size_t width, const uint32_t *at,
                        size_t count, int32_t *scores);

    /// The same over numbers of 4 bits, 0 to 15, two in a byte: each run of 64 bytes holds numbers 0 to 63 in its low
    /// halves and 64 to 127 in its high ones. `bytes` is a multiple of 64; the query has 2 * bytes numbers.
    void (*score_nibbles)(const int8_t *query, const uint8_t *base, size_t stride, size_t bytes, const uint32_t *at,
                          size_t count, int32_t *scores);

    /// Dot product of floats and signed bytes; width is a multiple of 64.
    float (*dot_mixed)(const float *query, const int8_t *codes, size_t width);
} Kernels;

/// The fastest kernels this processor runs.
const Kernels *kernels_best(void);

/// The kernels of one level, or NULL where this processor lacks it. For tests that compare levels.
const Kernels *kernels_at(KernelLevel level);

/// Widens `count` IEEE half-precision numbers; `half` needs no alignment.
void kernels_widen_half(const void *half, size_t count, float *out);

/// out[i] = codes[i] * scales[i / run].
void kernels_widen_codes(const int8_t *codes, const float *scales, size_t run, size_t count, float *out);

/// Packs n rows of k weights, codes[i] * run_scales[i / run] each, as the operand b of `linear_codes`; `scales` gets
/// largest / 127 of each row. n is a multiple of 16, k of run, run of 16.
void kernels_pack_codes(const int8_t *codes, const float *run_scales, size_t run, size_t n, size_t k, uint8_t *panels,
                        float *scales);

/// CRC-32C (Castagnoli) of `count` blocks of `size` bytes that follow one another. `size` is a multiple of 8.
void kernels_checksums(const void *bytes, size_t size, size_t count, uint32_t *out);

/// Asks for the cache line at `address` before it is needed.
static inline void kernels_prefetch(const void *address) { __builtin_prefetch(address); }

/// Numbers that one thread writes while others read. A reader that sees a number stored with `publish` sees what was
/// written before it.
static inline uint32_t kernels_load(const uint32_t *number) { return __atomic_load_n(number, __ATOMIC_ACQUIRE); }
static inline void kernels_publish(uint32_t *number, uint32_t value) {
    __atomic_store_n(number, value, __ATOMIC_RELEASE);
}

/// A lock of one byte, 0 when free, held for well under a microsecond.
static inline void kernels_lock(uint8_t *lock) {
    while (__atomic_exchange_n(lock, 1, __ATOMIC_ACQUIRE))
        while (__atomic_load_n(lock, __ATOMIC_RELAXED)) {
        }
}
static inline void kernels_unlock(uint8_t *lock) { __atomic_store_n(lock, 0, __ATOMIC_RELEASE); }

#endif
