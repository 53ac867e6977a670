using System.Diagnostics;
using Ldirectord.Cli;

namespace Ldirectord.Tests.Cli;

public class SignalTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void AProcessThatIsNoLongerTheOneThatIsMeant_IsNotSignalled()
    {
        using var other = Process.Start("/bin/sleep", ["600"]);
        using var error = new StringWriter();
        // It counts as done: who is meant has ended.
        Assert.True(Signal.Send(other.Id, Signal.Terminate, isMeant: () => false, error));
        Assert.False(other.WaitForExit(TimeSpan.FromMilliseconds(200)));
        Assert.True(Signal.Send(other.Id, Signal.Terminate, isMeant: () => true, error));
        Assert.True(other.WaitForExit(s_patience));
        Assert.Equal((128 + 15, ""), (other.ExitCode, error.ToString()));
    }

    [Fact]
    public void AProcessThatIsGone_NeedsNoSignal()
    {
        using var gone = Process.Start("/bin/true");
        gone.WaitForExit();
        using var error = new StringWriter();
        var looked = false;
        Assert.True(Signal.Send(gone.Id, Signal.Terminate, isMeant: () => looked = true, error));
        Assert.False(looked);
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void ANumberThatIsNoProcess_IsSaidInWords()
    {
        using var error = new StringWriter();
        Assert.False(Signal.Send(-5, Signal.Terminate, isMeant: () => true, error));
        Assert.StartsWith("cannot signal ldirectord, process -5: ", error.ToString(), StringComparison.Ordinal);
    }
}
