// SPDX-License-Identifier: AGPL-3.0-or-later
// CRC-32C: by the processor's instruction where there is one (four blocks side by side hide its latency), else by table.
#include "CKernels.h"
#include <string.h>

static uint32_t by_table(const uint8_t *bytes, size_t size) {
    static const uint32_t nibble[16] = {
        0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3, 0x61c69362, 0x7198540d,
        0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9, 0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
    };
    uint32_t crc = ~0u;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        crc = (crc >> 4) ^ nibble[crc & 15];
        crc = (crc >> 4) ^ nibble[crc & 15];
    }
    return ~crc;
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("sse4.2"))) static void by_instruction(const uint8_t *bytes, size_t size, size_t count,
                                                              uint32_t *out) {
    size_t block = 0;
    for (; block + 4 <= count; block += 4, bytes += 4 * size) {
        uint64_t crc[4] = {~0u, ~0u, ~0u, ~0u};
        for (size_t i = 0; i < size; i += 8)
#pragma clang loop unroll(full)
            for (size_t lane = 0; lane < 4; lane++) {
                uint64_t word;
                memcpy(&word, bytes + lane * size + i, 8);
                crc[lane] = _mm_crc32_u64(crc[lane], word);
            }
        for (size_t lane = 0; lane < 4; lane++) out[block + lane] = ~(uint32_t)crc[lane];
    }
    for (; block < count; block++, bytes += size) {
        uint64_t crc = ~0u;
        for (size_t i = 0; i < size; i += 8) {
            uint64_t word;
            memcpy(&word, bytes + i, 8);
            crc = _mm_crc32_u64(crc, word);
        }
        out[block] = ~(uint32_t)crc;
    }
}
#endif

void kernels_checksums(const void *bytes, size_t size, size_t count, uint32_t *out) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("sse4.2")) return by_instruction(bytes, size, count, out);
#endif
    for (size_t block = 0; block < count; block++) out[block] = by_table((const uint8_t *)bytes + block * size, size);
}
