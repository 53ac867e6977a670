namespace Ldirectord.Config;

/// <summary>repair and repairinterval: whether the daemon corrects a table that somebody else changed.</summary>
internal sealed class RepairDirectives
{
    private RepairMode _mode;
    private DirectiveReader? _intervalLine;
    private TimeSpan? _interval;

    public RepairSettings Settings => _mode == RepairMode.No ? RepairSettings.No : new RepairSettings(_mode, _interval);

    /// <returns>Whether the line is one of these directives.</returns>
    public bool TryBind(DirectiveReader line)
    {
        switch (line.Name)
        {
            case "repair":
                line.IsOurs();
                _mode = Mode(line) ?? _mode;
                return true;
            case "repairinterval":
                line.IsOurs();
                _interval = line.Seconds() ?? _interval;
                _intervalLine = line;
                return true;
            default:
                return false;
        }
    }

    /// <summary>The file has ended: warns of an interval that has no effect.</summary>
    public void End()
    {
        if (_mode == RepairMode.No && _interval is not null)
            _intervalLine?.Warning("repairinterval has no effect without repair: expected repair = missing or repair = all");
    }

    private static RepairMode? Mode(DirectiveReader line)
    {
        RepairMode? mode = line.Text switch
        {
            "no" => RepairMode.No,
            "missing" => RepairMode.Missing,
            "all" => RepairMode.All,
            _ => null,
        };
        if (mode is null)
        {
            line.Error($"invalid repair \"{DirectiveReader.Shorten(line.Text)}\": expected "
                + (DirectiveReader.InLowerCase(line.Text, "no", "missing", "all") ?? "no, missing or all"));
        }

        return mode;
    }
}
