using Ldirectord.Daemon;
using Ldirectord.Planning;
using Ldirectord.Ipvs;

namespace Ldirectord.Cli;

/// <summary>plan: what start would change in the kernel, as ipvsadm commands, nothing done.</summary>
internal static class PlanCommand
{
    public static int Run(CommandContext run)
    {
        if (LogSink.Problem(run.Config) is { } warning)
            run.Error.WriteLine(warning.Format(Environment.ProcessId));
        IpvsTable table;
        try
        {
            if (!NetlinkIpvs.IsAvailable())
                run.Error.WriteLine("this kernel has no IPVS, or has not loaded it yet; the plan is for an empty table");
            table = IpvsSource.Open(dryRun: true).Read();
        }
        catch (IpvsException e)
        {
            // There is a table, and it cannot be seen: a plan without it would be wrong.
            run.Error.WriteLine($"there is no plan: {e.Message}");
            return ExitCode.Failed;
        }
        Write(StartPlan.Of(run.Config, table), run.Out);
        return ExitCode.Ok;
    }

    /// <summary>What waits for a check is a comment: pasted into a shell, the plan puts no unchecked server in.</summary>
    public static void Write(StartPlan plan, TextWriter output)
    {
        foreach (var change in plan.Now)
            output.WriteLine(IpvsadmFormat.Command(change.Operation));
        foreach (var change in plan.AfterFirstPass)
            output.WriteLine($"# after its first passed check: {IpvsadmFormat.Command(change.Operation)}");
    }
}
