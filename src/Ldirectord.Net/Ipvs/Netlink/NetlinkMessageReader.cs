using System.Runtime.InteropServices;

namespace Ldirectord.Ipvs;

/// <summary>
/// Reads the messages of one datagram (struct nlmsghdr). A length that does not fit throws an <see cref="IpvsException"/>.
/// </summary>
internal ref struct NetlinkMessageReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    public ushort Type { get; private set; }

    public ushort Flags { get; private set; }

    public uint Sequence { get; private set; }

    /// <summary>The message without its header.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        if (_rest.Length < NetlinkWriter.HeaderLength)
            throw Malformed();
        var length = MemoryMarshal.Read<uint>(_rest);
        if (length < NetlinkWriter.HeaderLength || length > _rest.Length)
            throw Malformed();
        Type = MemoryMarshal.Read<ushort>(_rest[4..]);
        Flags = MemoryMarshal.Read<ushort>(_rest[6..]);
        Sequence = MemoryMarshal.Read<uint>(_rest[8..]);
        Payload = _rest[NetlinkWriter.HeaderLength..(int)length];
        _rest = _rest[Math.Min(NetlinkWriter.Align((int)length), _rest.Length)..];
        return true;
    }

    private static IpvsException Malformed() => new("the kernel's netlink answer is malformed: a message does not fit into its datagram");
}
