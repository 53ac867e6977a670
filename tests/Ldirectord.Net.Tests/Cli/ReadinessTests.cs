using Ldirectord.Cli;

namespace Ldirectord.Tests.Cli;

public class ReadinessTests
{
    [Fact]
    public void DaemonThatStands_AnswersItsCodeAndWords()
    {
        using var error = new StringWriter();
        Assert.Equal(ExitCode.Failed, Readiness.Await(new MemoryStream([1, .. "no IPVS: modprobe ip_vs\n"u8]), error));
        Assert.Equal("no IPVS: modprobe ip_vs\n", error.ToString());
    }

    [Fact]
    public void DaemonThatDied_IsAFailureInWords()
    {
        using var error = new StringWriter();
        Assert.Equal(ExitCode.Failed, Readiness.Await(new MemoryStream(), error));
        Assert.Equal("ldirectord ended before it was ready; its log may say why\n", error.ToString());
    }

    [Fact]
    public void ProcessThatWasCalled_HasNobodyToAnswerTo()
    {
        using var ready = Readiness.FromEnvironment();
        Assert.False(ready.IsBackground);
        ready.Answer(ExitCode.Ok);
    }
}
