namespace Ldirectord.Config;

/// <summary>minservers, recoverservers, lost and keepservers, of the file or of a virtual section. Null if not set. All are ours.</summary>
internal sealed class QuorumDirectives
{
    public ServerShare? MinServers { get; private set; }

    public ServerShare? RecoverServers { get; private set; }

    public LostMode? Lost { get; private set; }

    public int? KeepPercent { get; private set; }

    /// <summary>The last of these lines, for warnings.</summary>
    public Line? Last { get; private set; }

    /// <summary>The settings of a section: its own values, then the file's.</summary>
    public static QuorumSettings Settings(QuorumDirectives own, QuorumDirectives shared) => new(
        own.MinServers ?? shared.MinServers ?? ServerShare.One,
        own.RecoverServers ?? shared.RecoverServers,
        own.Lost ?? shared.Lost ?? LostMode.Fallback)
    {
        KeepPercent = own.KeepPercent ?? shared.KeepPercent ?? 0,
    };

    /// <returns>Whether the line is one of these directives.</returns>
    public bool TryBind(DirectiveReader line)
    {
        switch (line.Name)
        {
            case "minservers":
                MinServers = Share(line) ?? MinServers;
                break;
            case "recoverservers":
                RecoverServers = Share(line) ?? RecoverServers;
                break;
            case "lost":
                Lost = Mode(line) ?? Lost;
                break;
            case "keepservers":
                KeepPercent = Percent(line) ?? KeepPercent;
                break;
            default:
                return false;
        }

        Last = line.Line;
        line.IsOurs();
        return true;
    }

    private static ServerShare? Share(DirectiveReader line)
    {
        if (Number(line) is { Value: >= 1 } share && (!share.IsPercent || share.Value <= 100))
            return share;
        line.Error($"invalid {line.Name} \"{DirectiveReader.Shorten(line.Text)}\": "
            + "expected a number of servers from 1, or percent, as in 50%");
        return null;
    }

    private static int? Percent(DirectiveReader line)
    {
        if (Number(line) is { IsPercent: true, Value: <= 100 and var percent })
            return percent;
        line.Error($"invalid {line.Name} \"{DirectiveReader.Shorten(line.Text)}\": expected percent from 0% to 100%, as in 50%");
        return null;
    }

    private static ServerShare? Number(DirectiveReader line)
    {
        string value = line.Text.Split('#')[0].TrimEnd(ValueSyntax.Blanks);
        string digits = ValueSyntax.Digits(value);
        bool isPercent = value == $"{digits}%";
        return digits.Length > 0 && (isPercent || value == digits)
            ? new ServerShare(ValueSyntax.Clamp(digits, int.MaxValue), isPercent)
            : null;
    }

    private static LostMode? Mode(DirectiveReader line)
    {
        LostMode? mode = line.Text switch
        {
            "fallback" => LostMode.Fallback,
            "join" => LostMode.Join,
            "all" => LostMode.All,
            _ => null,
        };
        if (mode is null)
            line.Error($"invalid lost \"{DirectiveReader.Shorten(line.Text)}\": expected fallback, join or all");
        return mode;
    }
}
