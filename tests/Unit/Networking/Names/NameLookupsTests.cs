using System.Collections.Concurrent;
using Ldirectord.Networking;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Networking;

/// <summary>A look-up without an answer delays only its own callers, until their deadline.</summary>
public sealed class NameLookupsTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private readonly ManualResetEventSlim _silence = new();
    private readonly NameLookups<string> _lookups;

    public NameLookupsTests() => _lookups = new NameLookups<string>(Look, _time);

    public void Dispose() => _silence.Set();

    [Fact]
    public async Task Name_IsLookedUpOffThePoolAndAnewEachTime()
    {
        Assert.Equal("answer to www", await AskAsync("www"));
        Assert.Equal("answer to www", await AskAsync("www"));
        Assert.Equal(2, _asked["www"]);
    }

    [Fact]
    public async Task LookUp_IsSharedByConcurrentCallers_EachWithItsOwnDeadline()
    {
        using var impatient = new CancellationTokenSource();
        var (first, second) = (_lookups.AskAsync("silent", impatient.Token), _lookups.AskAsync("silent", CancellationToken.None));
        await Eventually.EqualAsync(1, () => _asked.GetValueOrDefault("silent"));

        await impatient.CancelAsync();

        Assert.Equal("the name server did not answer", (await Assert.ThrowsAsync<WaitCanceledException>(() => first)).Message);
        Assert.False(second.IsCompleted);
        _silence.Set();
        Assert.Equal("answer to silent", await second.WaitAsync(Probing.Ample, TestContext.Current.CancellationToken));
        Assert.Equal(1, _asked["silent"]);
    }

    [Fact]
    public async Task Failure_IsReturnedToAllCallers() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync("refused"));

    [Fact]
    public async Task TwoHundredSilentNames_LeaveOthersTheirPlaces()
    {
        var silent = Enumerable.Range(0, 200).Select(number => _lookups.AskAsync($"silent {number}", CancellationToken.None)).ToList();
        // Those that do not answer are set apart, until there is no more place for them.
        for (var begun = 0; begun < NameLookups<string>.Slow; _time.Advance(NameLookups<string>.SlowAfter))
        {
            begun += NameLookups<string>.Quick;
            await Eventually.EqualAsync(begun, () => _asked.Count);
        }

        await Eventually.EqualAsync(NameLookups<string>.Slow + NameLookups<string>.Quick, () => _asked.Count);
        using var deadline = new CancellationTokenSource();
        var late = _lookups.AskAsync("www", deadline.Token);
        await deadline.CancelAsync();
        Assert.Equal("its turn did not come, as look-ups of other names are not answered",
            (await Assert.ThrowsAsync<WaitCanceledException>(() => late)).Message);
        Assert.All(silent, asking => Assert.False(asking.IsCompleted));
        Assert.Equal(NameLookups<string>.Slow + NameLookups<string>.Quick, _asked.Count);
    }

    [Fact]
    public async Task NamesThatWereSilentBefore_ArePutBehindAndNeverInThePlacesOfOthers()
    {
        for (var number = 0; number < 40; number++)
            await LearnAsync($"silent {number}");
        _asked.Clear();
        _silence.Reset();

        var silent = Enumerable.Range(0, 40).Select(number => _lookups.AskAsync($"silent {number}", CancellationToken.None)).ToList();

        await Eventually.EqualAsync(NameLookups<string>.Slow, () => _asked.Count);
        Assert.Equal("answer to www", await AskAsync("www"));
        Assert.Equal("answer to mail", await AskAsync("mail"));
        Assert.All(silent, asking => Assert.False(asking.IsCompleted));
        _silence.Set();
        await Task.WhenAll(silent).WaitAsync(Probing.Ample, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task NameWithoutWaitingCallers_IsNotLookedUp()
    {
        for (var number = 0; number < NameLookups<string>.Quick; number++)
            _ = _lookups.AskAsync($"silent {number}", CancellationToken.None);
        using var deadline = new CancellationTokenSource();
        var given = _lookups.AskAsync("silent and given up", deadline.Token);
        await deadline.CancelAsync();
        await Assert.ThrowsAsync<WaitCanceledException>(() => given);
        _silence.Set();
        Assert.Equal("answer to www", await AskAsync("www"));
        Assert.DoesNotContain("silent and given up", _asked.Keys);
    }

    /// <summary>Looks up a name that takes its time.</summary>
    private async Task LearnAsync(string name)
    {
        _silence.Reset();
        var asking = _lookups.AskAsync(name, CancellationToken.None);
        await Eventually.TrueAsync(() => _asked.ContainsKey(name));
        _time.Advance(NameLookups<string>.SlowAfter);
        _silence.Set();
        await asking.WaitAsync(Probing.Ample, TestContext.Current.CancellationToken);
    }

    private Task<string> AskAsync(string name) => _lookups.AskAsync(name, CancellationToken.None).WaitAsync(Probing.Ample);

    private string Look(string name)
    {
        Assert.False(Thread.CurrentThread.IsThreadPoolThread);
        _asked.AddOrUpdate(name, 1, (_, count) => count + 1);
        if (name.StartsWith("silent", StringComparison.Ordinal))
            _silence.Wait();
        return name == "refused" ? throw new InvalidOperationException() : $"answer to {name}";
    }
}
