using System.Text;
using Ldirectord.Checks;
using Ldirectord.Platform;

namespace Ldirectord.Tests.Checks;

/// <summary>What an exit status and a first line mean, by the rules of each of exitcodes.</summary>
public sealed class ProgramVerdictTests
{
    private const int Killed = -9;

    [Theory]
    [InlineData("ldirectord", 0, "program_ok")]
    [InlineData("ldirectord", 1, "program_failed")]
    [InlineData("ldirectord", 3, "program_failed")]
    [InlineData("nagios", 0, "program_ok")]
    [InlineData("nagios", 1, "program_ok")]
    [InlineData("nagios", 2, "program_failed")]
    [InlineData("nagios", 3, "program_unknown")]
    [InlineData("nagios", 126, "program_unknown")]
    [InlineData("nagios", 127, "program_unknown")]
    [InlineData("nagios", Killed, "program_unknown")]
    [InlineData("keepalived", 0, "program_ok")]
    [InlineData("keepalived", 1, "program_failed")]
    [InlineData("keepalived", 2, "program_ok")]
    [InlineData("keepalived", 125, "program_ok")]
    [InlineData("keepalived", 126, "program_failed")]
    [InlineData("keepalived", 127, "program_failed")]
    [InlineData("keepalived", 137, "program_failed")]
    [InlineData("keepalived", 255, "program_failed")]
    [InlineData("keepalived", Killed, "program_failed")]
    public void ExitStatus_HasTheMeaningOfItsRules(string codes, int status, string code) =>
        Assert.Equal(code, Of(codes, status, "").Code.Name());

    [Theory]
    [InlineData(0, null)]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(125, 123)]
    public void KeepalivedStatus_IsTheWeightLessTwo(int status, int? weight) =>
        Assert.Equal(weight, Of("keepalived", status, "| weight=7").Weight?.Value);

    [Theory]
    [InlineData(0, 50, "slow", null)]
    [InlineData(1, 50, "slow", 50)]
    [InlineData(1, 0, "slow", 0)]
    [InlineData(1, 100, "slow", null)]
    [InlineData(1, 50, "slow | time=1s", 50)]
    [InlineData(1, 50, "slow | weight=80%", 80)]
    [InlineData(2, 50, "bad", null)]
    [InlineData(3, 50, "usage", null)]
    public void Warning_IsWorthItsShareOfTheWeight_UnlessTheProgramSaysAWeight(int status, int percent, string output, int? weight)
    {
        var result = ProgramVerdict.Of(
            ExitCodes.Nagios, new ProcessEnd(status << 8), Encoding.UTF8.GetBytes(output), "check", warningWeight: percent);

        Assert.Equal(weight is { } share ? new WeightAnswer(share, IsPercent: true) : null, result.Weight);
    }

    [Fact]
    public void WarningOfOtherRules_GivesNoShare() =>
        Assert.Null(ProgramVerdict.Of(ExitCodes.Ldirectord, new ProcessEnd(0), [], "check", warningWeight: 50).Weight);

    [Fact]
    public void LdirectordRules_GiveNoWeight() => Assert.Null(Of("ldirectord", 0, "ok | weight=5").Weight);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void NagiosStatusThatIsNotUp_GivesNoWeight(int status) => Assert.Null(Of("nagios", status, "x | weight=5").Weight);

    [Theory]
    [InlineData(0, "HTTP OK: 200 | time=0.1s\nmore | weight=3\n", "HTTP OK: 200")]
    [InlineData(1, "HTTP WARNING: slow", "HTTP WARNING: slow")]
    [InlineData(2, "HTTP CRITICAL: 503 |time=1\n", "check: HTTP CRITICAL: 503")]
    [InlineData(3, "usage: check -H host\n", "check: usage: check -H host")]
    [InlineData(0, "", "exit status 0")]
    [InlineData(2, "\nsecond line", "check: exit status 2")]
    [InlineData(Killed, "| time=1", "check: killed by signal 9")]
    public void FirstLineBeforeTheBar_IsTheReason(int status, string output, string reason) =>
        Assert.Equal(reason, Of("nagios", status, output).Detail);

    [Fact]
    public void OutputThatIsNotUtf8_IsNoError() =>
        Assert.Equal(
            "a\uFFFDb", ProgramVerdict.Of(ExitCodes.Nagios, new ProcessEnd(0), [(byte)'a', 0xFF, (byte)'b'], "check").Detail);

    private static CheckResult Of(string codes, int status, string output) => ProgramVerdict.Of(
        Enum.Parse<ExitCodes>(codes, ignoreCase: true),
        new ProcessEnd(status == Killed ? 9 : status << 8),
        Encoding.UTF8.GetBytes(output),
        "check");
}
