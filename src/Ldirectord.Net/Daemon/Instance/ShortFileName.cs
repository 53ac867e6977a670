using System.Text;
using Ldirectord.Config;

namespace Ldirectord.Daemon;

/// <summary>Shortens file names that are too long for the kernel. The same long name always gives the same short one.</summary>
internal static class ShortFileName
{
    /// <summary>The name itself, or its beginning and a hash of the whole.</summary>
    /// <param name="maxBytes">Maximum bytes of the result in UTF-8.</param>
    public static string Of(string name, int maxBytes)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length <= maxBytes)
            return name;
        var hash = $"~{ContentHash.Of(bytes):x16}";
        var beginning = new StringBuilder();
        var left = maxBytes - hash.Length;
        foreach (var rune in name.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
                break;
            beginning.Append(rune);
        }

        return beginning + hash;
    }
}
