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
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var buffer = new byte[32 * 1024];
            var hash = Of([]);
            for (int count; (count = file.Read(buffer)) > 0;)
                hash = Of(buffer.AsSpan(0, count), hash);
            return hash;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <param name="before">Of what stands before this content.</param>
    public static ulong Of(ReadOnlySpan<byte> content, ulong before = 0xcbf29ce484222325)
    {
        var hash = before;
        foreach (var b in content)
            hash = (hash ^ b) * 0x100000001b3;
        return hash;
    }
}
