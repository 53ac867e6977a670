using Ldirectord.Daemon;
using static Ldirectord.Tests.Daemon.LogSamples;

namespace Ldirectord.Tests.Daemon;

public sealed class LogLineFormatTests
{
    [Fact]
    public void LineInAFile_HasCtimeNameAndPid_TheDayPaddedWithABlank() =>
        Assert.Equal("[Thu Mar  5 09:08:07 2026|web.cf|4242] Added virtual server: 10.0.0.1:80",
            Line().Full(Told("Added virtual server: 10.0.0.1:80")));

    [Fact]
    public void SupervisedLine_HasTheTimeAlone() => Assert.Equal("[Thu Mar  5 09:08:07 2026] hello", LogLineFormat.Timed(Told("hello")));

    [Fact]
    public void DryRun_SaysSoInEachLine() =>
        Assert.Equal("[Thu Mar  5 09:08:07 2026|web.cf dry-run|4242] hello", Line(dryRun: true).Full(Told("hello")));

    [Fact]
    public void TextOfAServer_CannotBeginALogLine() =>
        Assert.EndsWith(@"] bad greeting: 220 hi\x0D\x0A[Thu|web.cf|1] Deleted",
            Line().Full(Told("bad greeting: 220 hi\r\n[Thu|web.cf|1] Deleted")), StringComparison.Ordinal);
}
