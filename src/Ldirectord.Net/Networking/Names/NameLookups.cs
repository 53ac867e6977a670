using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// Look-ups of names by a library that blocks for as long as a name server is silent: on threads of their own, one at a time for each name, shared by all who ask
/// for it meanwhile, each with a deadline of his own. Names that do not answer at once are set apart, so that they leave the others their places. Nothing is
/// kept: what a name means is asked for anew, as the system's resolver is to be believed at once.
/// </summary>
/// <param name="look">May block.</param>
internal sealed class NameLookups<T>(Func<string, T> look, TimeProvider time)
{
    /// <summary>Threads for names that answer; and for those that did not for <see cref="Patience"/>, now or when they were asked for last.</summary>
    public const int Quick = 4, Slow = 28;

    /// <summary>A name that takes longer is a slow one.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Slow names that are remembered.</summary>
    private const int MostRemembered = 10_000;

    private readonly Lock _gate = new(); // guards what follows
    private readonly Dictionary<string, Lookup> _lookups = [];
    private readonly LinkedList<Lookup> _quick = [], _slow = []; // that have not begun
    private readonly HashSet<Lookup> _late = []; // quick ones that have turned out slow, and for which there is no place among these
    private readonly HashSet<string> _slowNames = [];
    private int _quickRunning, _slowRunning;

    /// <exception cref="WaitCanceledException">The token fired first; the message says what was waited for.</exception>
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
                lookup.HasBegun ? "the name server did not answer" : "its turn did not come, as look-ups of other names are not answered", ct);
        }
        finally
        {
            lock (_gate)
            {
                // What nobody waits for any more, and did not begin, is not to be in the way of others.
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
            quick.Watch = time.CreateTimer(_ => IsLate(quick), null, Patience, Timeout.InfiniteTimeSpan);
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
            if (time.GetElapsedTime(lookup.BegunAt) >= Patience)
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
