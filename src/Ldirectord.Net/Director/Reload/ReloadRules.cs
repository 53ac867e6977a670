using Ldirectord.Config;

namespace Ldirectord.Director;

/// <summary>How a bad reload is refused: the one decision whether a configuration that was read may become the active one. Pure.</summary>
internal static class ReloadRules
{
    /// <summary>Maximum number of errors logged for a rejected file: every line may have one.</summary>
    public const int MaximumErrorsLogged = 20;

    /// <summary>
    /// A file is rejected, and the active configuration stays, if
    /// - it has an error,
    /// - this process cannot run with it, or
    /// - it defines no virtual service while the active one does, unless the operator asked for the reload. An editor that dies and a full
    /// disk empty a file, too.
    /// </summary>
    /// <param name="problem">Why this process cannot run with it; null if it can.</param>
    /// <param name="activeServices">Number of virtual services in the active configuration.</param>
    /// <param name="wasAsked">An operator asked for the reload, by SIGHUP or by "ldirectord reload".</param>
    public static ReloadDecision Decide(ConfigResult read, Diagnostic? problem, int activeServices, bool wasAsked)
    {
        if (read.Config is not { } next || problem is not null)
        {
            var errors = read.Errors.ToList();
            if (problem is not null)
                errors.Add(problem);
            return ReloadDecision.Reject(errors[0].Sentence, Rejected(errors.Count));
        }

        if (next.VirtualServices.IsEmpty && activeServices > 0 && !wasAsked)
            return ReloadDecision.Reject($"{next.Path} no longer defines any virtual service", Emptied(next.Path, activeServices));
        return ReloadDecision.Accept(next);
    }

    private static string Rejected(int errors)
    {
        var named = errors > MaximumErrorsLogged ? $", the first {MaximumErrorsLogged} above, \"ldirectord check\" names all" : "";
        return $"Configuration rejected: {errors} error(s){named}. The previous configuration stays active";
    }

    private static string Emptied(string path, int activeServices) =>
        $"{path} no longer defines any virtual service, so autoreload ignored it. {activeServices} service(s) stay active; "
        + "run \"ldirectord reload\" to remove them";
}
