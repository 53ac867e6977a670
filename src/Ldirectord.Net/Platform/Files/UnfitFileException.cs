namespace Ldirectord.Platform;

/// <summary>A file exists but must not be read or written: it is not regular, or too large.</summary>
internal sealed class UnfitFileException(string message) : IOException(message)
{
    public static UnfitFileException TooLarge(long largest) =>
        new($"it is larger than {(largest >= 1 << 20 ? $"{largest >> 20} MB" : $"{largest} bytes")}");
}
