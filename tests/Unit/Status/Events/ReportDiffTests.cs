using System.Text;
using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Status;

namespace Ldirectord.Tests.Status;

public class ReportDiffTests
{
    private const string Service = "tcp:10.0.0.1:80";

    [Fact]
    public void NothingNew_IsNoChange() => Assert.Null(new ReportDiff(Report(3)).Next(Report(3)));

    [Fact]
    public void ServerThatDies_IsToldWhole_AndAlone()
    {
        var diff = new ReportDiff(Report(3));
        var change = diff.Next(Report(3, server => server.Real == "10.0.0.2:80" ? server with { Health = ReportedHealth.Down } : server))!;
        Assert.Equal(("10.0.0.2:80", ReportedHealth.Down), (Told(change).Single().Real, Told(change).Single().Health));
        Assert.Empty(change.Services);
        Assert.Null(change.Top);
    }

    [Fact]
    public void ServersWithNewNumbersAlone_TakeTurns_AndNoneIsForgotten()
    {
        var diff = new ReportDiff(Report(250));
        var checkedAgain = Report(250, server => server with { Strip = "+", CheckedAt = DateTimeOffset.UnixEpoch.AddSeconds(1) });
        var told = new List<string>();
        while (diff.Next(checkedAgain) is { } change)
        {
            Assert.InRange(Told(change).Count(), 1, ReportDiff.Budget);
            told.AddRange(Told(change).Select(server => server.Real));
        }

        Assert.Equal(250, told.Count);
        Assert.Equal(250, told.Distinct().Count());
    }

    [Fact]
    public void FieldsOfAService_AreToldWithoutItsServers()
    {
        var diff = new ReportDiff(Report(2));
        var report = Report(2);
        var change = diff.Next(report with { Services = [report.Services[0] with { Lost = "1 of 4 up, 2 wanted", Curve = [1.5] }] })!;
        Assert.Equal("1 of 4 up, 2 wanted", (string?)change.Services[Service]["lost"]);
        Assert.False(change.Services[Service].ContainsKey("servers"));
        Assert.Empty(change.Servers);
        Assert.DoesNotContain("\"servers\":[", Encoding.UTF8.GetString(StreamFrames.Change(change)), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsGone_IsTold()
    {
        var diff = new ReportDiff(Report(3));
        Assert.Equal(["10.0.0.3:80"], diff.Next(Report(2))!.Removed.Servers[Service]);
        Assert.Equal([Service], diff.Next(Report(2) with { Services = [] })!.Removed.Services);
        Assert.Null(diff.Next(Report(2) with { Services = [] }));
    }

    [Fact]
    public void ChangeOfTwoThousandServers_StaysSmall()
    {
        var diff = new ReportDiff(Report(2000));
        var change = diff.Next(Report(2000, server => server with { Active = 5, Strip = new string('+', 100) }))!;
        Assert.InRange(StreamFrames.Change(change).Length, 10_000, 120_000);
    }

    private static IEnumerable<ServerReport> Told(ChangeReport change) => change.Servers.Values.SelectMany(servers => servers.Values);

    private static StatusReport Report(int servers, Func<ServerReport, ServerReport>? edit = null) => new(
        "/etc/ha.d/web.cf", DateTimeOffset.UnixEpoch, false,
        [
            new ServiceReport(Service, "TCP  10.0.0.1:80 wrr", "wrr", true,
            [
                .. Enumerable.Range(1, servers).Select(i => new ServerReport(
                    $"10.0.{i / 250}.{i % 250}:80", "Masq", 1, 1, 0, 0, ReportedHealth.Up, StatusCode.ResponseOk, "fine", 1, 0,
                    DateTimeOffset.UnixEpoch, false, null)).Select(edit ?? (server => server)),
            ]),
        ]);
}
