namespace Ldirectord.Platform;

/// <summary>A file that is there, and is none to be read or written: no regular file, or too large.</summary>
internal sealed class UnfitFileException(string message) : IOException(message)
{
    public static UnfitFileException TooLarge(long largest) => new($"it is larger than {(largest >= 1 << 20 ? $"{largest >> 20} MB" : $"{largest} bytes")}");
}
