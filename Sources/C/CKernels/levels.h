// SPDX-License-Identifier: AGPL-3.0-or-later
#ifndef CKERNELS_LEVELS_H
#define CKERNELS_LEVELS_H

extern const Kernels kernels_portable;
#if defined(__x86_64__)
extern const Kernels kernels_avx2;
extern const Kernels kernels_avx512;
extern const Kernels kernels_vnni;
#endif

#endif
