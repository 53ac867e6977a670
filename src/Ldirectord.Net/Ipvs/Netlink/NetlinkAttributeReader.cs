using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using static Ldirectord.Ipvs.NetlinkConstants;

namespace Ldirectord.Ipvs;

/// <summary>
/// Reads attributes (struct nlattr). A length that does not fit, or a value that is too short, throws an <see cref="IpvsException"/>.
/// </summary>
internal ref struct NetlinkAttributeReader(ReadOnlySpan<byte> attributes)
{
    private ReadOnlySpan<byte> _rest = attributes;

    /// <summary>Without the flags NLA_F_NESTED and NLA_F_NET_BYTEORDER.</summary>
    public ushort Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        if (_rest.Length < NetlinkWriter.AttributeHeaderLength)
            throw Malformed("an attribute is cut off");
        var length = MemoryMarshal.Read<ushort>(_rest);
        if (length < NetlinkWriter.AttributeHeaderLength || length > _rest.Length)
            throw Malformed("an attribute does not fit into its message");
        Type = (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & ~(NLA_F_NESTED | NLA_F_NET_BYTEORDER));
        Value = _rest[NetlinkWriter.AttributeHeaderLength..length];
        _rest = _rest[Math.Min(NetlinkWriter.Align(length), _rest.Length)..];
        return true;
    }

    public readonly byte UInt8() => First(sizeof(byte))[0];

    public readonly ushort UInt16() => MemoryMarshal.Read<ushort>(First(sizeof(ushort)));

    public readonly uint UInt32() => MemoryMarshal.Read<uint>(First(sizeof(uint)));

    /// <summary>A counter: the kernel sends 32 or 64 bits.</summary>
    public readonly ulong Counter() => Value.Length >= sizeof(ulong) ? MemoryMarshal.Read<ulong>(Value) : UInt32();

    /// <summary>A port, in network byte order.</summary>
    public readonly ushort Port() => BinaryPrimitives.ReadUInt16BigEndian(First(sizeof(ushort)));

    /// <summary>Text up to the first NUL.</summary>
    public readonly string Text()
    {
        var end = Value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
    }

    public readonly ReadOnlySpan<byte> First(int length) =>
        Value.Length >= length ? Value[..length] : throw Malformed($"attribute {Type} has {Value.Length} bytes, not {length}");

    private static IpvsException Malformed(string how) => new($"the kernel's netlink answer is malformed: {how}");
}
