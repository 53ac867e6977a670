using System.Diagnostics;
using Ldirectord.Daemon;

namespace Ldirectord.Tests.Daemon;

public class SignalSenderTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void RecycledPid_IsNotSignalled()
    {
        using var other = Process.Start("/bin/sleep", ["600"]);
        using var error = new StringWriter();
        // It counts as done: who is meant has ended.
        Assert.True(SignalSender.Send(other.Id, SignalSender.Terminate, isDaemon: () => false, error));
        Assert.False(other.WaitForExit(TimeSpan.FromMilliseconds(200)));
        Assert.True(SignalSender.Send(other.Id, SignalSender.Terminate, isDaemon: () => true, error));
        Assert.True(other.WaitForExit(s_patience));
        Assert.Equal((128 + 15, ""), (other.ExitCode, error.ToString()));
    }

    [Fact]
    public void ProcessThatIsGone_NeedsNoSignal()
    {
        using var gone = Process.Start("/bin/true");
        gone.WaitForExit();
        using var error = new StringWriter();
        var looked = false;
        Assert.True(SignalSender.Send(gone.Id, SignalSender.Terminate, isDaemon: () => looked = true, error));
        Assert.False(looked);
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void UnknownPid_IsReportedInWords()
    {
        using var error = new StringWriter();
        Assert.False(SignalSender.Send(-5, SignalSender.Terminate, isDaemon: () => true, error));
        Assert.StartsWith("cannot signal ldirectord, process -5: ", error.ToString(), StringComparison.Ordinal);
    }
}
