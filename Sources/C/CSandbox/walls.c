// SPDX-License-Identifier: AGPL-3.0-or-later
#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the worker's system call filter knows x86-64 and arm64 only"
#endif

static int limit(int resource, uint64_t value) {
    const struct rlimit limits = {value, value};
    return setrlimit(resource, &limits);
}

static int set_limits(uint64_t address_space_bytes, uint64_t cpu_seconds) {
    // SIGXCPU at the limit says what it was; SIGKILL, two seconds later, could also come from outside.
    const struct rlimit time = {cpu_seconds, cpu_seconds + 2};
    return limit(RLIMIT_AS, address_space_bytes) == 0 && setrlimit(RLIMIT_CPU, &time) == 0 &&
           limit(RLIMIT_FSIZE, 0) == 0 && limit(RLIMIT_CORE, 0) == 0 && limit(RLIMIT_NOFILE, 3) == 0;
}

// Rights that kernels newer than these headers handle; asking for no more than the kernel's version knows.
static int enter_landlock(void) {
    const long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return 0;
    // Version 1 knows 13 file rights; 2 adds refer, 3 truncate, 5 ioctl. Version 4 adds TCP, 6 the scopes.
    const uint64_t rights = version >= 5 ? 0xFFFF : version >= 3 ? 0x7FFF : version == 2 ? 0x3FFF : 0x1FFF;
    const struct {
        uint64_t handled_access_fs, handled_access_net, scoped;
    } ruleset = {rights, version >= 4 ? 3 : 0, version >= 6 ? 3 : 0};
    const size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    const long file = syscall(SYS_landlock_create_ruleset, &ruleset, size, 0);
    if (file < 0) return 0;
    const int done = syscall(SYS_landlock_restrict_self, (int)file, 0) == 0;
    close((int)file);
    return done;
}

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, action)
#define ON(call, action) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), RETURN(action)
#define ALLOW(call) ON(call, SECCOMP_RET_ALLOW)
#define KILL(call) ON(call, SECCOMP_RET_KILL_PROCESS)
// Allowed unless the third argument asks for executable memory.
#define ALLOW_DATA(call)                                                                  \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 4), LOAD(args[2]),                 \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0), RETURN(SECCOMP_RET_ALLOW), \
        RETURN(SECCOMP_RET_ERRNO | EPERM)

// Allowed where the first argument is this very process.
#define ALLOW_OWN(call, own)                                                                              \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 4), LOAD(args[0]),                                 \
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, own, 0, 1), RETURN(SECCOMP_RET_ALLOW), RETURN(SECCOMP_RET_ERRNO | EPERM)

static int enter_seccomp(void) {
    // A parser that is taken over must not end other processes; kernels without Landlock's scopes would let it.
    const unsigned int own = (unsigned int)getpid();
    const struct sock_filter filter[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCHITECTURE, 1, 0),
        RETURN(SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
        // What a parser needs: the pipes, memory, time, its own end.
        ALLOW(read), ALLOW(write), ALLOW(readv), ALLOW(writev), ALLOW(close), ALLOW(lseek), ALLOW(fstat),
        ALLOW_DATA(mmap), ALLOW_DATA(mprotect),
        ALLOW(munmap), ALLOW(mremap), ALLOW(madvise), ALLOW(brk), ALLOW(futex), ALLOW(rt_sigaction),
        ALLOW(rt_sigprocmask), ALLOW(rt_sigreturn), ALLOW(sigaltstack), ALLOW(clock_gettime), ALLOW(gettimeofday),
        ALLOW(getrandom), ALLOW(getpid), ALLOW(gettid), ALLOW_OWN(tgkill, own), ALLOW(sched_yield), ALLOW(sched_getaffinity),
        ALLOW(exit), ALLOW(exit_group), ALLOW(restart_syscall), ALLOW(getrusage), ALLOW(rseq), ALLOW(membarrier),
        // What no parser does: these end the process, so that an attack cannot try again.
        KILL(execve), KILL(execveat), KILL(clone), KILL(clone3), KILL(socket), KILL(socketpair), KILL(connect),
        KILL(ptrace), KILL(process_vm_readv), KILL(process_vm_writev), KILL(bpf), KILL(io_uring_setup),
#if defined(__x86_64__)
        KILL(fork), KILL(vfork),
#endif
        RETURN(SECCOMP_RET_ERRNO | EPERM),
    };
    const struct sock_fprog program = {sizeof filter / sizeof filter[0], (struct sock_filter *)filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

int sandbox_enter(uint64_t address_space_bytes, uint64_t cpu_seconds) {
    syscall(SYS_close_range, 3u, ~0u, 0u);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 0;
    int walls = enter_landlock() ? SANDBOX_LANDLOCK : 0;
    if (set_limits(address_space_bytes, cpu_seconds)) walls |= SANDBOX_LIMITS;
    if (enter_seccomp()) walls |= SANDBOX_SECCOMP;
    return walls;
}

int sandbox_may_signal(pid_t process) { return syscall(SYS_tgkill, process, process, 0) == 0; }
