using System.Text;
using Ldirectord.Daemon;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Daemon;

public sealed class InstanceLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string File => _folder.Path("x.lock");

    [Fact]
    public void Holder_IsSeenWithWhatItSays()
    {
        var holder = new LockHolder(4242, LockHolderState.Running, "/etc/ha.d/日本 \n.cf", ["first.cf", "ü \n.cf"]);
        using var held = InstanceLock.TryTake(File)!;
        held.SetHolder(holder);
        Same(holder, InstanceLock.Look(File));
        // Shorter: nothing of the longer text is left.
        holder = new LockHolder(7, LockHolderState.Stopping, "/x", []);
        held.SetHolder(holder);
        Same(holder, InstanceLock.Look(File));
    }

    [Fact]
    public void UnlockedFile_HasNoHolder()
    {
        System.IO.File.WriteAllBytes(File, new LockHolder(Environment.ProcessId, LockHolderState.Running, "/x", []).ToBytes());
        Assert.Null(InstanceLock.Look(File));
        Assert.Null(InstanceLock.Look(_folder.Path("none")));
        Assert.Null(InstanceLock.Look(_folder.FullName));
    }

    [Fact]
    public void HolderThatHasWrittenNothingYet_IsNotTakenForThePreviousOne()
    {
        System.IO.File.WriteAllBytes(File, new LockHolder(4242, LockHolderState.Running, "/x", []).ToBytes());
        using var held = InstanceLock.TryTake(File)!;
        Assert.Null(InstanceLock.Look(File));
    }

    [Fact]
    public void ReadOnlyUse_TakesNoLock()
    {
        using (var held = InstanceLock.TryTake(File)!)
        {
            held.SetHolder(new LockHolder(4242, LockHolderState.Running, "/x", []));
            Assert.NotNull(InstanceLock.Look(File));
            Assert.Null(InstanceLock.TryTake(File));
            Assert.NotNull(InstanceLock.Look(File));
        }
        using var next = InstanceLock.TryTake(File);
        Assert.NotNull(next);
    }

    [Fact]
    public void HolderWhoseFileWasRemoved_IsFoundByItsPidFile_AlsoWhileAnotherFileStandsThere()
    {
        var instance = new InstanceFiles("x.cf", DryRun: true, _folder.FullName);
        var pidFile = new PidFile(instance.PidFile);
        pidFile.Write(Environment.ProcessId);
        using (var held = InstanceLock.TryTake(instance.LockFile)!)
        {
            held.SetHolder(new LockHolder(Environment.ProcessId, LockHolderState.Running, "/x", ["first.cf"]));
            System.IO.File.Delete(instance.LockFile);
            Assert.Equal((RunState.Running, Environment.ProcessId), Found());
            System.IO.File.WriteAllText(instance.LockFile, "");
            Assert.Equal((RunState.Running, Environment.ProcessId), Found());
            pidFile.Write(1);
            Assert.Equal((RunState.Stale, null), Found());
            pidFile.Write(Environment.ProcessId);
        }
        Assert.Equal((RunState.Stale, null), Found());

        (RunState, int?) Found() => RunningDaemon.Look(instance) is var (state, daemon) ? (state, daemon?.Pid) : default;
    }

    [Fact]
    public void HolderWhoseFileWasRemoved_LeavesTheNextOnesAlone()
    {
        var first = InstanceLock.TryTake(File)!;
        System.IO.File.Delete(File);
        using var next = InstanceLock.TryTake(File)!;
        next.SetHolder(new LockHolder(4242, LockHolderState.Running, "/x", []));
        first.Dispose();
        Assert.Equal(4242, InstanceLock.Look(File)?.Pid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4242")]
    [InlineData("4242\n")]
    [InlineData("-1 Running\n")]
    [InlineData("x Running\n/x\0\0")]
    [InlineData("1 2 3\n")]
    public void Garbage_HasNoHolder(string text) => Assert.Null(LockHolder.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void WhatALongerTextLeftBehind_IsNotRead() =>
        Same(new LockHolder(1, LockHolderState.Unknown, "/x", ["a"]), LockHolder.Parse("1 Dancing\n/x\0a\0\0rest\0of\0it\0\0"u8));

    private static void Same(LockHolder expected, LockHolder? found)
    {
        Assert.NotNull(found);
        Assert.Equal(expected with { Execute = default }, found with { Execute = default });
        Assert.Equal(expected.Execute.AsEnumerable(), found.Execute);
    }
}
