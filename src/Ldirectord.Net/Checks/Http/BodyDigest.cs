using System.Security.Cryptography;

namespace Ldirectord.Checks;

/// <summary>receivedigest: the digest that the whole body of an answer must have.</summary>
internal static class BodyDigest
{
    /// <summary>"sha256" and "md5", with the number of hexadecimal digits of each.</summary>
    private static readonly (string Name, int Digits)[] s_algorithms = [("sha256", 64), ("md5", 32)];

    /// <summary>The digest in the form that checks keep, "sha256:0123…" in lower case; null if the text is no digest.</summary>
    public static string? Parse(string text)
    {
        var lower = text.ToLowerInvariant();
        return s_algorithms.Any(known =>
            lower.StartsWith($"{known.Name}:", StringComparison.Ordinal)
            && lower.Length == known.Name.Length + 1 + known.Digits
            && lower[(known.Name.Length + 1)..].All(char.IsAsciiHexDigit)) ? lower : null;
    }

    /// <summary>The calculation of a digest of this kind.</summary>
    /// <param name="expected">From <see cref="Parse"/>.</param>
#pragma warning disable CA5351 // MD5 recognises a page here, as keepalived's does; it protects nothing.
    public static IncrementalHash Begin(string expected) => IncrementalHash.CreateHash(
        expected.StartsWith("md5:", StringComparison.Ordinal) ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256);
#pragma warning restore CA5351

    /// <returns>Null if the digest is the expected one, otherwise a sentence.</returns>
    public static string? Mismatch(string expected, IncrementalHash calculated)
    {
        var name = expected.Split(':')[0];
        var found = $"{name}:{Convert.ToHexStringLower(calculated.GetCurrentHash())}";
        return found == expected ? null : $"the body's digest is {found}";
    }
}
