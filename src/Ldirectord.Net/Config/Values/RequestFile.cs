using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Config;

/// <summary>Reads the file that requestfile names.</summary>
internal static class RequestFile
{
    /// <summary>Most bytes of a requestfile.</summary>
    private const int MaxLength = 64 * 1024;

    /// <returns>The file's bytes as Latin-1; null after an error was reported.</returns>
    public static string? Read(DirectiveReader line)
    {
        if (line.TextOrQuoted() is not { } name || line.FileName(name) is not { } path)
            return null;
        try
        {
            using var file = RegularFile.OpenToRead(path);
            var content = new byte[MaxLength + 1];
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            if (length is > 0 and <= MaxLength)
                return Encoding.Latin1.GetString(content, 0, length);
            string problem = length == 0 ? "is empty" : "is too large";
            line.Error($"requestfile {DirectiveReader.ShortenPath(path)} {problem}: expected 1..{MaxLength} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            line.Error($"cannot read requestfile {DirectiveReader.ShortenPath(path)}: {e.Message}");
        }

        return null;
    }
}
