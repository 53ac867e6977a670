using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>
/// What the processor decides of the C interface, for the two that the program is built for. A test asks the C compiler for each expression
/// in the comments, for both processors. All else that the program uses of libc and of the kernel is the same on both: numbers of
/// asm-generic, 64 bits, the least significant byte first. The same test holds that.
/// </summary>
internal static class ProcessorAbi
{
    // <sys/epoll.h>: packed on x86-64 alone.
    public static int EpollEventSize { get; } = Of(x64: 12, arm64: 16); // sizeof(struct epoll_event)
    public static int EpollEventData { get; } = Of(x64: 4, arm64: 8); // offsetof(struct epoll_event, data)

    // <fcntl.h>: the kernel has its own bits for arm and arm64, arch/arm64/include/uapi/asm/fcntl.h.
    public static int OpenNoFollow { get; } = Of(x64: 0x20000, arm64: 0x8000); // O_NOFOLLOW

    // <sys/syscall.h>: each architecture had its own numbers until Linux 5.1; new ones are the same everywhere.
    public const int SystemCallPidFdSendSignal = 424; // SYS_pidfd_send_signal
    public const int SystemCallPidFdOpen = 434; // SYS_pidfd_open
    public const int SystemCallCloseRange = 436; // SYS_close_range

    // <pwd.h>, <grp.h>
    public const int PasswdName = 0; // offsetof(struct passwd, pw_name)
    public const int PasswdUser = 16; // offsetof(struct passwd, pw_uid)
    public const int PasswdGroup = 20; // offsetof(struct passwd, pw_gid)
    public const int PasswdSize = 48; // sizeof(struct passwd)
    public const int GroupNumber = 16; // offsetof(struct group, gr_gid)
    public const int GroupSize = 32; // sizeof(struct group)

    // <net/if.h>
    public const int InterfaceNameLength = 16; // IFNAMSIZ
    public const int InterfaceRequestSize = 40; // sizeof(struct ifreq)

    private static int Of(int x64, int arm64) => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? arm64 : x64;
}
