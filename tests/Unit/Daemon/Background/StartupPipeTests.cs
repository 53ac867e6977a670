using System.IO.Pipes;
using Ldirectord.Daemon;

namespace Ldirectord.Tests.Daemon;

public class StartupPipeTests
{
    [Fact]
    public void RunningDaemon_AnswersItsCodeAndMessage()
    {
        using var error = new StringWriter();
        Assert.Equal(ExitCode.Failed, StartupPipe.Await(new MemoryStream(StartupPipe.Message(1, "no IPVS: modprobe ip_vs\n")), error));
        Assert.Equal("no IPVS: modprobe ip_vs\n", error.ToString());
    }

    [Fact]
    public async Task AnswerIsWhole_ThoughAnotherProcessHoldsThePipe()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        using var held = new AnonymousPipeClientStream(PipeDirection.Out, pipe.ClientSafePipeHandle);
        using var error = new StringWriter();
        held.Write(StartupPipe.Message(ExitCode.Ok, "a warning\n"));
        Assert.Equal(ExitCode.Ok, await Task.Run(() => StartupPipe.Await(pipe, error)).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal("a warning\n", error.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    public void DaemonThatDied_IsReportedInWords(int written)
    {
        using var error = new StringWriter();
        Assert.Equal(ExitCode.Failed, StartupPipe.Await(new MemoryStream(StartupPipe.Message(ExitCode.Ok, "words")[..written]), error));
        Assert.Equal("ldirectord ended before it was ready; its log may say why\n", error.ToString());
    }

    [Fact]
    public void DirectlyStartedProcess_HasNoParentToAnswer()
    {
        using var ready = StartupPipe.FromEnvironment();
        Assert.False(ready.IsBackground);
        ready.Answer(ExitCode.Ok);
    }
}
