using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Alerts;

/// <summary>
/// Mail on its way, off the director's loop: each route has its own line, so that a mail server that hangs or refuses delays no other's mails, and no check.
/// What happens within <see cref="Gathering"/> becomes one mail, unless the route wants each by itself.
/// </summary>
/// <param name="send">Sends one mail, or throws.</param>
internal sealed partial class MailQueue(Func<MailRoute, MailText, CancellationToken, Task> send, string host, ILogger log, TimeProvider time) : IDisposable
{
    /// <summary>How long the first alert waits for others.</summary>
    public static readonly TimeSpan Gathering = TimeSpan.FromSeconds(1);

    /// <summary>Alerts that wait for one route at most; the log has those beyond.</summary>
    public const int Capacity = 10_000;

    /// <summary>Pauses between attempts; after the last attempt the mail is given up.</summary>
    public static readonly IReadOnlyList<TimeSpan> Pauses = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2)];

    /// <summary>An attempt that takes longer has failed.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>How long the end of the daemon waits for mails.</summary>
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromSeconds(5), LastMoment = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(MailRoute, bool), (Channel<MailAlert> Waiting, Task Sending)> _lines = [];
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Called by the loop alone; never waits.</summary>
    /// <param name="digest">What comes together goes together.</param>
    public void Post(MailRoute route, MailAlert alert, bool digest)
    {
        if (!_lines.TryGetValue((route, digest), out var line))
        {
            var waiting = Channel.CreateBounded<MailAlert>(new BoundedChannelOptions(Capacity) { SingleReader = true });
            line = (waiting, Task.Run(() => SendAllAsync(route, waiting.Reader, digest)));
            _lines.Add((route, digest), line);
        }

        if (!line.Waiting.Writer.TryWrite(alert))
            Full(log, route.Recipients, alert.Message);
    }

    /// <summary>Sends what waits, without gathering more, for as long as the end of the daemon can wait.</summary>
    public async Task DrainAsync()
    {
        _ending.TrySetResult();
        foreach (var (waiting, _) in _lines.Values)
            waiting.Writer.TryComplete();
        try
        {
            await Task.WhenAll(_lines.Values.Select(line => line.Sending)).WaitAsync(ShutdownGrace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Left(log, _lines.Count(line => !line.Value.Sending.IsCompleted));
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        // A local mailer that still runs is killed on the way out.
        await Task.WhenAny(Task.WhenAll(_lines.Values.Select(line => line.Sending)), Task.Delay(LastMoment)).ConfigureAwait(false);
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
                    await Task.WhenAny(Task.Delay(Gathering, time, stopping), _ending.Task).ConfigureAwait(false);
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
            // The daemon ends: no time for another attempt.
            if (attempt == Pauses.Count || _ending.Task.IsCompleted)
            {
                GivenUp(log, text.Subject, attempt + 1, reason);
                return;
            }

            Failed(log, text.Subject, reason, Pauses[attempt].TotalSeconds);
            await Task.WhenAny(Task.Delay(Pauses[attempt], time, stopping), _ending.Task).ConfigureAwait(false);
        }
    }

    /// <returns>Null once it is sent, or why it is not.</returns>
    private async Task<string?> TryAsync(MailRoute route, MailText text, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(Limit, time);
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
#pragma warning disable CA1031 // Whatever it is, the mails behind it have their turn.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e is OperationCanceledException ? $"not taken within {Limit.TotalSeconds:0} s" : e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message;
        }
    }

    [LoggerMessage(LogLevel.Error, "emailalert: not sent: {Subject}: {Reason}; it will be tried again in {Seconds} s")]
    private static partial void Failed(ILogger log, string subject, string reason, double seconds);

    [LoggerMessage(LogLevel.Error, "emailalert: given up after {Attempts} attempts: {Subject}: {Reason}")]
    private static partial void GivenUp(ILogger log, string subject, int attempts, string reason);

    [LoggerMessage(LogLevel.Error, "emailalert: too many wait for {Recipients}; not mailed: {Message}")]
    private static partial void Full(ILogger log, string recipients, string message);

    [LoggerMessage(LogLevel.Error, "emailalert: the daemon ends with mail for {Count} route(s) unsent")]
    private static partial void Left(ILogger log, int count);
}
