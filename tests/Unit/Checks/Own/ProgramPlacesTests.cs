using System.Net;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>At most 16 programs of checks at once; the others wait, and that is not the server's time.</summary>
public sealed class ProgramPlacesTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    [Fact]
    public void ProgramBesideAConnect_TakesAPlace_AndMayGiveAWeight()
    {
        var target = new IPEndPoint(IPAddress.Loopback, 80);
        var connect = new ConnectCheck(target, s_timeout);
        var program = new ExternalCheck(target, s_timeout, "/bin/true", "", 0, Perl: false) { ExitCodes = ExitCodes.Nagios };
        Assert.True(new ConnectThenNegotiateCheck(connect, program) is { RunsProgram: true, MayGiveWeight: true });
        Assert.True(new AlternatingCheck(connect, program, 3) is { RunsProgram: true, MayGiveWeight: true });
        Assert.False(new AlternatingCheck(connect, connect, 3).RunsProgram);
    }

    [Fact]
    public async Task OfFortyPrograms_NeverMoreThanSixteenRun_InTheOrderInWhichTheyCame()
    {
        var gate = new Gate();
        var probes = new List<Task<ProbeResult>>();
        for (var i = 0; i < 40; i++)
            probes.Add(CheckRunner.RunAsync(new Blocking(gate, i), TimeProvider.System, CancellationToken.None).AsTask());

        for (var ended = 0; ended < 40; ended++)
        {
            await Eventually.TrueAsync(() => gate.Running > 0);
            gate.EndOne();
        }

        Assert.All(await Task.WhenAll(probes).WaitAsync(Probing.Ample), probe => Assert.True(probe.Result.IsUp));
        Assert.InRange(gate.Most, 1, ProgramPlaces.Most);
        Assert.Equal(40, gate.Begun.Distinct().Count());
    }

    [Fact]
    public async Task Places_AreGivenInTheOrderOfAsking()
    {
        using var places = new ProgramPlaces(1);
        var first = await places.TakeAsync(CancellationToken.None);
        var waiting = Enumerable.Range(0, 5).Select(_ => places.TakeAsync(CancellationToken.None).AsTask()).ToList();

        first.Dispose();
        foreach (var next in waiting)
        {
            using var place = await next.WaitAsync(Probing.Ample);
            Assert.All(waiting.Skip(waiting.IndexOf(next) + 1), later => Assert.False(later.IsCompleted));
        }
    }

    [Fact]
    public async Task WhoWaits_HasNoDeadline_AndItsTimeBeginsWithItsProgram()
    {
        var (gate, time) = (new Gate(), new ManualTime());
        var running = Enumerable.Range(0, ProgramPlaces.Most)
            .Select(i => CheckRunner.RunAsync(new Blocking(gate, i), TimeProvider.System, CancellationToken.None).AsTask()).ToList();
        await Eventually.TrueAsync(() => gate.Running == ProgramPlaces.Most);
        var waiting = CheckRunner.RunAsync(new Blocking(gate, 16), time, CancellationToken.None).AsTask();

        time.Advance(100 * s_timeout);
        Assert.False(waiting.IsCompleted);
        gate.EndOne();
        await Eventually.TrueAsync(() => gate.Begun.Contains(16));
        time.Advance(s_timeout);

        var probe = await waiting.WaitAsync(Probing.Ample);
        Assert.Equal((CheckStatus.TimedOut, s_timeout), (probe.Result.Status, probe.Elapsed));
        gate.EndAll();
        await Task.WhenAll(running).WaitAsync(Probing.Ample);
    }

    [Fact]
    public async Task StopWhileWaiting_LeavesTheQueueClean()
    {
        using var places = new ProgramPlaces(1);
        using var stopping = new CancellationTokenSource();
        var first = await places.TakeAsync(CancellationToken.None);
        var stopped = Enumerable.Range(0, 3).Select(_ => places.TakeAsync(stopping.Token).AsTask()).ToList();
        var stays = places.TakeAsync(CancellationToken.None).AsTask();

        await stopping.CancelAsync();
        foreach (var one in stopped)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.WaitAsync(Probing.Ample));
        first.Dispose();
        (await stays.WaitAsync(Probing.Ample)).Dispose();
        (await places.TakeAsync(CancellationToken.None).AsTask().WaitAsync(Probing.Ample)).Dispose();
    }

    [Fact]
    public async Task ProbeThatIsStoppedWhileItWaits_HasNoResult()
    {
        var gate = new Gate();
        var running = Enumerable.Range(0, ProgramPlaces.Most)
            .Select(i => CheckRunner.RunAsync(new Blocking(gate, i), TimeProvider.System, CancellationToken.None).AsTask()).ToList();
        await Eventually.TrueAsync(() => gate.Running == ProgramPlaces.Most);
        using var stopping = new CancellationTokenSource();
        var waiting = CheckRunner.RunAsync(new Blocking(gate, 16), TimeProvider.System, stopping.Token).AsTask();

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Probing.Ample));
        gate.EndAll();
        await Task.WhenAll(running).WaitAsync(Probing.Ample);
        Assert.DoesNotContain(16, gate.Begun);
    }

    [Fact]
    public async Task ProgramsThatCannotBeStarted_KeepNoPlace()
    {
        var missing = new ExternalCheck(new IPEndPoint(IPAddress.Loopback, 80), s_timeout, "/nowhere/check", "10.0.0.1", 443, Perl: false);
        for (var i = 0; i < 3 * ProgramPlaces.Most; i++)
            Assert.Equal(StatusCode.LocalError, (await Probing.ResultAsync(missing)).Code);
    }

    /// <summary>Counts the programs that run, and says when one ends.</summary>
    private sealed class Gate
    {
        private readonly Lock _lock = new();
        private readonly Queue<TaskCompletionSource> _running = new();
        private readonly List<int> _begun = [];
        private bool _isOpen;

        public int Most { get; private set; }

        public int Running
        {
            get
            {
                lock (_lock)
                    return _running.Count;
            }
        }

        public IReadOnlyList<int> Begun
        {
            get
            {
                lock (_lock)
                    return [.. _begun];
            }
        }

        public Task EnterAsync(int number)
        {
            var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                _begun.Add(number);
                if (_isOpen)
                    return Task.CompletedTask;
                _running.Enqueue(end);
                Most = Math.Max(Most, _running.Count);
            }

            return end.Task;
        }

        public void EndOne()
        {
            lock (_lock)
                _running.Dequeue().SetResult();
        }

        public void EndAll()
        {
            lock (_lock)
            {
                _isOpen = true;
                while (_running.TryDequeue(out var end))
                    end.SetResult();
            }
        }
    }

    private sealed record Blocking(Gate Gate, int Number) : Check(new IPEndPoint(IPAddress.Loopback, 80), s_timeout)
    {
        public override string Kind => "test";

        public override bool RunsProgram => true;

        public override async ValueTask<CheckResult> RunAsync(CancellationToken ct)
        {
            await Gate.EnterAsync(Number).WaitAsync(ct);
            return new CheckResult(StatusCode.ProgramOk, "");
        }
    }
}
