using System.Diagnostics;
using System.Globalization;
using System.Net;
using Ldirectord.Checks;
using Ldirectord.Health;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>External checks whose program's output and exit status are read by the rules of exitcodes.</summary>
public sealed class ExitCodesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Plugin_GivesReasonAndWeight()
    {
        var result = await Probing.ResultAsync(Check("echo \"OK: $1 $4 | weight=30%\"; exit 0"));

        Assert.Equal(
            (StatusCode.ProgramOk, "OK: 10.0.0.1 80", new WeightAnswer(30, IsPercent: true)), (result.Code, result.Detail, result.Weight));
    }

    [Fact]
    public async Task PerlScript_IsReadToo()
    {
        var path = _folder.Write("check.pl", "print qq{CRITICAL: no\\n}; exit 2;");

        var result = await Probing.ResultAsync(Check("") with { Command = path, Perl = true });

        Assert.Equal((StatusCode.ProgramFailed, $"{path}: CRITICAL: no"), (result.Code, result.Detail));
    }

    [Fact]
    public async Task OutputThatIsTooLong_IsCut_AndHoldsNobodyUp()
    {
        var result = await Probing.ResultAsync(Check("head -c 1000000 /dev/zero | tr '\\0' x; echo ' | weight=3'; exit 0"));

        Assert.Equal((StatusCode.ProgramOk, null), (result.Code, result.Weight));
        Assert.StartsWith("xxxx", result.Detail, StringComparison.Ordinal);
        Assert.InRange(result.Detail.Length, 100, 1010);
    }

    [Fact]
    public async Task ProcessThatKeepsTheOutputOpen_IsNotWaitedFor()
    {
        // The process in a session of its own lives on; the test ends it.
        var pid = _folder.Path("pid");
        var result = await Probing.ResultAsync(Check($"setsid sleep 1000 & echo $! > {pid}; echo OK; exit 0"));
        Process.GetProcessById(int.Parse(File.ReadAllText(pid), CultureInfo.InvariantCulture)).Kill();

        Assert.Equal((StatusCode.ProgramOk, "OK"), (result.Code, result.Detail));
    }

    [Fact]
    public async Task ControlCharacters_AreNotShown() =>
        Assert.DoesNotContain('\e', (await Probing.ResultAsync(Check("printf 'OK \\033[31mred'"))).Detail);

    [Theory]
    [InlineData("nagios", "program_unknown")]
    [InlineData("keepalived", "local_error")]
    [InlineData("ldirectord", "local_error")]
    public async Task MissingProgram_SaysNothingOfTheServerForNagiosAlone(string codes, string code) => Assert.Equal(
        code,
        (await Probing.ResultAsync(
            Check("") with { Command = "/nowhere/check", ExitCodes = Enum.Parse<ExitCodes>(codes, ignoreCase: true) })).Code.Name());

    [Fact]
    public async Task ProgramThatHangs_IsAFailure_NotUnknown()
    {
        var started = _folder.Path("started");

        var result = await Probing.ResultPastDeadlineAsync(
            Check($"echo OK; touch {started}; sleep 1000"), () => File.Exists(started));

        Assert.Equal(StatusCode.ProgramTimeout, result.Code);
    }

    [Theory]
    [InlineData("Up")]
    [InlineData("Down")]
    [InlineData("Unknown")]
    public void Unknown_LeavesTheHealth(string state)
    {
        var health = new ServerHealth(Enum.Parse<ServerState>(state), Failures: 1);

        Assert.Equal(health, health.Next(new CheckResult(StatusCode.ProgramUnknown, "usage"), failureCount: 1));
    }

    [Fact]
    public async Task ManyAtOnce_EachReadsItsOwnOutput()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Probing.ResultAsync(Check($"echo {i}; exit 0"))));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), results.Select(result => result.Detail));
    }

    private ExternalCheck Check(string body) =>
        new(new IPEndPoint(IPAddress.Parse("10.0.0.2"), 80), TimeSpan.FromSeconds(30), Script(body), "10.0.0.1", 443, Perl: false)
        {
            ExitCodes = ExitCodes.Nagios,
        };

    // Another program writes the file: one that this process holds open for writing cannot be executed.
    private string Script(string body)
    {
        var path = _folder.Path($"check{Guid.NewGuid():N}");
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "cat > \"$0\"; chmod 755 \"$0\"", path])
        {
            RedirectStandardInput = true,
        })!;
        shell.StandardInput.Write($"#!/bin/sh\n{body}\n");
        shell.StandardInput.Close();
        shell.WaitForExit();
        return path;
    }
}
