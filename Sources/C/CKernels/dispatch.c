// SPDX-License-Identifier: AGPL-3.0-or-later
#include "CKernels.h"
#include "levels.h"

const Kernels *kernels_at(KernelLevel level) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    const int wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                     __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    if (level == KERNEL_VNNI) return wide && __builtin_cpu_supports("avx512vnni") ? &kernels_vnni : NULL;
    if (level == KERNEL_AVX512) return wide ? &kernels_avx512 : NULL;
    if (level == KERNEL_AVX2)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kernels_avx2 : NULL;
#endif
    return level == KERNEL_PORTABLE ? &kernels_portable : NULL;
}

const Kernels *kernels_best(void) {
    for (int level = KERNEL_VNNI; level > KERNEL_PORTABLE; level--) {
        const Kernels *found = kernels_at((KernelLevel)level);
        if (found) return found;
    }
    return &kernels_portable;
}
