using System.Globalization;

namespace Ldirectord.Text;

/// <summary>A count with its noun.</summary>
internal static class Plural
{
    /// <summary>"1 error", "2 errors".</summary>
    /// <param name="noun">In the singular.</param>
    /// <param name="ending">Of its plural.</param>
    public static string Of(int count, string noun, string ending = "s") =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : ending)}");
}
