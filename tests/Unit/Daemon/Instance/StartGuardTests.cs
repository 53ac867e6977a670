
using Ldirectord.Daemon;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Daemon;

public sealed class StartGuardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _error = new();
    private readonly ManualTime _time = new();

    public void Dispose()
    {
        _folder.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task NobodyElse_Passes_AndLeavesNoFileBehind()
    {
        var (guard, _) = await TakeAsync("web.cf");
        Assert.NotNull(guard);
        Assert.True(InstanceLock.Look(Instance("web.cf").LockFile) is { State: LockHolderState.Starting } holder
            && holder.Pid == Environment.ProcessId && holder.ConfigPath == _folder.Path("web.cf"));
        guard.Dispose();
        Assert.Equal(["web.cf"], Directory.EnumerateFiles(_folder.FullName).Select(Path.GetFileName));
    }

    [Fact]
    public async Task OneThatRunsInTheBackground_IsSuccessAndNothing()
    {
        using var other = (await TakeAsync("web.cf")).Guard;
        other!.SetState(LockHolderState.Running);
        Assert.Equal((null, ExitCode.Ok), await TakeAsync("web.cf"));
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public async Task WhatItExecutes_IsKnown()
    {
        using var guard = (await TakeAsync("web.cf")).Guard;
        guard!.SetExecute(["first.cf", "second.cf"]);
        guard.SetState(LockHolderState.Running);
        Assert.Equal(["first.cf", "second.cf"], InstanceLock.Look(Instance("web.cf").LockFile)!.Execute);
    }

    [Fact]
    public async Task LockFileOfAKilledProcess_IsIgnored()
    {
        // Its number may be anybody's by now: this process is one that runs.
        await File.WriteAllTextAsync(Instance("web.cf").LockFile, $"{Environment.ProcessId} Running\n");
        using var guard = (await TakeAsync("web.cf")).Guard;
        Assert.NotNull(guard);
    }

    [Fact]
    public async Task OneThatRunsInTheForeground_IsInTheWay()
    {
        using var other = (await TakeAsync("web.cf")).Guard;
        other!.SetState(LockHolderState.Foreground);
        Assert.Equal((null, ExitCode.Failed), await TakeAsync("web.cf"));
        Assert.Equal(
            $"ldirectord, process {Environment.ProcessId}, already runs for web.cf in the foreground (-d, or supervised); "
                + "nothing was started\n",
            _error.ToString());
    }

    [Theory]
    [InlineData(LockHolderState.Starting)]
    [InlineData(LockHolderState.Stopping)]
    public async Task OneThatIsStartingOrStopping_IsWaitedFor(object phase)
    {
        var other = (await TakeAsync("web.cf")).Guard!;
        other.SetState((LockHolderState)phase);
        var taking = TakeAsync("web.cf");
        await _time.WaitForArmedAsync(1);
        other.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));
        using var guard = (await taking).Guard;
        Assert.NotNull(guard);
    }

    [Fact]
    public async Task OneThatNeverEnds_IsWaitedForThirtySeconds()
    {
        using var other = (await TakeAsync("web.cf")).Guard;
        other!.SetState(LockHolderState.Stopping);
        var taking = TakeAsync("web.cf");
        await _time.WaitForArmedAsync(1);
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal((null, ExitCode.Failed), await taking);
        Assert.Contains("has been starting or stopping for 30 s; nothing was started", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameConfigurationUnderAnotherName_IsRefused()
    {
        using var other = (await TakeAsync("web.cf")).Guard;
        Assert.Equal((null, ExitCode.Failed), await TakeAsync("ldirectord"));
        Assert.Contains("under another instance name; nothing was started", _error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Instance("ldirectord").LockFile));
    }

    [Fact]
    public async Task FolderThatCannotBeWritten_IsSaidInWords()
    {
        var instance = new InstanceFiles("web.cf", DryRun: false, _folder.Path("no"));
        var e = await Assert.ThrowsAsync<IOException>(() => StartGuard.TakeAsync(instance, "/x", _time, _error));
        Assert.StartsWith($"cannot write the lock file {instance.LockFile}: ", e.Message, StringComparison.Ordinal);
    }

    private InstanceFiles Instance(string name) => new(name, DryRun: false, _folder.FullName);

    private Task<(StartGuard? Guard, int Code)> TakeAsync(string name)
    {
        var config = _folder.Path("web.cf");
        File.WriteAllText(config, "");
        return StartGuard.TakeAsync(Instance(name), config, _time, _error);
    }
}
