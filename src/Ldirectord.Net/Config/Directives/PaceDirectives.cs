namespace Ldirectord.Config;

/// <summary>
/// successcount, retryinterval and downinterval, of the file or of a virtual section. Null if not set. All are ours: the original has none.
/// </summary>
internal sealed class PaceDirectives
{
    private const int ShortestMilliseconds = 100;

    public int? SuccessCount { get; private set; }

    /// <summary>The successcount line, for warnings.</summary>
    public Line? SuccessLine { get; private set; }

    public TimeSpan? RetryInterval { get; private set; }

    /// <summary>The retryinterval line, for warnings.</summary>
    public Line? RetryLine { get; private set; }

    public TimeSpan? DownInterval { get; private set; }

    /// <summary>The settings of a section: its own values, then the file's.</summary>
    public static PaceSettings Settings(PaceDirectives own, PaceDirectives shared) => new()
    {
        SuccessCount = own.SuccessCount ?? shared.SuccessCount ?? 1,
        RetryInterval = own.RetryInterval ?? shared.RetryInterval,
        DownInterval = own.DownInterval ?? shared.DownInterval,
    };

    /// <returns>Whether the line is one of these directives.</returns>
    public bool TryBind(DirectiveReader line)
    {
        switch (line.Name)
        {
            case "successcount":
                SuccessCount = line.Count() ?? SuccessCount;
                SuccessLine = line.Line;
                break;
            case "retryinterval":
                RetryInterval = ShortTime(line) ?? RetryInterval;
                RetryLine = line.Line;
                break;
            case "downinterval":
                DownInterval = line.Seconds() ?? DownInterval;
                break;
            default:
                return false;
        }

        line.IsOurs();
        return true;
    }

    /// <summary>"3" is 3 seconds, "500ms" half a second.</summary>
    private static TimeSpan? ShortTime(DirectiveReader line)
    {
        string value = line.Text.Split('#')[0].TrimEnd(ValueSyntax.Blanks);
        string digits = ValueSyntax.Digits(value);
        bool isMilliseconds = value == $"{digits}ms";
        int least = isMilliseconds ? ShortestMilliseconds : 1;
        if (digits.Length > 0 && (isMilliseconds || value == digits) && ValueSyntax.Clamp(digits, int.MaxValue) >= least)
            return isMilliseconds ? TimeSpan.FromMilliseconds(ValueSyntax.Clamp(digits, int.MaxValue)) : ValueSyntax.Seconds(digits);
        line.Error($"invalid {line.Name} \"{DirectiveReader.Shorten(line.Text)}\": expected seconds from 1, "
            + $"or milliseconds from {ShortestMilliseconds}ms, as in 500ms");
        return null;
    }
}
