using System.Globalization;
using Ldirectord.Checks;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>The directives of a virtual section about the program of a check. All are ours: the original has none.</summary>
internal sealed class ProgramDirectives
{
    /// <summary>exitcodes; null if not set.</summary>
    public ExitCodes? ExitCodes { get; private set; }

    /// <summary>warningweight, in percent, 0..100; null if not set.</summary>
    public int? WarningWeight { get; private set; }

    /// <summary>The line of warningweight; null if not set.</summary>
    public Line? WarningWeightLine { get; private set; }

    /// <summary>checkarguments; null if not set.</summary>
    public ArgumentTemplate? Arguments { get; private set; }

    /// <summary>checkuser; null if not set, and if it is the user of this process.</summary>
    public UserAccount? User { get; private set; }

    /// <summary>The line of checkuser; null if not set.</summary>
    public Line? UserLine { get; private set; }

    /// <returns>Whether the line is one of these directives.</returns>
    public bool TryBind(DirectiveReader line)
    {
        switch (line.Name)
        {
            case "exitcodes":
                BindExitCodes(line);
                break;
            case "warningweight":
                (WarningWeight, WarningWeightLine) = (Percent(line) ?? WarningWeight, line.Line);
                break;
            case "checkarguments":
                Arguments = ArgumentTemplate.Parse(line) ?? Arguments;
                break;
            case "checkuser":
                BindUser(line);
                break;
            default:
                return false;
        }

        line.IsOurs();
        return true;
    }

    /// <summary>Refuses warningweight with exit codes that have no WARNING.</summary>
    public void Refuse(DiagnosticList diagnostics)
    {
        if (WarningWeightLine is { } line && ExitCodes != Checks.ExitCodes.Nagios)
        {
            diagnostics.Error(line.Number, line.ValueColumn,
                "warningweight without exitcodes = nagios, which alone has a warning: expected exitcodes = nagios");
        }
    }

    private static int? Percent(DirectiveReader line)
    {
        string text = line.Text.Split('#')[0].TrimEnd(ValueSyntax.Blanks);
        if (text.EndsWith('%') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int percent)
            && percent <= 100)
            return percent;
        line.Error($"invalid warningweight \"{DirectiveReader.Shorten(line.Text)}\": expected percent of the weight, 0%..100%");
        return null;
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

    private void BindUser(DirectiveReader line)
    {
        UserLine = line.Line;
        if (line.TextOrQuoted() is not { } name)
            return;
        var (shown, own) = (DirectiveReader.Shorten(name), PosixFile.EffectiveUser());
        if (UserAccount.Find(Latin1.ToText(name)) is not { } user)
            line.Error($"invalid checkuser \"{shown}\": this machine has no such user");
        else if (user.Id == own)
            User = null;
        else if (own != 0)
            line.Error($"checkuser = {shown} needs root: this process is of user {own} and cannot become another one");
        else if (ProgramFile.Problem(ProgramLaunch.UserChanger, isScript: false) is { } problem)
            line.Error($"checkuser needs the program {ProgramLaunch.UserChanger} (Debian package util-linux): {problem}");
        else
            User = user;
    }

    private static ExitCodes? Find(string word) => word switch
    {
        "ldirectord" => Checks.ExitCodes.Ldirectord,
        "nagios" => Checks.ExitCodes.Nagios,
        "keepalived" => Checks.ExitCodes.Keepalived,
        _ => null,
    };
}
