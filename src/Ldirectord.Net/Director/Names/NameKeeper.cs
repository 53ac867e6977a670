using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Networking;
using Ldirectord.Text;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// resolve: the addresses of a name are real servers. When an answer has others, the active configuration gets them, without a look at its
/// file. A name that cannot be looked up keeps the addresses of its last answer.
/// </summary>
/// <param name="isReloading">Answers wait meanwhile: the file that is being read looks the same names up.</param>
internal sealed class NameKeeper(
    DirectorState state, NameWatches watches, TableKeeper table, Func<bool> isReloading, ILogger log, TimeProvider time) : IDisposable
{
    /// <summary>Names that cannot be looked up, and since when.</summary>
    private readonly Dictionary<HostQuestion, long> _failing = [];

    /// <summary>Names with too many addresses, which the log knows.</summary>
    private readonly HashSet<HostQuestion> _cut = [];

    /// <summary>Answers that the active configuration may not have.</summary>
    private readonly Dictionary<HostQuestion, ImmutableArray<IPAddress>> _waiting = [];

    private ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>> _active =
        ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>>.Empty;

    private bool _waitsForTable;

    /// <summary>A configuration became active, of another file or with other addresses.</summary>
    public void Apply(DirectorConfig config)
    {
        var names = config.ResolvedNames();
        foreach (var (question, addresses) in names)
        {
            if (_active.TryGetValue(question, out var before) && !before.SequenceEqual(addresses))
                SayChange(question, before, addresses);
        }

        _active = names;
        _cut.RemoveWhere(question => !names.ContainsKey(question));
        foreach (var gone in _failing.Keys.Where(question => !names.ContainsKey(question)).ToList())
            _failing.Remove(gone);
        watches.Watch([.. names.Keys], config.ResolveInterval);
    }

    public void OnAnswered(NameAnswered answered)
    {
        var (question, answer) = (answered.Question, answered.Answer);
        if (answered.Stopped.IsCancellationRequested || !_active.TryGetValue(question, out var active))
            return;
        if (answer.Problem is { } problem)
        {
            if (_failing.TryAdd(question, time.GetTimestamp()))
                SayFailure(question, problem, active.Length);
            return;
        }

        if (_failing.Remove(question, out var since))
            SayWorks(question, time.GetElapsedTime(since), answer.Addresses.Length);
        if (!answer.IsCut)
            _cut.Remove(question);
        else if (_cut.Add(question))
            DirectorLogMessages.TooManyAddresses(log, question.Name, answer.Found, HostAnswer.Most);
        _waiting[question] = answer.Addresses;
    }

    public void OnRetryDue() => _waitsForTable = false;

    /// <summary>At the end of a turn: what came together becomes active together.</summary>
    /// <param name="activate">Makes a configuration active that differs in addresses of names alone.</param>
    public void Flush(Action<DirectorConfig> activate)
    {
        if (_waiting.Count == 0 || _waitsForTable || isReloading())
            return;
        var changed = false;
        ImmutableArray<VirtualService> services = [.. state.Config.VirtualServices.Select(With)];
        try
        {
            if (changed)
                activate(state.Config with { VirtualServices = services });
            _waiting.Clear();
        }
        catch (IpvsException e)
        {
            // Nothing has changed; the addresses wait until the kernel answers.
            DirectorLogMessages.TableUnavailable(log, e.Message);
            _waitsForTable = true;
            table.RetryLater();
        }

        VirtualService With(VirtualService service)
        {
            if (service.Names?.With(_waiting) is not { } next)
                return service;
            changed = true;
            return next;
        }
    }

    public void Dispose() => watches.Dispose();

    private void SayChange(HostQuestion question, ImmutableArray<IPAddress> before, ImmutableArray<IPAddress> now)
    {
        var (came, left) = (now.Except(before).ToList(), before.Except(now).ToList());
        var parts = new List<string>();
        if (came.Count > 0)
            parts.Add($"{string.Join(" ", came)} came");
        if (left.Count > 0)
            parts.Add($"{string.Join(" ", left)} left");
        var change = $"{string.Join(", ", parts)} ({Plural.Of(now.Length, "address", "es")})";
        DirectorLogMessages.NameResolved(log, question.Name, change);
        Note(EventKind.Resolved, $"Resolved {question.Name}: {change}");
    }

    private void SayFailure(HostQuestion question, string problem, int addresses)
    {
        var last = Plural.Of(addresses, "address", "es");
        DirectorLogMessages.NameNotResolved(log, question.Name, problem, last);
        Note(EventKind.ResolveFailed, $"Cannot resolve {question.Name}: {problem}; the last answer stays ({last})");
    }

    private void SayWorks(HostQuestion question, TimeSpan failed, int addresses)
    {
        var found = Plural.Of(addresses, "address", "es");
        DirectorLogMessages.NameResolvedAgain(log, question.Name, failed.TotalSeconds, found);
        Note(EventKind.Resolved, $"{question.Name} is resolved again, after {failed.TotalSeconds:0} s ({found})");
    }

    private void Note(EventKind kind, string sentence) => state.Events.Add(time.GetUtcNow(), kind, null, null, sentence);
}
