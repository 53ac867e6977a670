using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>drainlimit: seconds from 0, a time such as 10m, or none.</summary>
internal static class DrainLimitValue
{
    /// <summary>Without a limit a drain ends with the last connection.</summary>
    public static readonly TimeSpan None = TimeSpan.MaxValue;

    /// <returns>Null after an error.</returns>
    public static TimeSpan? Read(DirectiveReader line)
    {
        line.IsOurs();
        string value = line.Text.Split('#')[0].Trim(ValueSyntax.Blanks);
        if (value == "none")
            return None;
        if (Duration.Parse(value) is { } limit)
            return limit;
        line.Error($"invalid drainlimit \"{DirectiveReader.Shorten(line.Text)}\": expected seconds, {Duration.Expected}, or none");
        return null;
    }
}
