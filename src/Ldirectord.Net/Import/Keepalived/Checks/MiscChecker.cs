namespace Ldirectord.Import;

/// <summary>MISC_CHECK: a program, its exit status, and a weight if it is dynamic.</summary>
internal static class MiscChecker
{
    public static void Translate(CheckDraft draft, KeepalivedStatement checker, Settings settings, string? user)
    {
        if (settings.Find("misc_path") is not { } path || LineGrammar.Command(path.Word(1) ?? "") is not [var program, .. var arguments])
        {
            draft.Loss(checker, "misc_path is missing");
            return;
        }

        if (arguments.Prepend(program).Any(word => word.Contains('#')))
        {
            draft.Loss(
                path, "a number sign begins a comment in ldirectord.cf: put the command into a script; until then nothing is checked");
            return;
        }

        draft.Add("checktype", "external", checker.From, "MISC_CHECK runs a program");
        draft.Add("checkcommand", program, path.From, "the first word of misc_path");
        draft.Add("checkarguments", $"\"{string.Join(' ', arguments.Select(Argument))}\"", path.From, "the other words of misc_path");
        if (settings.Find("misc_dynamic") is { } dynamic)
            draft.Add("exitcodes", "keepalived", dynamic.From, "with misc_dynamic an exit status from 2 is a weight");
        var by = settings.Find("user");
        if ((by?.Word(1) ?? user) is { } name)
            draft.Add("checkuser", name, settings.From(by), "user, script_user of global_defs without it");
        if (by?.Word(2) is { } group)
            draft.Loss(by, $"a program runs with the groups of its user, not with {group} alone");
    }

    // Braces are placeholders, and quotes keep blanks.
    private static string Argument(string word)
    {
        var plain = word.Replace("{", "{{", StringComparison.Ordinal);
        return plain.Length > 0 && plain.AsSpan().IndexOfAny(" \t'\"") < 0 ? plain
            : plain.Contains('\'') ? $"\"{plain}\"" : $"'{plain}'";
    }
}
