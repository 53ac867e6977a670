using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Config;

/// <summary>
/// Tells one content of a file from another: 64-bit FNV-1a (draft-eastlake-fnv). No protection against forgery is needed, and a
/// cryptographic hash would load a library at every start.
/// </summary>
internal static class ContentHash
{
    /// <summary>Hash of a file's content; of the reason, if the path names a directory, a device, or a file that is too large.</summary>
    /// <returns>Null if the file is missing or cannot be read.</returns>
    public static ulong? OfFile(string path)
    {
        try
        {
            using var file = RegularFile.OpenToRead(path);
            var buffer = new byte[32 * 1024];
            var hash = Of([]);
            long length = 0;
            for (int count; (count = file.Read(buffer)) > 0;)
            {
                hash = Of(buffer.AsSpan(0, count), hash);
                length += count;
                if (length > RegularFile.Largest)
                    throw UnfitFileException.TooLarge(RegularFile.Largest);
            }

            return hash;
        }
        catch (UnfitFileException e)
        {
            return Of(Encoding.UTF8.GetBytes(e.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <param name="before">Hash of the content before this.</param>
    public static ulong Of(ReadOnlySpan<byte> content, ulong before = 0xcbf29ce484222325)
    {
        var hash = before;
        foreach (var b in content)
            hash = (hash ^ b) * 0x100000001b3;
        return hash;
    }
}
