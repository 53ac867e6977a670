using System.Collections.Immutable;
using Ldirectord.Platform;

namespace Ldirectord.Web;

/// <summary>
/// The file that otlpheaders names: <c>NAME: VALUE</c> lines, comments (#), and a mode that keeps others out. No message quotes it.
/// </summary>
internal static class OtlpHeaders
{
    /// <summary>Bytes.</summary>
    private const int LargestFile = 64 * 1024;

    /// <exception cref="IOException">The file cannot be used; the message is a sentence for the operator.</exception>
    public static ImmutableArray<(string Name, string Value)> Read(string path)
    {
        string text;
        try
        {
            text = RegularFile.ReadText(path, LargestFile);
        }
        catch (IOException e)
        {
            throw new IOException($"otlpheaders {path}: {e.Message}", e);
        }

        if (FileStatus.TryGet(path, out var status) && (status.Mode & 0x17) != 0) // 027
            throw new IOException($"otlpheaders {path}: others may read it; expected mode 0600 or 0640");
        return
        [
            .. from line in text.Split('\n').Index()
               let content = line.Item.Trim()
               where content.Length > 0 && content[0] != '#'
               select Field(content) ?? throw new IOException($"otlpheaders {path}:{line.Index + 1}: expected NAME: VALUE"),
        ];
    }

    private static (string, string)? Field(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            return null;
        var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && value.Length > 0 && value.All(c => c is >= ' ' and <= '~')
            ? (name, value) : null;
    }
}
