using Ldirectord.Checks;

namespace Ldirectord.Config;

/// <summary>The directives of a virtual section about the program of an external check. All are ours: the original has none.</summary>
internal sealed class ProgramDirectives
{
    /// <summary>exitcodes; null if not set.</summary>
    public ExitCodes? ExitCodes { get; private set; }

    /// <returns>Whether the line is this directive.</returns>
    public bool TryBind(DirectiveReader line)
    {
        switch (line.Name)
        {
            case "exitcodes":
                BindExitCodes(line);
                break;
            default:
                return false;
        }

        line.IsOurs();
        return true;
    }

    private void BindExitCodes(DirectiveReader line)
    {
        if (Find(line.Text) is { } codes)
        {
            ExitCodes = codes;
            return;
        }

        string expected = DirectiveReader.InLowerCase(line.Text, "ldirectord", "nagios", "keepalived")
            ?? "ldirectord, nagios or keepalived";
        line.Error($"invalid exitcodes \"{DirectiveReader.Shorten(line.Text)}\": expected {expected}");
    }

    private static ExitCodes? Find(string word) => word switch
    {
        "ldirectord" => Checks.ExitCodes.Ldirectord,
        "nagios" => Checks.ExitCodes.Nagios,
        "keepalived" => Checks.ExitCodes.Keepalived,
        _ => null,
    };
}
