using Ldirectord.Text;

namespace Ldirectord.Status;

/// <summary>What is not fine, as text: the table's rows of <see cref="StatusTable"/>, and the differences to the kernel's table.</summary>
internal static class ProblemTable
{
    /// <param name="report">The whole report.</param>
    /// <param name="colour">Whether the output is a terminal that shows colours.</param>
    public static string Render(StatusReport report, DateTimeOffset now, bool colour)
    {
        var servers = Plural.Of(report.Services.Sum(service => service.Servers.Count(server => !server.Fallback)), "real server");
        if (ProblemRules.IsFine(report, now))
            return $"{StatusTable.Title(report, now)}No problem: {Plural.Of(report.Services.Count, "virtual service")}, {servers}.\n";
        var only = ProblemRules.Only(report, now);
        var table = only.Services.Count > 0 ? StatusTable.Render(only, now, colour) : StatusTable.Title(report, now);
        if (report.Problem is { } problem)
            table += $"The file on disk is not active: {Printable.Of(problem)}\n";
        return only.Comparison is { Now.Count: > 0 } ? table + DriftTable.Differences(only.Comparison, now) : table;
    }
}
