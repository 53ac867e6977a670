using System.Collections.Immutable;
using Ldirectord.Director;
using Ldirectord.Ipvs;

namespace Ldirectord.Status;

/// <summary>
/// Tells all who look what changes: GET /api/v1/stream. One snapshot a second serves all viewers, and none is taken while nobody looks;
/// events are passed on at once, and soon after an event comes a snapshot. Nothing of it runs on the director's loop but the snapshot.
/// </summary>
/// <param name="snapshot">Asks the director.</param>
internal sealed class StreamHub(Func<CancellationToken, Task<DirectorSnapshot>> snapshot, EventBuffer events, TimeProvider time)
{
    public const int MaximumViewers = 200;

    /// <summary>Time between two snapshots.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The same after an event: what it did to the table is seen well within a second, and many events are one snapshot.</summary>
    public static readonly TimeSpan IntervalAfterEvent = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest silence.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private const int EventsAtOnce = 1000;

    private readonly object _gate = new(); // guards what follows
    private readonly List<StreamViewer> _viewers = [];
    private bool _isRunning;
    private TaskCompletionSource _woken = NewWake();

    // Of the running task alone.
    private StatusReport? _report;
    private byte[]? _status;
    private ReportDiff? _diff;
    private long _cursor;
    private long _spokenAt;
    private int _snapshots;

    /// <summary>Snapshots taken so far.</summary>
    public int Snapshots => Volatile.Read(ref _snapshots);

    public ImmutableArray<HttpResource> All =>
    [
        new("GET", "/api/v1/stream", (question, _) => Task.FromResult(Answer(question)))
        {
            Parameters = new HashSet<string> { "after", "only" },
        },
    ];

    private HttpAnswer Answer(HttpQuestion question)
    {
        var asked = question.Query.GetValueOrDefault("after").ToString();
        // A browser that connects again says what it has seen.
        if (!EventResources.TryReadNumber(asked.Length > 0 ? asked : question.Header("Last-Event-ID"), out var after))
            return HttpAnswer.Problem(400, "after is no number of an event: expected digits alone");
        var only = question.Query.GetValueOrDefault("only").ToString();
        if (only is not ("" or "events"))
            return HttpAnswer.Problem(400, "unknown only: expected ?only=events, or no only for all");
        lock (_gate)
        {
            if (_viewers.Count >= MaximumViewers)
                return HttpAnswer.Problem(503, $"{MaximumViewers} streams are open, the limit");
        }

        return new HttpAnswer(200, "text/event-stream", default)
        {
            Headers = [("X-Accel-Buffering", "no")],
            WriteAsync = async (writer, left) =>
            {
                using var viewer = new StreamViewer(after, eventsOnly: only.Length > 0);
                Join(viewer);
                try
                {
                    await viewer.WriteAsync(writer, left).ConfigureAwait(false);
                }
                finally
                {
                    Leave(viewer);
                }
            },
        };
    }

    private void Join(StreamViewer viewer)
    {
        lock (_gate)
        {
            _viewers.Add(viewer);
            _woken.TrySetResult();
            if (_isRunning)
                return;
            _isRunning = true;
            events.Added = Wake;
        }

        _ = Task.Run(RunAsync);
    }

    private void Leave(StreamViewer viewer)
    {
        lock (_gate)
        {
            _viewers.Remove(viewer);
            _woken.TrySetResult();
        }
    }

    private void Wake()
    {
        lock (_gate)
            _woken.TrySetResult();
    }

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync()
    {
        try
        {
            await PassOnAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Any error: viewers connect again, and find a task that works.
        catch (Exception)
#pragma warning restore CA1031
        {
            lock (_gate)
            {
                _viewers.ForEach(viewer => viewer.Drop());
                _viewers.Clear();
                _isRunning = false;
            }
        }
    }

    private async Task PassOnAsync()
    {
        Task<DirectorSnapshot>? asked = null;
        long? askedAt = null;
        var hasNews = false; // an event since the last snapshot
        (_report, _status, _diff, _cursor, _spokenAt) = (null, null, null, events.Last, time.GetTimestamp());
        while (Viewers(out var woken) is { } viewers)
        {
            if (viewers.All(viewer => viewer.EventsOnly))
                (_report, _status, _diff, asked, askedAt) = (null, null, null, null, null);
            else if (asked is null && Left(askedAt, hasNews) <= TimeSpan.Zero)
            {
                (asked, askedAt, hasNews) = (snapshot(CancellationToken.None), time.GetTimestamp(), false);
                Interlocked.Increment(ref _snapshots);
            }

            if (asked is { IsCompleted: true })
            {
                await TakeAsync(asked, viewers).ConfigureAwait(false);
                asked = null;
            }

            // Events before those who join: they get what they missed, and not twice.
            hasNews |= PassEvents(viewers);
            foreach (var viewer in viewers.Where(viewer => !viewer.IsLive && (viewer.EventsOnly || _report is not null)))
                Welcome(viewer);
            if (time.GetElapsedTime(_spokenAt) >= Silence)
                Send(viewers, StreamFrames.Comment);
            var isWanted = viewers.Any(viewer => !viewer.EventsOnly);
            await WaitAsync(woken, asked, isWanted ? Left(askedAt, hasNews) : Silence).ConfigureAwait(false);
        }
    }

    /// <returns>Null if there is none: the task ends.</returns>
    private StreamViewer[]? Viewers(out Task woken)
    {
        lock (_gate)
        {
            if (_woken.Task.IsCompleted)
                _woken = NewWake();
            woken = _woken.Task;
            if (_viewers.Count > 0)
                return [.. _viewers.Where(viewer => !viewer.IsDropped)];
            _isRunning = false;
            events.Added = null;
            return null;
        }
    }

    /// <returns>Time until the next snapshot is due.</returns>
    /// <param name="askedAt">Of the last one.</param>
    private TimeSpan Left(long? askedAt, bool hasNews) =>
        askedAt is { } at ? (hasNews ? IntervalAfterEvent : Interval) - time.GetElapsedTime(at) : TimeSpan.Zero;

    private async Task WaitAsync(Task woken, Task? asked, TimeSpan left)
    {
        using var done = new CancellationTokenSource();
        var pause = Task.Delay(asked is not null ? Silence : left > TimeSpan.Zero ? left : TimeSpan.Zero, time, done.Token);
        await Task.WhenAny(asked is null ? [woken, pause] : [woken, pause, asked]).ConfigureAwait(false);
        await done.CancelAsync().ConfigureAwait(false);
    }

    private async Task TakeAsync(Task<DirectorSnapshot> asked, StreamViewer[] viewers)
    {
        try
        {
            _report = StatusReport.Of(await asked.ConfigureAwait(false));
            _status = null;
        }
        catch (IpvsException)
        {
            // The kernel's table cannot be read now; the log says why. What was told stays.
            return;
        }

        if (_diff is null)
            _diff = new ReportDiff(_report);
        else if (_diff.Next(_report) is { } change)
            Send([.. viewers.Where(viewer => !viewer.EventsOnly)], StreamFrames.Change(change));
    }

    /// <returns>Whether there were any.</returns>
    private bool PassEvents(StreamViewer[] viewers)
    {
        var cursor = _cursor;
        while (events.Read(_cursor, EventsAtOnce) is { Events: { IsEmpty: false } found } page)
        {
            if (page.Lost)
                Send(viewers, StreamFrames.Lost(page.First));
            foreach (var one in found)
                Send(viewers, StreamFrames.Event(EventReport.Of(one)));
            _cursor = found[^1].Id;
        }

        return _cursor != cursor;
    }

    private void Welcome(StreamViewer viewer)
    {
        var now = time.GetUtcNow();
        viewer.Send(StreamFrames.Retry, now);
        if (!viewer.EventsOnly)
            viewer.Send(_status ??= StreamFrames.Status(_report!), now, isFirst: true);
        var page = events.Read(viewer.After ?? (viewer.EventsOnly ? _cursor : _report!.LastEvent), int.MaxValue);
        if (page.Lost)
            viewer.Send(StreamFrames.Lost(page.First), now);
        foreach (var one in page.Events.TakeWhile(one => one.Id <= _cursor))
            viewer.Send(StreamFrames.Event(EventReport.Of(one)), now);
        viewer.IsLive = true;
    }

    private void Send(StreamViewer[] viewers, byte[] frame)
    {
        var now = time.GetUtcNow();
        foreach (var viewer in viewers.Where(viewer => viewer.IsLive))
            viewer.Send(frame, now);
        _spokenAt = time.GetTimestamp();
    }
}
