using System.Text;

namespace Ldirectord.Tests.Support;

/// <summary>The forms in which a server may say a password back, "geheim-77" of the user "u", and what must be left of them.</summary>
internal static class Echo
{
    public const string Login = "u";
    public const string Password = "geheim-77";

    public static TheoryData<string> Forms =>
    [
        Password,
        Password.ToUpperInvariant(),
        "Geheim%2D77",
        string.Concat(Password.Select(c => $"%{(int)c:x2}")),
        Base64(Password),
        Base64($"{Login}:{Password}"),
        Base64($"\0{Login}\0{Password}"),
        Base64($"{Login}:{Password}").ToLowerInvariant(),
    ];

    /// <summary>The sentence shows that something was said, and not what.</summary>
    public static void AssertHidden(Outcome result, string form)
    {
        Assert.Contains("***", result.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(form, result.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", result.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("no ", result.Detail, StringComparison.Ordinal);
        Assert.Contains(" here", result.Detail, StringComparison.Ordinal);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.Latin1.GetBytes(text));
}
