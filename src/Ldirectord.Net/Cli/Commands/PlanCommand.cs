using Ldirectord.Daemon;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Networking;
using Ldirectord.Planning;

namespace Ldirectord.Cli;

/// <summary>plan: prints what start would change in the kernel, as ipvsadm commands.</summary>
internal static class PlanCommand
{
    public static int Run(CommandContext run)
    {
        if (LogSink.StartWarning(run.Config) is { } warning)
            run.Error.WriteLine(warning.Format(Environment.ProcessId));
        IpvsTable table;
        ConnectionTimeouts? timeouts = null;
        IReadOnlyList<SyncDaemon> running = [];
        try
        {
            if (!NetlinkIpvs.IsAvailable())
                run.Error.WriteLine("this kernel has no IPVS, or has not loaded it yet; the plan is for an empty table");
            else
            {
                timeouts = run.Config.IpvsTimeouts is null ? null : NetlinkTimeouts.Read();
                running = run.Config.SyncDaemons.IsEmpty ? [] : NetlinkSync.Read();
            }

            table = IpvsSource.Open(dryRun: true).Read();
        }
        catch (IpvsException e)
        {
            // The kernel has a table that cannot be read: a plan for an empty one would be wrong.
            run.Error.WriteLine($"cannot compute the plan: {e.Message}");
            return ExitCode.Failed;
        }
        var maintenance = MaintenanceAtStart.Of(run.Config, HostNames.NameAsync, TimeProvider.System);
        var plan = StartPlan.Of(run.Config, table, timeouts, (service, server) => maintenance.OrderOf(server.EndPoint, service.CheckId));
        plan = plan with { Sync = SyncRules.AtStart(run.Config.SyncDaemons, running) };
        Write(plan, run.Out);
        return ExitCode.Ok;
    }

    /// <summary>Commands that wait for a check are comments: the plan, pasted into a shell, adds no unchecked server.</summary>
    public static void Write(StartPlan plan, TextWriter output)
    {
        if (plan.Timeouts is { } timeouts)
            output.WriteLine($"ipvsadm --set {timeouts.Tcp} {timeouts.TcpFin} {timeouts.Udp}");
        foreach (var change in plan.Now)
            output.WriteLine(IpvsadmFormat.Command(change.Operation));
        foreach (var command in plan.Sync.SelectMany(step => step.Commands))
            output.WriteLine(command);
        foreach (var change in plan.AfterFirstPass)
            output.WriteLine($"# after its first passed check: {IpvsadmFormat.Command(change.Operation)}");
    }
}
