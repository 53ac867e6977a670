using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>resolve: looks the names up, each every resolveinterval, off the loop. Used by the loop alone.</summary>
/// <param name="ask">May take any time, until its token is cancelled.</param>
internal sealed class NameWatches(
    Func<HostQuestion, CancellationToken, Task<HostAnswer>> ask, Action<LoopMessage> post, TimeProvider time) : IDisposable
{
    /// <summary>A look-up that takes longer has failed. A system's resolver gives up a silent name server within this time.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Dictionary<HostQuestion, CancellationTokenSource> _running = [];
    private TimeSpan _interval;

    /// <summary>Begins, ends or keeps the watches; one of the same name and interval goes on undisturbed.</summary>
    public void Watch(IReadOnlyCollection<HostQuestion> questions, TimeSpan interval)
    {
        var kept = interval == _interval ? questions.ToHashSet() : [];
        _interval = interval;
        foreach (var gone in _running.Keys.Where(question => !kept.Contains(question)).ToList())
            Stop(gone);
        List<HostQuestion> begun = [.. questions.Where(question => !_running.ContainsKey(question))];
        foreach (var (number, question) in begun.Index())
        {
            var stopping = _running[question] = new CancellationTokenSource();
            // Spread over the interval, so that not all names are asked for at once.
            var first = interval * (number + 1) / begun.Count;
            _ = Task.Run(() => RunAsync(question, first, interval, stopping.Token), CancellationToken.None);
        }
    }

    public void Dispose()
    {
        foreach (var question in _running.Keys.ToList())
            Stop(question);
    }

    private void Stop(HostQuestion question)
    {
        _running.Remove(question, out var stopping);
        stopping!.Cancel();
        stopping.Dispose();
    }

    private async Task RunAsync(HostQuestion question, TimeSpan first, TimeSpan interval, CancellationToken stopping)
    {
        try
        {
            for (var pause = first; ; pause = interval)
            {
                await Task.Delay(pause, time, stopping).ConfigureAwait(false);
                post(new NameAnswered(question, await AskAsync(question, stopping).ConfigureAwait(false), stopping));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async Task<HostAnswer> AskAsync(HostQuestion question, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        try
        {
            return await ask(question, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!stopping.IsCancellationRequested)
        {
            return HostAnswer.Failed(e is WaitCanceledException ? e.Message : "the name server did not answer");
        }
        catch (IoFailureException e)
        {
            return HostAnswer.Failed(e.Message);
        }
    }
}
