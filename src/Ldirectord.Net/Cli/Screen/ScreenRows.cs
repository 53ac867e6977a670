using System.Collections.Immutable;
using System.Net;
using Ldirectord.Director;
using Ldirectord.Status;

namespace Ldirectord.Cli;

/// <summary>Which rows there are, and their order.</summary>
internal static class ScreenRows
{
    public static ImmutableArray<ScreenRow> Of(StatusReport? report, ScreenView view, DateTimeOffset now)
    {
        if (report is null)
            return [];
        var words = view.Filter.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var rows = ImmutableArray.CreateBuilder<ScreenRow>();
        foreach (var service in report.Services)
        {
            var isFine = ProblemRules.Of(service, report.Comparison).IsEmpty;
            var servers = service.Servers.Select(server => new ScreenRow(service, server, ProblemRules.IsFine(server, now)))
                .Where(row => !(view.OnlyProblems && row.IsFine) && Has(row, words)).ToList();
            if (view.Sort == ScreenSort.File)
            {
                var head = new ScreenRow(service, null, isFine);
                // A head alone: it has a problem of its own, or no servers.
                if (servers.Count > 0 || (Has(head, words) && (!view.OnlyProblems || !isFine)))
                    rows.Add(head);
            }

            rows.AddRange(servers);
        }

        return view.Sort == ScreenSort.File && !view.IsReversed ? rows.ToImmutable() : Sorted(rows, view);
    }

    private static ImmutableArray<ScreenRow> Sorted(IReadOnlyCollection<ScreenRow> rows, ScreenView view)
    {
        if (view.Sort == ScreenSort.File)
        {
            // The last service first, but its head still above its servers.
            return [.. rows.GroupBy(row => row.Service.Virtual).Reverse().SelectMany(service => service)];
        }

        var sorted = view.Sort switch
        {
            ScreenSort.State => rows.OrderBy(row => Rank(row.Server!, row.IsFine)),
            ScreenSort.Connections => rows.OrderByDescending(row => row.Server!.Active),
            ScreenSort.Changed => rows.OrderByDescending(row => row.Server!.Since),
            ScreenSort.Duration => rows.OrderByDescending(row => row.Server!.Ms ?? -1),
            _ => rows.OrderBy(row => Number(row.Server!.Real), StringComparer.Ordinal),
        };
        return view.IsReversed ? [.. sorted.Reverse()] : [.. sorted];
    }

    private static int Rank(ServerReport server, bool isFine) => server switch
    {
        { Health: ReportedHealth.Down } => 0,
        { Health: ReportedHealth.Kept } => 1,
        { Health: ReportedHealth.Unknown } => 2,
        { Fallback: true } when !isFine => 3,
        { Health: ReportedHealth.Maintenance or ReportedHealth.Drain } => 4,
        _ => isFine ? 6 : 5,
    };

    /// <summary>An address in an order that is its number's: IPv4 before IPv6, then the port.</summary>
    private static string Number(string real) => IPEndPoint.TryParse(real, out var end)
        ? $"{end.Address.GetAddressBytes().Length:00}{Convert.ToHexString(end.Address.GetAddressBytes())}{end.Port:00000}"
        : real;

    private static bool Has(ScreenRow row, string[] words)
    {
        if (words.Length == 0)
            return true;
        var text = $"{row.Service.Virtual} {row.Service.Line}";
        if (row.Server is { } server)
            text += $" {server.Real} {ScreenWords.State(server)} {server.Reason} {ScreenWords.Note(server)}";
        return words.All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
