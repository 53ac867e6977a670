namespace Ldirectord.Config;

/// <summary>The directive of a virtual section that notices a death between two checks. The original has none.</summary>
internal sealed class WatchDirectives
{
    /// <summary>watch.</summary>
    public WatchMode Mode { get; private set; }

    /// <summary>The last watch line; null if not set.</summary>
    public Line? Line { get; private set; }

    /// <returns>Whether the line is this directive.</returns>
    public bool TryBind(DirectiveReader line)
    {
        switch (line.Name)
        {
            case "watch":
                BindMode(line);
                break;
            default:
                return false;
        }

        line.IsOurs();
        return true;
    }

    private void BindMode(DirectiveReader line)
    {
        WatchMode? mode = line.Text switch
        {
            "no" => WatchMode.No,
            "connection" => WatchMode.Connection,
            _ => null,
        };
        if (mode is null)
        {
            var expected = DirectiveReader.InLowerCase(line.Text, "no", "connection") ?? "no or connection";
            line.Error($"invalid watch \"{DirectiveReader.Shorten(line.Text)}\": expected {expected}");
        }

        (Mode, Line) = (mode ?? Mode, line.Line);
    }
}
