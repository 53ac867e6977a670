
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>What schedflags means: the words of ipvsadm(8), --sched-flags, between commas.</summary>
internal static class SchedulerFlagNames
{
    /// <summary>The words are the first thing in the value that has no blanks.</summary>
    public static ServiceFlags Bind(Line line, string scheduler, DiagnosticList report, int reachedAt)
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
                string expected = scheduler is "sh" or "mh" ? $"{scheduler}-fallback, {scheduler}-port, flag-1, flag-2 or flag-3" : "flag-1, flag-2 or flag-3";
                report.OriginalAccepts(line.Number, line.ValueColumn, $"invalid schedflags \"{DirectiveReader.Shorten(word)}\" for the scheduler {scheduler}: expected {expected}", reachedAt);
            }

            flags |= flag ?? ServiceFlags.None;
        }

        return flags;
    }
}
