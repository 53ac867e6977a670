using System.Buffers.Binary;

namespace Ldirectord.Layout;

/// <summary>A kind of data whose pieces may change places: what its symbols are called, and what lies before and behind a symbol.</summary>
internal sealed class DataKind
{
    public const int Alignment = 8;

    private const int Word = sizeof(long);
    private const string ObjectPrefix = "__FrozenObj_";

    private static readonly DataKind[] s_kinds =
    [
        new("_ZTV") { IsConstant = true, HeadOf = MethodTable.ReferencesLength, LeastLength = MethodTable.LeastLength },
        new("__GenericDict_") { HeadOf = (data, at) => HasHash(data, at) ? Word : 0 },
        new("__Str_") { HeadOf = (_, _) => Word, LeastLength = (_, _) => Word },
        new(ObjectPrefix) { HeadOf = (_, _) => Word, LeastLength = (_, _) => Word },
    ];

    private readonly string _prefix;

    private DataKind(string prefix) => _prefix = prefix;

    /// <summary>Nothing writes to it while the program runs.</summary>
    public bool IsConstant { get; private init; }

    /// <summary>How many bytes of a piece lie before its symbol.</summary>
    public required Func<byte[], int, int> HeadOf { get; init; }

    /// <summary>How many bytes follow the symbol at least.</summary>
    public Func<byte[], int, int> LeastLength { get; private init; } = (_, _) => 0;

    /// <returns>Null if the symbol is of another kind.</returns>
    public static DataKind? Of(string symbol) => Array.Find(s_kinds, kind => symbol.StartsWith(kind._prefix, StringComparison.Ordinal));

    /// <summary>Whether the symbol is of a constant object; the address of its type is the first that lies there.</summary>
    public static bool IsObject(string symbol) => symbol.StartsWith(ObjectPrefix, StringComparison.Ordinal);

    /// <summary>The dictionary of a method has the method's hash before it, 4 bytes and 4 zeros; that of a type has not.</summary>
    private static bool HasHash(byte[] data, int at) =>
        BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(at - Word)) != 0
        && BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(at - sizeof(int))) == 0;
}
