using System.Net;
using System.Text.Json;
using Ldirectord.Checks;
using Ldirectord.Cli;
using Ldirectord.Config;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Cli;

public class ProbeCommandTests
{
    [Fact]
    public async Task AllUp_Answers0_OneLineForEachRealServer()
    {
        var (code, output, _) = await RunAsync(
            Sample.Virtual(Sample.Real(2, Fake(2, new(StatusCode.ResponseOk, "HTTP 200 OK"))),
                Sample.Real(3, Fake(3, new(StatusCode.ResponseOk, "HTTP 204")))));
        Assert.Equal(0, code);
        Assert.Equal(
            "tcp:10.0.0.1:80              10.0.0.2:80              up         0.0 ms  HTTP 200 OK\n"
            + "tcp:10.0.0.1:80              10.0.0.3:80              up         0.0 ms  HTTP 204\n",
            output);
    }

    [Fact]
    public async Task OneDown_Answers1()
    {
        var (code, output, _) = await RunAsync(Sample.Virtual(
            Sample.Real(2, Fake(2, new(StatusCode.ResponseOk, "HTTP 200 OK"))),
            Sample.Real(3, Fake(3, new(StatusCode.ConnectRefused, "connection refused")))));
        Assert.Equal(1, code);
        Assert.Contains("10.0.0.3:80              down       0.0 ms  connection refused\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_IsOneObjectALine()
    {
        var (_, output, _) = await RunAsync(new CommandLine(Verb.Probe, Json: true), Sample.Virtual(
            Sample.Real(2, new AlwaysUpCheck(Sample.EndPoint(2))),
            Sample.Real(3, Fake(3, new(StatusCode.ResponseStatus,
                "said \"no\"\n")
            { CertificateExpires = new(2026, 11, 29, 12, 0, 0, DateTimeKind.Utc) }))));
        Assert.Equal(
            """
            {"virtual":"tcp:10.0.0.1:80","real":"10.0.0.2:80","check":"on",
            "up":true,"ms":0,"code":"always_up","reason":"always up","certificateExpires":null}
            {"virtual":"tcp:10.0.0.1:80","real":"10.0.0.3:80","check":"fake",
            "up":false,"ms":0,"code":"response_status","reason":"said \u0022no\u0022\\x0A","certificateExpires":"2026-11-29T12:00:00+00:00"}

            """,
            output.Replace(",\"up\"", ",\n\"up\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(14, "; its certificate expires in 9 days (2026-11-29)")]
    [InlineData(9, "")]
    [InlineData(0, "")]
    public async Task CertificateThatExpiresSoon_IsSaid(int days, string said)
    {
        var check = Fake(2, new CheckResult(StatusCode.ResponseOk,
            "HTTP 200 OK")
        { CertificateExpires = new(2026, 11, 29, 12, 0, 0, DateTimeKind.Utc) });
        var (_, output, _) = await RunAsync(Sample.Virtual(Sample.Real(2, check)) with { CertificateWarningDays = days });
        Assert.EndsWith($" ms  HTTP 200 OK{said}\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServiceThatIsOff_IsNotProbed_AndSaysOff()
    {
        var check = Fake(2, new(StatusCode.ResponseOk, "never"));
        var (code, output, _) = await RunAsync(Sample.Virtual(Sample.Real(2, check)) with { IsOff = true });
        Assert.Equal((0, 0), (code, check.Runs));
        Assert.Equal("tcp:10.0.0.1:80              10.0.0.2:80              off\n", output);
    }

    [Fact]
    public async Task EqualChecks_AreOneProbe()
    {
        var check = Fake(2, new(StatusCode.ResponseOk, "yes"));
        await RunAsync(Sample.Virtual(Sample.Real(2, check)), Sample.Virtual(Sample.Real(2, check with { })));
        Assert.Equal(1, check.Runs);
    }

    [Fact]
    public async Task AgentIsAskedToo_AndWhatItSaysIsShown_PrintableAndShort_WithoutAnEffectOnTheExitCode()
    {
        await using var drain = new FakeAgent("drain #new\u001b[31mdisk");
        await using var lost = new FakeAgent(new string('x', 500));
        var service = Sample.Virtual(
            Sample.Real(2, Fake(2, new(StatusCode.ResponseOk, "HTTP 200 OK"))) with { Agent = drain.Check },
            Sample.Real(3, Fake(3, new(StatusCode.ResponseOk, "HTTP 204"))) with { Agent = lost.Check },
            Sample.Real(4, Fake(4, new(StatusCode.ResponseOk, "HTTP 201"))) with { Agent = drain.Check });
        var (code, output, _) = await RunAsync(service);
        var lines = output.Split('\n');
        Assert.Equal(0, code);
        Assert.EndsWith(" ms  HTTP 200 OK; agent drain #new\\x1B[31mdisk", lines[0], StringComparison.Ordinal);
        Assert.EndsWith($" ms  HTTP 204; agent failed: the agent says \"{new string('x', 60)}…\"", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(" ms  HTTP 201; agent drain #new\\x1B[31mdisk", lines[2], StringComparison.Ordinal);
        Assert.Equal(1, drain.Questions);

        (_, output, _) = await RunAsync(new CommandLine(Verb.Probe, Json: true), service);
        Assert.Equal(
            ["drain #new\\x1B[31mdisk response_ok", "- response_malformed", "drain #new\\x1B[31mdisk response_ok"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
                .Select(row => $"{row.GetProperty("agent").GetString() ?? "-"} {row.GetProperty("agentCode").GetString()}"));

        (_, output, _) = await RunAsync(service with { IsOff = true });
        Assert.DoesNotContain("agent", output, StringComparison.Ordinal);
        Assert.Equal(2, drain.Questions);
    }

    private static FakeCheck Fake(int last, CheckResult result) => new(Sample.EndPoint(last), result, new Counter());

    private static Task<(int Code, string Out, string Error)> RunAsync(params VirtualService[] services) =>
        RunAsync(new CommandLine(Verb.Probe), services);

    private static async Task<(int Code, string Out, string Error)> RunAsync(CommandLine line, params VirtualService[] services)
    {
        var run = Sample.Invoke(line, Sample.Config(services), "/nowhere");
        var code = await ProbeCommand.RunAsync(run, new ManualTime());
        return (code, run.Out.ToString()!, run.Error.ToString()!);
    }

    private sealed record FakeCheck(IPEndPoint Target, CheckResult Result, Counter Counter) : Check(Target, TimeSpan.FromSeconds(5))
    {
        public override string Kind => "fake";

        public int Runs => Counter.Count;

        public override ValueTask<CheckResult> RunAsync(CancellationToken ct)
        {
            Counter.Increment();
            return new(Result);
        }
    }

    private sealed class Counter
    {
        private int _count;

        public int Count => _count;

        public void Increment() => Interlocked.Increment(ref _count);
    }
}
