// SPDX-License-Identifier: AGPL-3.0-or-later
// The walls around the worker process, and its spawning.
#ifndef CSANDBOX_H
#define CSANDBOX_H

#include <stdint.h>
#include <sys/types.h>

/// Bits that sandbox_enter returns: the walls that stand.
enum {
    SANDBOX_LIMITS = 1,    // address space, processor time, no files written, no core dump
    SANDBOX_LANDLOCK = 2,  // no file can be opened; where the kernel has it
    SANDBOX_SECCOMP = 4,   // no open, socket, fork, exec, or memory made executable
};

/// Walls this process in for good: only reading and writing the descriptors it has, and memory, are left. Closes
/// descriptors above 2. Call it in a process with one thread. Returns the walls that stand; limits and seccomp must.
int sandbox_enter(uint64_t address_space_bytes, uint64_t cpu_seconds);

/// Starts `path` with `arguments` (ending in NULL) and an empty environment. Its standard input and output are pipes
/// whose other ends are returned, non-blocking; its standard error is this process's when `keep_errors`, else nowhere.
/// Returns the process id, or minus errno.
pid_t sandbox_spawn(const char *path, char *const arguments[], int keep_errors, int *input, int *output);

/// Whether the kernel would let this process signal another.
int sandbox_may_signal(pid_t process);

#endif
