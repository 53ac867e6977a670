using System.Buffers.Binary;

namespace Ldirectord.Layout;

/// <summary>
/// A type as the runtime sees it (MethodTable.h of .NET 8 to 10): flags, the length of its objects, the type it is derived from, the number
/// of virtual methods, and their addresses. Before it lies where its objects hold references (gcdesc.h), if a program makes such objects.
/// </summary>
internal static class MethodTable
{
    private const int Word = sizeof(long);
    private const uint HasReferences = 0x01000000;
    private const uint HasElements = 0x80000000;
    private const int LengthAt = 4;
    private const int VirtualMethodsAt = 16;
    private const int FixedLength = 24;

    /// <summary>Without what depends on the type.</summary>
    public static int LeastLength(byte[] data, int at) =>
        FixedLength + (Word * BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(at + VirtualMethodsAt)));

    /// <summary>
    /// How many bytes before it say where its objects hold references: a count last, negative for an array of structures.
    /// </summary>
    public static int ReferencesLength(byte[] data, int at)
    {
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(at));
        if ((flags & HasReferences) == 0 || at < 3 * Word)
            return 0;
        var count = Number(1);
        return count switch
        {
            > 0 when count <= at / (2 * Word) && Enumerable.Range(0, (int)count).All(IsSeries) => Word + (2 * Word * (int)count),
            < 0 when -count <= (at / Word) - 2 && (flags & HasElements) != 0 && IsElement((int)-count) => (2 * Word) + (Word * (int)-count),
            // What lies there belongs to something else: the program makes no such objects.
            _ => 0,
        };

        // Words before the type: from its end, the count, then pairs of where a series begins, and its length less that of an object.
        bool IsSeries(int i)
        {
            var objectLength = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(at + LengthAt));
            var (start, length) = (Number(2 + (2 * i)), Number(3 + (2 * i)) + objectLength);
            return start >= Word && start <= objectLength && length >= 0 && length <= objectLength;
        }

        // The count, where the first element begins, then for each series its number of references and the bytes to the next, 4 bytes each.
        bool IsElement(int count)
        {
            var length = 0L;
            for (var i = 0; i < count; i++)
            {
                var series = Number(3 + i);
                length += ((uint)series * (long)Word) + (series >> 32);
            }

            return length == (flags & 0xffff);
        }

        long Number(int word) => BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(at - (word * Word)));
    }
}
