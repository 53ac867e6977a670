namespace Ldirectord.Config;

/// <summary>active and standby, of the file or of a virtual section. Null if not set. Both are ours.</summary>
internal sealed class ActivityDirectives
{
    /// <summary>As written: vip may be without an address.</summary>
    public ActiveCondition? Active { get; private set; }

    public Line? ActiveLine { get; private set; }

    public StandbyMode? Standby { get; private set; }

    public Line? StandbyLine { get; private set; }

    /// <returns>Whether the line is one of these directives.</returns>
    public bool TryBind(DirectiveReader line)
    {
        switch (line.Name)
        {
            case "active":
                (Active, ActiveLine) = (ActiveValue.Read(line) ?? Active, line.Line);
                break;
            case "standby":
                (Standby, StandbyLine) = (Mode(line) ?? Standby, line.Line);
                break;
            default:
                return false;
        }

        line.IsOurs();
        return true;
    }

    private static StandbyMode? Mode(DirectiveReader line)
    {
        StandbyMode? mode = line.Text switch
        {
            "ready" => StandbyMode.Ready,
            "suspend" => StandbyMode.Suspend,
            _ => null,
        };
        if (mode is null)
        {
            string expected = DirectiveReader.InLowerCase(line.Text, "ready", "suspend") ?? "ready or suspend";
            line.Error($"invalid standby \"{DirectiveReader.Shorten(line.Text)}\": expected {expected}");
        }

        return mode;
    }
}
