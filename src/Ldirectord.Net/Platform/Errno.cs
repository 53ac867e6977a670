using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>Error numbers of the kernel (asm-generic/errno.h; a test holds each against it), and their meaning to an operator.</summary>
internal static class Errno
{
    public const int NotPermitted = 1; // EPERM
    public const int NoEntry = 2; // ENOENT: of a file, or of the IPVS table
    public const int NoSuchProcess = 3; // ESRCH: of a virtual service, too
    public const int Interrupted = 4; // EINTR
    public const int NoReader = 6; // ENXIO: of a pipe
    public const int ExecFormat = 8; // ENOEXEC
    public const int TryAgain = 11; // EAGAIN
    public const int OutOfMemory = 12; // ENOMEM
    public const int PermissionDenied = 13; // EACCES
    public const int AlreadyExists = 17; // EEXIST
    public const int NoDevice = 19; // ENODEV
    public const int NotADirectory = 20; // ENOTDIR
    public const int InvalidArgument = 22; // EINVAL
    public const int SystemOutOfFiles = 23; // ENFILE
    public const int ProcessOutOfFiles = 24; // EMFILE
    public const int BrokenPipe = 32; // EPIPE
    public const int OutOfRange = 34; // ERANGE
    public const int NameTooLong = 36; // ENAMETOOLONG
    public const int NoSystemCall = 38; // ENOSYS
    public const int WrongType = 91; // EPROTOTYPE: of a socket
    public const int ProtocolNotSupported = 93; // EPROTONOSUPPORT
    public const int FamilyNotSupported = 97; // EAFNOSUPPORT
    public const int AddressInUse = 98; // EADDRINUSE
    public const int AddressNotAvailable = 99; // EADDRNOTAVAIL
    public const int NetworkUnreachable = 101; // ENETUNREACH
    public const int ConnectionReset = 104; // ECONNRESET
    public const int NoBuffers = 105; // ENOBUFS
    public const int TimedOut = 110; // ETIMEDOUT
    public const int ConnectionRefused = 111; // ECONNREFUSED
    public const int HostUnreachable = 113; // EHOSTUNREACH
    public const int InProgress = 115; // EINPROGRESS

    /// <summary>The error of the last system call of this thread.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>Whether permission was denied: EPERM by a firewall rule or for a raw socket, EACCES for the address.</summary>
    public static bool IsDenied(int error) => error is NotPermitted or PermissionDenied;

    /// <summary>An error of a system call as an exception: a shortage of this machine, or a failure of the server.</summary>
    /// <param name="failure">
    /// The failure if the server caused it; <see cref="IoFailure.Connect"/> becomes the more exact one, such as refused or unreachable.
    /// </param>
    public static IoFailureException Failure(int error, IoFailure failure) => error switch
    {
        ProcessOutOfFiles => ShortageOf("this process has no file descriptor left (raise LimitNOFILE or ulimit -n)"),
        SystemOutOfFiles => ShortageOf("this machine has no file descriptor left (fs.file-max)"),
        OutOfMemory or NoBuffers or TryAgain => ShortageOf("this machine has no memory left for sockets"),
        AddressNotAvailable => ShortageOf("this machine has no free local port or no address to connect from"),
        ProtocolNotSupported => new IoFailureException(IoFailure.Local, "this kernel does not have the protocol (for SCTP: modprobe sctp)"),
        FamilyNotSupported => new IoFailureException(IoFailure.Local, "this machine does not support this address family"),
        _ => new IoFailureException(failure == IoFailure.Connect ? ConnectFailure(error) : failure, Words(error)),
    };

    private static IoFailure ConnectFailure(int error) => error switch
    {
        ConnectionRefused => IoFailure.ConnectRefused,
        HostUnreachable or NetworkUnreachable => IoFailure.ConnectUnreachable,
        TimedOut => IoFailure.ConnectTimeout,
        _ => IoFailure.Connect,
    };

    /// <summary>
    /// Detects a resource shortage of this process (file descriptors); null if there is none. Libraries report it under misleading errors,
    /// and it must not count against the server.
    /// </summary>
    public static IoFailureException? FindShortage()
    {
        var fd = Libc.EventFd(0, Libc.SockCloexec);
        if (fd < 0)
            return Failure(Last, IoFailure.Local);
        _ = Libc.Close(fd);
        return null;
    }

    /// <summary>The error in a few words, without a full stop.</summary>
    public static string Words(int error) => error switch
    {
        ConnectionRefused => "connection refused",
        HostUnreachable => "no route to host",
        NetworkUnreachable => "network unreachable",
        TimedOut => "connection timed out",
        ConnectionReset => "connection reset by the server",
        BrokenPipe => "connection closed by the server",
        NotPermitted or PermissionDenied => "not permitted on this machine (firewall rule or missing right)",
        _ => Marshal.GetPInvokeErrorMessage(error).ToLowerInvariant(),
    };

    private static IoFailureException ShortageOf(string words) => new(IoFailure.Shortage, words);
}
