/*
 * Lets the User-Mode Linux of Debian 12 run on processors whose extended state is larger than it knows (AMX, since 2023): loaded before the C library
 * (LD_PRELOAD). It sets the vector registers of its processes with a buffer of 2696 bytes (AVX-512 and protection keys), and the host's kernel takes only
 * the whole state (xstateregs_set in arch/x86/kernel/fpu/regset.c: EFAULT). Here what it does not know stays as it is.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/uio.h>

static char whole[64 * 1024];

long ptrace(enum __ptrace_request request, ...)
{
    static long (*original)(enum __ptrace_request, ...);
    if (!original)
        original = (long (*)(enum __ptrace_request, ...))dlsym(RTLD_NEXT, "ptrace");

    va_list arguments;
    va_start(arguments, request);
    pid_t process = va_arg(arguments, pid_t);
    void *address = va_arg(arguments, void *);
    void *data = va_arg(arguments, void *);
    va_end(arguments);

    struct iovec *given = data, state = {whole, sizeof whole};
    if (request != PTRACE_SETREGSET || address != (void *)NT_X86_XSTATE
        || original(PTRACE_GETREGSET, process, address, &state) != 0 || state.iov_len <= given->iov_len)
        return original(request, process, address, data);
    memcpy(whole, given->iov_base, given->iov_len);
    return original(request, process, address, &state);
}
