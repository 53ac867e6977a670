using System.Diagnostics;
using System.IO.Pipes;
using Ldirectord.Daemon;
using Ldirectord.Platform;

namespace Ldirectord.Tests.Daemon;

/// <summary>Waiting for the end of a daemon, and who must not wait.</summary>
public class EndWaitTests
{
    [Fact]
    public async Task EndOfTheProcess_EndsTheWait_ThoughItsFilesAreStillThere()
    {
        using var process = Process.Start("/bin/sleep", ["600"]);
        using var end = new EndWait(process.Id, () => true, TimeProvider.System);
        var waiting = Task.Run(() => end.Wait(TimeSpan.FromMinutes(1)));
        process.Kill();
        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void ProcessThatStays_IsWaitedForSoLong()
    {
        using var process = Process.Start("/bin/sleep", ["600"]);
        using var end = new EndWait(process.Id, () => true, TimeProvider.System);
        Assert.False(end.Wait(TimeSpan.FromMilliseconds(50)));
        process.Kill();
    }

    [Fact]
    public void AnotherProcessWithTheNumber_IsNotWaitedFor()
    {
        using var end = new EndWait(Environment.ProcessId, () => false, TimeProvider.System);
        Assert.True(end.Wait(TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void KernelThatCannotSay_IsReplacedByTheQuestionWhetherItIsThere()
    {
        var looks = 0;
        // No process has the number, so that there is nothing to poll.
        using var end = new EndWait(-1, () => ++looks < 3, TimeProvider.System);
        Assert.True(end.Wait(TimeSpan.FromMinutes(10)));
        Assert.Equal(3, looks);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(20, true)]
    [InlineData(1, true)]
    [InlineData(30, false)]
    [InlineData(40, false)]
    public void Ancestors_AreParentsOfParents(int pid, bool isAncestor)
    {
        var parents = new Dictionary<int, int> { [30] = 20, [20] = 10, [10] = 1, [40] = 10 };
        Assert.Equal(isAncestor, ProcessAncestors.Include(pid, of: 30, of => parents.GetValueOrDefault(of)));
    }

    [Fact]
    public void ParentThatIsItsOwn_EndsTheSearch() => Assert.False(ProcessAncestors.Include(5, of: 7, of => of));

    [Fact]
    public void OwnParent_IsFoundInProc()
    {
        Assert.True(ProcessAncestors.Include(1) || Environment.ProcessId == 1);
        Assert.False(ProcessAncestors.Include(Environment.ProcessId));
    }

    [Fact]
    public void PipeWithoutAReader_IsAbandoned()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var copy = Libc.FileControl((int)pipe.ClientSafePipeHandle.DangerousGetHandle(), Libc.DuplicateCloexec, 0);
        using var ready = StartupPipe.Of(copy);
        Assert.False(ready.IsAbandoned);
        pipe.Dispose();
        Assert.True(ready.IsAbandoned);
    }
}
