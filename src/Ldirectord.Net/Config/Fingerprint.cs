namespace Ldirectord.Config;

/// <summary>
/// What tells one content of a file from another: 64-bit FNV-1a (draft-eastlake-fnv). It guards against nobody; a cryptographic hash would load a library of
/// its own at every start.
/// </summary>
internal static class Fingerprint
{
    /// <returns>Null for a file that cannot be read.</returns>
    public static ulong? OfFile(string path)
    {
        try
        {
            return Of(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static ulong Of(ReadOnlySpan<byte> content)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var b in content)
            hash = (hash ^ b) * 0x100000001b3;
        return hash;
    }
}
