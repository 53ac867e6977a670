using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using static Ldirectord.Ipvs.NetlinkConstants;

namespace Ldirectord.Ipvs;

/// <summary>
/// Writes generic netlink messages one after another into a buffer (struct nlmsghdr, genlmsghdr, nlattr). Everything is aligned to 4 bytes
/// and in the machine's byte order, except ports and addresses. Writing past the end of the buffer throws.
/// </summary>
internal ref struct NetlinkWriter(Span<byte> buffer)
{
    public const int HeaderLength = 16;
    public const int GenericHeaderLength = 4;
    public const int AttributeHeaderLength = 4;

    private readonly Span<byte> _buffer = buffer;
    private int _messageStart;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    public static int Align(int length) => (length + 3) & ~3;

    public void BeginMessage(ushort type, ushort flags, uint sequence, byte command, byte version)
    {
        _messageStart = Length;
        var header = Take(HeaderLength + GenericHeaderLength);
        MemoryMarshal.Write(header[4..], type);
        MemoryMarshal.Write(header[6..], flags);
        MemoryMarshal.Write(header[8..], sequence);
        header[16] = command;
        header[17] = version;
    }

    public readonly void EndMessage() => MemoryMarshal.Write(_buffer[_messageStart..], (uint)(Length - _messageStart));

    /// <returns>The start of the attribute, for <see cref="EndNested"/>.</returns>
    public int BeginNested(ushort type)
    {
        var start = Length;
        MemoryMarshal.Write(Take(AttributeHeaderLength)[2..], (ushort)(type | NLA_F_NESTED));
        return start;
    }

    public readonly void EndNested(int start) => MemoryMarshal.Write(_buffer[start..], checked((ushort)(Length - start)));

    public void Number(ushort type, byte value) => Attribute(type, sizeof(byte))[0] = value;

    public void Number(ushort type, ushort value) => MemoryMarshal.Write(Attribute(type, sizeof(ushort)), value);

    public void Number(ushort type, uint value) => MemoryMarshal.Write(Attribute(type, sizeof(uint)), value);

    /// <summary>A port, in network byte order.</summary>
    public void Port(ushort type, int port) =>
        BinaryPrimitives.WriteUInt16BigEndian(Attribute(type, sizeof(ushort)), checked((ushort)port));

    /// <summary>Text, with the NUL that the kernel expects at its end.</summary>
    public void Text(ushort type, string text) => Encoding.UTF8.GetBytes(text, Attribute(type, Encoding.UTF8.GetByteCount(text) + 1));

    /// <summary>Zeroed space for the value of an attribute, for the caller to fill.</summary>
    /// <param name="length">Bytes of the value.</param>
    public Span<byte> Attribute(ushort type, int length)
    {
        var attribute = Take(AttributeHeaderLength + length);
        MemoryMarshal.Write(attribute, checked((ushort)(AttributeHeaderLength + length)));
        MemoryMarshal.Write(attribute[2..], type);
        return attribute[AttributeHeaderLength..];
    }

    private Span<byte> Take(int length)
    {
        var space = _buffer.Slice(Length, Align(length));
        space.Clear();
        Length += space.Length;
        return space[..length];
    }
}
