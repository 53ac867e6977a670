using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ldirectord.Daemon;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.RealServers.Processors;

/// <summary>Numbers and structures of C, beside our own: what the program takes to be the same on both processors.</summary>
internal static class SharedCInterface
{
    private static readonly Assembly s_program = typeof(Libc).Assembly;

    /// <summary>C expressions with our numbers; a private one is found by the name of its type and its own.</summary>
    public static IEnumerable<(string C, long Value)> Constants() =>
    [
        ("AF_UNIX", Libc.AfUnix),
        ("AF_INET", Libc.AfInet),
        ("AF_INET6", Libc.AfInet6),
        ("SOCK_STREAM", Libc.SockStream),
        ("SOCK_DGRAM", Libc.SockDgram),
        ("SOCK_RAW", Libc.SockRaw),
        ("SOCK_NONBLOCK", Libc.SockNonblock),
        ("SOCK_CLOEXEC", Libc.SockCloexec),
        ("EFD_CLOEXEC", Libc.SockCloexec),
        ("EFD_NONBLOCK", Libc.SockNonblock),
        ("SOL_SOCKET", Libc.SolSocket),
        ("SO_REUSEADDR", Libc.SoReuseAddress),
        ("SO_ERROR", Libc.SoError),
        ("SO_RCVBUF", Libc.SoReceiveBuffer),
        ("SO_KEEPALIVE", Libc.SoKeepAlive),
        ("SO_LINGER", Libc.SoLinger),
        ("SO_BINDTODEVICE", Libc.SoBindToDevice),
        ("SO_MARK", Libc.SoMark),
        ("IPPROTO_IP", Libc.SolIp),
        ("IP_BIND_ADDRESS_NO_PORT", Libc.IpBindAddressNoPort),
        ("IPPROTO_TCP", Libc.IpProtoTcp),
        ("IPPROTO_UDP", Libc.IpProtoUdp),
        ("TCP_NODELAY", Libc.TcpNoDelay),
        ("TCP_KEEPIDLE", Libc.TcpKeepIdle),
        ("TCP_KEEPINTVL", Libc.TcpKeepInterval),
        ("TCP_KEEPCNT", Libc.TcpKeepCount),
        ("MSG_NOSIGNAL", Libc.MsgNoSignal),
        ("MSG_DONTWAIT", Libc.MsgDontWait),
        ("SHUT_RDWR", Libc.ShutBoth),
        ("F_DUPFD_CLOEXEC", Libc.DuplicateCloexec),
        ("POLLIN", Libc.PollIn),
        ("POLLOUT", Libc.PollOut),
        ("POLLERR", Libc.PollError),
        ("RLIMIT_NOFILE", 7),
        ("SIGHUP", SignalSender.HangUp),
        ("SIGKILL", SignalSender.Kill),
        ("SIGTERM", SignalSender.Terminate),
        ("SIGINT", Private("IgnoredSignals", "Interrupt")),
        ("SIGQUIT", Private("IgnoredSignals", "Quit")),
        ("SIGSTOP", Private("TerminalDevice", "Stop")),
        ("TIOCGWINSZ", Private("TerminalDevice", "GetWindowSize")),
        ("TCSANOW", Private("TerminalDevice", "Now")),
        ("SIOCGIFINDEX", Private("InterfaceRequest", "IndexOf")),
        ("SIOCGIFFLAGS", Private("InterfaceRequest", "FlagsOf")),
        ("SIOCGIFADDR", Private("InterfaceRequest", "AddressOf")),
        ("SIOCETHTOOL", Private("ReceiveOffload", "Ethtool")),
        ("ETHTOOL_GFLAGS", Private("ReceiveOffload", "GetFlags")),
        ("ETH_FLAG_LRO", Private("ReceiveOffload", "LargeReceive")),
        ("O_RDONLY", Private("PosixFile", "ReadOnly")),
        ("O_WRONLY", Private("PosixFile", "WriteOnly")),
        ("O_RDWR", Private("PosixFile", "ReadWrite")),
        ("O_CREAT", Private("PosixFile", "Create")),
        ("O_EXCL", Private("PosixFile", "Exclusive")),
        ("O_APPEND", Private("PosixFile", "AtTheEnd")),
        ("O_NONBLOCK", Private("PosixFile", "NonBlocking")),
        ("O_CLOEXEC", Private("PosixFile", "CloseOnExec")),
        ("AT_FDCWD", Private("FileStatus", "CurrentFolder")),
        ("AT_EMPTY_PATH", Private("FileStatus", "EmptyPath")),
        ("AT_SYMLINK_NOFOLLOW", Private("FileStatus", "NoFollow")),
        ("STATX_BASIC_STATS", Private("FileStatus", "BasicStatus")),
        ("S_IFMT", Private("FileStatus", "KindMask")),
        ("S_IFREG", (long)FileKind.Regular),
        ("S_IFIFO", (long)FileKind.Pipe),
        ("AT_EACCESS", Private("WriteAccess", "EffectiveUser")),
        ("F_SETFL", Private("ProcessOutput", "SetFlags")),
        ("F_SETFD", Private("CloseOnExec", "SetDescriptorFlags")),
        ("FD_CLOEXEC", Private("CloseOnExec", "Flag")),
        ("CLOSE_RANGE_CLOEXEC", Private("CloseOnExec", "RangeCloseOnExec")),
        ("LOCK_EX", Private("InstanceLock", "Exclusive")),
        ("LOCK_NB", Private("InstanceLock", "NonBlocking")),
        ("F_OFD_GETLK", Private("InstanceLock", "GetDescriptionLock")),
        ("F_OFD_SETLK", Private("InstanceLock", "SetDescriptionLock")),
        ("F_WRLCK", Private("InstanceLock", "WriteLock")),
        ("F_UNLCK", Private("InstanceLock", "NoLock")),
        ("POSIX_SPAWN_SETPGROUP", Private("PosixSpawn", "SetProcessGroup")),
        ("POSIX_SPAWN_SETSIGDEF", Private("PosixSpawn", "SetDefaultSignals")),
        ("POSIX_SPAWN_SETSIGMASK", Private("PosixSpawn", "SetSignalMask")),
        ("POSIX_SPAWN_SETSID", Private("PosixSpawn", "SetSession")),
        ("IP_PKTINFO", Private("SourcedSend", "PacketInfo4")),
        ("IPPROTO_IPV6", Private("SourcedSend", "Level6")),
        ("IPV6_PKTINFO", Private("SourcedSend", "PacketInfo6")),
        ("SO_PEERCRED", Private("TrustedPeer", "PeerCredentials")),
        ("SO_RCVTIMEO", Private("NetlinkSocket", "SO_RCVTIMEO")),
        ("MSG_TRUNC", Private("NetlinkSocket", "MSG_TRUNC")),
        ("IP_VS_SO_GET_INFO", Private("ServiceCount", "IP_VS_SO_GET_INFO")),
        ("EPOLLIN", Private("Reactor", "EventIn")),
        ("EPOLLOUT", Private("Reactor", "EventOut")),
        ("EPOLLERR", Private("Reactor", "EventError")),
        ("EPOLLHUP", Private("Reactor", "EventHangUp")),
        ("EPOLLRDHUP", Private("Reactor", "EventPeerClosed")),
        ("EPOLL_CLOEXEC", Private("Reactor", "EpollCloexec")),
    ];

    /// <summary>Sizes and offsets of structures.</summary>
    public static IEnumerable<(string C, long Value)> Structures() =>
    [
        // The byte order of both.
        ("(union { int number; char first; }){ 1 }.first", BitConverter.IsLittleEndian ? 1 : 0),
        ("sizeof(void *)", Unsafe.SizeOf<nint>()),
        ("sizeof(long)", Unsafe.SizeOf<nint>()),
        .. Layout("struct statx", typeof(FileStatus), "stx_uid Owner, stx_gid Group, stx_mode _mode, stx_ino Inode, stx_size Size,"
            + " stx_ctime Changed, stx_mtime Modified, stx_rdev_major _deviceMajor, stx_rdev_minor _deviceMinor"),
        .. Layout("struct pollfd", typeof(Libc.PollEntry), "fd Fd, events Events, revents Returned"),
        .. Layout("struct rlimit", Nested(typeof(Libc), "ResourceLimit"), "rlim_cur Current, rlim_max Maximum"),
        .. Layout("struct flock", Nested(typeof(InstanceLock), "DescriptionLock"),
            "l_type Type, l_whence Whence, l_start Start, l_len Length, l_pid Process"),
        .. Layout("struct msghdr", Nested(typeof(SourcedSend), "Message"), "msg_name Name, msg_namelen NameLength, msg_iov Parts,"
            + " msg_iovlen PartCount, msg_control Control, msg_controllen ControlLength, msg_flags Flags"),
        .. Layout("struct iovec", Nested(typeof(SourcedSend), "Part"), "iov_base Bytes, iov_len Length"),
        .. Layout("struct cmsghdr", Nested(typeof(SourcedSend), "ControlHeader"), "cmsg_len Length, cmsg_level Level, cmsg_type Type"),
        ("sizeof(struct in_pktinfo)", 12),
        ("offsetof(struct in_pktinfo, ipi_spec_dst)", 4),
        ("sizeof(struct in6_pktinfo)", 20),
        ("sizeof(struct timeval)", 2 * Unsafe.SizeOf<nint>()),
        ("sizeof(struct ucred)", 3 * sizeof(int)),
        ("sizeof(struct sockaddr_nl)", 12),
        ("sizeof(struct sockaddr_ll)", Private("ArpProbe", "LinkAddressLength")),
        ("offsetof(struct ifreq, ifr_ifindex)", ProcessorAbi.InterfaceNameLength),
        ("offsetof(struct sigaction, sa_handler)", 0),
        // Ours are larger, as they are opaque.
        ($"sizeof(posix_spawnattr_t) <= {Private("PosixSpawn", "OpaqueSize")}", 1),
        ($"sizeof(posix_spawn_file_actions_t) <= {Private("PosixSpawn", "OpaqueSize")}", 1),
        ($"sizeof(sigset_t) <= {Private("PosixSpawn", "OpaqueSize")}", 1),
        ($"sizeof(struct termios) <= {Private("TerminalDevice", "SettingsSize")}", 1),
        ($"sizeof(struct sigaction) <= sizeof(long) * {Private("IgnoredSignals", "MaxWords")}", 1),
    ];

    /// <param name="fields">"c_name OurName", separated by commas.</param>
    private static IEnumerable<(string C, long Value)> Layout(string structure, Type ours, string fields) =>
    [
        ($"sizeof({structure})", Marshal.SizeOf(ours)),
        .. fields.Split(", ").Select(pair => pair.Split(' ')).Select(
            pair => ($"offsetof({structure}, {pair[0]})", (long)Marshal.OffsetOf(ours, pair[1]))),
    ];

    private static Type Nested(Type type, string name) => type.GetNestedType(name, BindingFlags.NonPublic)!;

    private static long Private(string type, string name)
    {
        var field = s_program.GetTypes().Single(one => one.Name == type && !one.IsNested)
            .GetField(name, BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static)!;
        var value = field.GetValue(null)!;
        return value is UIntPtr unsigned ? (long)unsigned : Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
    }
}
