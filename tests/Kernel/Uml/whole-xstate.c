/* Lets linux.uml 6.1 run on a processor with AMX (preloaded into it by linux-uml.sh, beside this file).
 *
 * A process of the guest is a traced process of the host, whose registers linux.uml keeps in a buffer as large as they were before AMX. PTRACE_SETREGSET takes
 * them back only whole (EFAULT else; arch/x86/kernel/fpu/regset.c, xstateregs_set), so what the buffer has no room for is left as it is: the tiles of AMX, which
 * no program has unless it asks for them.
 *
 * It needs a compiler and nothing else: no header, no library to link with. */

enum { PEEK_FIRST = 1, PEEK_LAST = 3, GET_REGISTERS = 0x4204, SET_REGISTERS = 0x4205, XSTATE = 0x202, SYS_PTRACE = 101 }; /* <linux/ptrace.h>, <linux/elf.h> */

struct span { void *base; unsigned long length; };

extern long syscall(long number, ...);
extern void *memcpy(void *to, const void *from, unsigned long length);

static char whole[1 << 16];

long ptrace(long request, long pid, void *address, void *data)
{
    long word;
    if (request >= PEEK_FIRST && request <= PEEK_LAST) /* the system call stores what the function returns: ptrace(2), NOTES */
        return syscall(SYS_PTRACE, request, pid, address, &word) < 0 ? -1 : word;
    if (request == SET_REGISTERS && (long)address == XSTATE) {
        struct span *given = data, all = { whole, sizeof whole };
        if (syscall(SYS_PTRACE, GET_REGISTERS, pid, address, &all) == 0 && all.length > given->length) {
            memcpy(whole, given->base, given->length);
            return syscall(SYS_PTRACE, request, pid, address, &all);
        }
    }
    return syscall(SYS_PTRACE, request, pid, address, data);
}
