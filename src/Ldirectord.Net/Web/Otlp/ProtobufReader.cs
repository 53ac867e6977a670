using System.Buffers.Binary;

namespace Ldirectord.Web;

/// <summary>Reads the fields of a message in the protobuf encoding, one after the other.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The bytes are no message.</summary>
    public bool IsBroken { get; private set; }

    /// <param name="number">The value of a field that is a number.</param>
    /// <param name="content">The value of a field that is text, bytes or another message.</param>
    /// <returns>False at the end, or if the bytes are no message.</returns>
    public bool Next(out int field, out ulong number, out ReadOnlySpan<byte> content)
    {
        (field, number) = (0, 0);
        content = default;
        if (_rest.Length == 0)
            return false;
        IsBroken = !TryVarint(out var tag) || tag >> 3 is 0 or > int.MaxValue || !TryValue((int)(tag & 7), out number, out content);
        field = (int)(tag >> 3);
        return !IsBroken;
    }

    private bool TryValue(int kind, out ulong number, out ReadOnlySpan<byte> content)
    {
        number = 0;
        content = default;
        switch (kind)
        {
            case 0:
                return TryVarint(out number);
            case 1 when TryTake(8, out var eight):
                number = BinaryPrimitives.ReadUInt64LittleEndian(eight);
                return true;
            case 5 when TryTake(4, out var four):
                number = BinaryPrimitives.ReadUInt32LittleEndian(four);
                return true;
            case 2 when TryVarint(out var length):
                return TryTake(length, out content);
            default:
                return false;
        }
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] >= 0x80)
                continue;
            _rest = _rest[(i + 1)..];
            return true;
        }

        return false;
    }

    private bool TryTake(ulong length, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (length > (ulong)_rest.Length)
            return false;
        taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }
}
