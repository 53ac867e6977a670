using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// Looks up names with a library that blocks while a name server is silent, on threads of its own. One look-up at a time per name is shared
/// by all callers, each with its own deadline. Slow names have separate threads, so that they do not delay the others. Results are not
/// cached: the system's resolver decides.
/// </summary>
/// <param name="look">The blocking look-up.</param>
internal sealed class NameLookups<T>(Func<string, T> look, TimeProvider time)
{
    /// <summary>
    /// Number of threads for quick names, and for names that took longer than <see cref="SlowAfter"/>, now or at their last look-up.
    /// </summary>
    public const int Quick = 4, Slow = 28;

    /// <summary>A look-up that takes longer makes its name a slow one.</summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(1);

    /// <summary>Most slow names to remember.</summary>
    private const int MostRemembered = 10_000;

    private readonly Lock _gate = new(); // guards what follows
    private readonly Dictionary<string, Lookup> _lookups = [];
    private readonly LinkedList<Lookup> _quick = [], _slow = []; // not begun yet
    private readonly HashSet<Lookup> _late = []; // quick ones that turned out slow, while no thread for slow ones is free
    private readonly HashSet<string> _slowNames = [];
    private int _quickRunning, _slowRunning;

    /// <exception cref="WaitCanceledException">The token was cancelled first; the message names what was awaited.</exception>
    public async Task<T> AskAsync(string name, CancellationToken ct)
    {
        Lookup lookup;
        lock (_gate)
        {
            if (!_lookups.TryGetValue(name, out lookup!))
            {
                lookup = new Lookup(name) { IsSlow = _slowNames.Contains(name) };
                _lookups.Add(name, lookup);
                (lookup.IsSlow ? _slow : _quick).AddLast(lookup);
                BeginSome();
            }

            lookup.Askers++;
        }

        try
        {
            return await lookup.Answer.Task.WaitAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw new WaitCanceledException(IoFailure.AnswerTimeout,
                lookup.HasBegun ? "the name server did not answer"
                    : "its turn did not come, as look-ups of other names are not answered", ct);
        }
        finally
        {
            lock (_gate)
            {
                // Remove a look-up that has not begun when its last caller has left.
                if (--lookup.Askers == 0 && !lookup.HasBegun && _lookups.Remove(name))
                    (lookup.IsSlow ? _slow : _quick).Remove(lookup);
            }
        }
    }

    private void BeginSome()
    {
        while (_slowRunning < Slow && _late.FirstOrDefault() is { } late)
            BecomesSlow(late);
        for (; _slowRunning < Slow && _slow.First is { } next; _slow.RemoveFirst(), _slowRunning++)
            Begin(next.Value);
        for (; _quickRunning < Quick && _quick.First is { } next; _quick.RemoveFirst(), _quickRunning++)
        {
            var quick = next.Value;
            quick.Watch = time.CreateTimer(_ => IsLate(quick), null, SlowAfter, Timeout.InfiniteTimeSpan);
            Begin(quick);
        }
    }

    private void Begin(Lookup lookup)
    {
        lookup.HasBegun = true;
        lookup.BegunAt = time.GetTimestamp();
        _ = DedicatedThread.RunAsync(() => look(lookup.Name), "look-up").ContinueWith(
            ended => End(lookup, ended), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void IsLate(Lookup lookup)
    {
        lock (_gate)
        {
            if (_lookups.GetValueOrDefault(lookup.Name) == lookup && !lookup.IsSlow)
                _late.Add(lookup);
            BeginSome();
        }
    }

    private void BecomesSlow(Lookup lookup)
    {
        _late.Remove(lookup);
        lookup.IsSlow = true;
        _quickRunning--;
        _slowRunning++;
    }

    private void End(Lookup lookup, Task<T> ended)
    {
        lookup.Watch?.Dispose();
        lock (_gate)
        {
            _lookups.Remove(lookup.Name);
            _late.Remove(lookup);
            if (lookup.IsSlow)
                _slowRunning--;
            else
                _quickRunning--;
            if (_slowNames.Count == MostRemembered)
                _slowNames.Clear();
            if (time.GetElapsedTime(lookup.BegunAt) >= SlowAfter)
                _slowNames.Add(lookup.Name);
            else
                _slowNames.Remove(lookup.Name);
            BeginSome();
        }

        lookup.Answer.SetFromTask(ended);
    }

    private sealed class Lookup(string name)
    {
        public string Name => name;

        public TaskCompletionSource<T> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Askers { get; set; }

        public bool HasBegun { get; set; }

        public long BegunAt { get; set; }

        public bool IsSlow { get; set; }

        public ITimer? Watch { get; set; }
    }
}
