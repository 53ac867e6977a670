using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Alerts;

/// <summary>
/// Sends mail off the director's loop, with retries. Each route has its own queue, so that a mail server that hangs or refuses delays
/// neither the mails of other routes nor any check. Alerts within <see cref="BatchDelay"/> become one mail (a digest), unless
/// emailalertdigest = no.
/// </summary>
/// <param name="send">Sends one mail, or throws.</param>
/// <param name="host">This host's name, for the text.</param>
internal sealed partial class MailQueue(
    Func<MailRoute, MailText, CancellationToken, Task> send, string host, ILogger log, TimeProvider time) : IDisposable
{
    /// <summary>How long the first alert of a digest waits for others.</summary>
    public static readonly TimeSpan BatchDelay = TimeSpan.FromSeconds(1);

    /// <summary>Most alerts that wait for one route; further ones are only logged.</summary>
    public const int Capacity = 10_000;

    /// <summary>Delays between attempts; after the last attempt the mail is dropped.</summary>
    public static readonly IReadOnlyList<TimeSpan> RetryDelays =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2)];

    /// <summary>Time for one attempt.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for mails to be sent.</summary>
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromSeconds(5);

    /// <summary>How long a stop then waits for local mailers to be killed.</summary>
    private static readonly TimeSpan KillGrace = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(MailRoute, bool), (Channel<MailAlert> Waiting, Task Sending)> _queues = [];
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Returns at once. Called on the loop's thread only.</summary>
    /// <param name="digest">Alerts that come together become one mail.</param>
    public void Post(MailRoute route, MailAlert alert, bool digest)
    {
        if (!_queues.TryGetValue((route, digest), out var queue))
        {
            var waiting = Channel.CreateBounded<MailAlert>(new BoundedChannelOptions(Capacity) { SingleReader = true });
            queue = (waiting, Task.Run(() => SendAllAsync(route, waiting.Reader, digest)));
            _queues.Add((route, digest), queue);
        }

        if (!queue.Waiting.Writer.TryWrite(alert))
            Dropped(log, route.Recipients, alert.Message);
    }

    /// <summary>Sends what waits, without delay, for <see cref="ShutdownGrace"/> at most.</summary>
    public async Task DrainAsync()
    {
        _ending.TrySetResult();
        foreach (var (waiting, _) in _queues.Values)
            waiting.Writer.TryComplete();
        try
        {
            await Task.WhenAll(_queues.Values.Select(queue => queue.Sending)).WaitAsync(ShutdownGrace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Unsent(log, _queues.Count(queue => !queue.Value.Sending.IsCompleted));
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        // The cancellation kills local mailers that still run.
        await Task.WhenAny(Task.WhenAll(_queues.Values.Select(queue => queue.Sending)), Task.Delay(KillGrace)).ConfigureAwait(false);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task SendAllAsync(MailRoute route, ChannelReader<MailAlert> waiting, bool digest)
    {
        var stopping = _stopping.Token;
        try
        {
            while (await waiting.WaitToReadAsync(stopping).ConfigureAwait(false))
            {
                if (digest)
                    await Task.WhenAny(Task.Delay(BatchDelay, time, stopping), _ending.Task).ConfigureAwait(false);
                var alerts = new List<MailAlert>();
                while ((digest || alerts.Count == 0) && waiting.TryRead(out var alert))
                    alerts.Add(alert);
                if (alerts.Count > 0)
                    await SendAsync(route, MailText.Of(alerts, host), stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async Task SendAsync(MailRoute route, MailText text, CancellationToken stopping)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await TryAsync(route, text, stopping).ConfigureAwait(false) is not { } reason)
                return;
            // A stop leaves no time for another attempt.
            if (attempt == RetryDelays.Count || _ending.Task.IsCompleted)
            {
                GivenUp(log, text.Subject, attempt + 1, reason);
                return;
            }

            Failed(log, text.Subject, reason, RetryDelays[attempt].TotalSeconds);
            await Task.WhenAny(Task.Delay(RetryDelays[attempt], time, stopping), _ending.Task).ConfigureAwait(false);
        }
    }

    /// <returns>Null if the mail was sent, otherwise why not.</returns>
    private async Task<string?> TryAsync(MailRoute route, MailText text, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(SendTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            await send(route, text, either.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The next mails of the queue must be sent, whatever failed here.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e switch
            {
                OperationCanceledException => $"not accepted within {SendTimeout.TotalSeconds:0} s",
                { InnerException: { } inner } => $"{e.Message} {inner.Message}",
                _ => e.Message,
            };
        }
    }

    [LoggerMessage(LogLevel.Error, "emailalert: not sent: {Subject}: {Reason}; next attempt in {Seconds} s")]
    private static partial void Failed(ILogger log, string subject, string reason, double seconds);

    [LoggerMessage(LogLevel.Error, "emailalert: given up after {Attempts} attempts: {Subject}: {Reason}")]
    private static partial void GivenUp(ILogger log, string subject, int attempts, string reason);

    [LoggerMessage(LogLevel.Error, "emailalert: queue for {Recipients} is full, dropped: {Message}")]
    private static partial void Dropped(ILogger log, string recipients, string message);

    [LoggerMessage(LogLevel.Error, "emailalert: mail for {Count} route(s) not sent before shutdown")]
    private static partial void Unsent(ILogger log, int count);
}
