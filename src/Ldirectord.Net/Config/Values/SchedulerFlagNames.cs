using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>Reads schedflags: the words of ipvsadm(8), --sched-flags, separated by commas.</summary>
internal static class SchedulerFlagNames
{
    /// <summary>The words end at the first blank.</summary>
    public static ServiceFlags Bind(Line line, string scheduler, DiagnosticList diagnostics)
    {
        var flags = ServiceFlags.None;
        string words = ValueSyntax.FirstRun(line.Value, c => !ValueSyntax.Blanks.Contains(c)).Trim('"');
        foreach (string word in words.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            ServiceFlags? flag = word switch
            {
                "flag-1" => ServiceFlags.Scheduler1,
                "flag-2" => ServiceFlags.Scheduler2,
                "flag-3" => ServiceFlags.Scheduler3,
                "sh-fallback" when scheduler == "sh" => ServiceFlags.Scheduler1,
                "sh-port" when scheduler == "sh" => ServiceFlags.Scheduler2,
                "mh-fallback" when scheduler == "mh" => ServiceFlags.Scheduler1,
                "mh-port" when scheduler == "mh" => ServiceFlags.Scheduler2,
                _ => null,
            };
            if (flag is null)
            {
                string own = scheduler is "sh" or "mh" ? $"{scheduler}-fallback, {scheduler}-port, " : "";
                diagnostics.OriginalAccepts(line.Number, line.ValueColumn,
                    $"invalid schedflags \"{DirectiveReader.Shorten(word)}\" for the scheduler {scheduler}: "
                    + $"expected {own}flag-1, flag-2 or flag-3");
            }

            flags |= flag ?? ServiceFlags.None;
        }

        return flags;
    }
}
