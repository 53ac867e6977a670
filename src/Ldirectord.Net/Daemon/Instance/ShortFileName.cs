using System.Text;
using Ldirectord.Config;

namespace Ldirectord.Daemon;

/// <summary>Names of files that would be too long for the kernel. Every command makes the same short name of the same long one.</summary>
internal static class ShortFileName
{
    /// <summary>A name as it is, or its beginning and a fingerprint of the whole.</summary>
    /// <param name="most">Bytes that it may have.</param>
    public static string Of(string name, int most)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length <= most)
            return name;
        var fingerprint = $"~{ContentHash.Of(bytes):x16}";
        var beginning = new StringBuilder();
        var left = most - fingerprint.Length;
        foreach (var rune in name.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
                break;
            beginning.Append(rune);
        }

        return beginning + fingerprint;
    }
}
