using System.Buffers;
using System.Text;

namespace Ldirectord.Cli;

/// <summary>
/// Makes keys of the bytes of a terminal (xterm, VT220, Linux console, screen): UTF-8, and sequences that begin with ESC, which may come in
/// pieces.
/// </summary>
internal sealed class KeyDecoder
{
    /// <summary>Bytes of the longest sequence that is waited for.</summary>
    private const int Longest = 32;

    private readonly List<byte> _bytes = [];

    /// <summary>There are bytes that are no whole key yet: ESC alone is the key of this name if nothing follows soon.</summary>
    public bool IsWaiting => _bytes.Count > 0;

    public IEnumerable<Key> Add(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return Take(isOver: false);
    }

    /// <summary>Nothing followed.</summary>
    public IEnumerable<Key> Flush() => Take(isOver: true);

    private List<Key> Take(bool isOver)
    {
        var keys = new List<Key>();
        while (_bytes.Count > 0)
        {
            var span = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes);
            var (length, key) = span[0] == 0x1b ? Sequence(span, isOver) : Plain(span, isOver);
            if (length == 0)
                break;
            keys.Add(key);
            _bytes.RemoveRange(0, length);
        }

        return keys;
    }

    private static (int Length, Key Key) Plain(ReadOnlySpan<byte> bytes, bool isOver)
    {
        switch (bytes[0])
        {
            case (byte)'\r' or (byte)'\n':
                return (1, new(KeyName.Enter));
            case (byte)'\t':
                return (1, new(KeyName.Tab));
            case 0x7f or 0x08:
                return (1, new(KeyName.Backspace));
            case < 0x20 and var control:
                return (1, Key.Control((char)(control | 0x60)));
        }

        var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
        if (status == OperationStatus.NeedMoreData && !isOver)
            return (0, default);
        return (length, status == OperationStatus.Done && rune.IsBmp ? Key.Of((char)rune.Value) : new(KeyName.Other));
    }

    /// <summary>ESC; ESC O A; ESC [ A; ESC [ 5 ~; ESC [ 1 ; 5 A.</summary>
    private static (int Length, Key Key) Sequence(ReadOnlySpan<byte> bytes, bool isOver)
    {
        if (bytes.Length == 1)
            return isOver ? (1, new(KeyName.Escape)) : (0, default);
        if (bytes[1] is not ((byte)'[' or (byte)'O'))
            return (1, new(KeyName.Escape));
        var end = 2;
        while (end < bytes.Length && end < Longest && bytes[end] is < 0x40 or > 0x7e)
            end++;
        if (end == bytes.Length && !isOver && end < Longest)
            return (0, default);
        if (end >= bytes.Length || end >= Longest)
            return (Math.Min(end, bytes.Length), new(KeyName.Other));
        return (end + 1, new(NameOf((char)bytes[end], bytes[2..end])));
    }

    private static KeyName NameOf(char final, ReadOnlySpan<byte> parameters) => final switch
    {
        'A' => KeyName.Up,
        'B' => KeyName.Down,
        'C' => KeyName.Right,
        'D' => KeyName.Left,
        'H' => KeyName.Home,
        'F' => KeyName.End,
        '~' => parameters.IsEmpty ? KeyName.Other : Encoding.ASCII.GetString(parameters).Split(';')[0] switch
        {
            "1" or "7" => KeyName.Home,
            "4" or "8" => KeyName.End,
            "3" => KeyName.Delete,
            "5" => KeyName.PageUp,
            "6" => KeyName.PageDown,
            _ => KeyName.Other,
        },
        _ => KeyName.Other,
    };
}
