using Ldirectord.Health;
using Ldirectord.Ipvs;

namespace Ldirectord.Cli;

/// <summary>plan: what start would change in the kernel, as ipvsadm commands, nothing done.</summary>
internal static class PlanCommand
{
    public static int Run(Invocation run)
    {
        IpvsTable table;
        try
        {
            table = Table.Open(dryRun: false).Read();
        }
        catch (IpvsException e)
        {
            run.Error.WriteLine($"{e.Message}; the plan is for an empty table");
            table = IpvsTable.Empty;
        }
        Write(Adoption.Plan(run.Config, table), run.Out);
        return ExitCode.Ok;
    }

    /// <summary>What waits for a check is a comment: pasted into a shell, the plan puts no unchecked server in.</summary>
    public static void Write(StartPlan plan, TextWriter output)
    {
        foreach (var change in plan.Now)
            output.WriteLine(IpvsadmNotation.Command(change.Operation));
        foreach (var change in plan.AfterFirstPass)
            output.WriteLine($"# after its first passed check: {IpvsadmNotation.Command(change.Operation)}");
    }
}
