using Ldirectord.Text;

namespace Ldirectord.Web;

/// <summary>
/// Sends the metrics of all directors to a collector, again and again. Whatever becomes of an export, the next one has everything: nothing
/// is kept for later. Says once when the metrics do not arrive, and once when they do again.
/// </summary>
/// <param name="read">Reads the metrics; gets the time in which directors must answer.</param>
/// <param name="log">Gets a sentence.</param>
internal sealed class OtlpPush(
    OtlpSettings settings, Func<TimeSpan, CancellationToken, Task<JoinedMetrics>> read, Action<string> log, TimeProvider time)
{
    /// <summary>For directors, and then for the collector: together no longer than the interval.</summary>
    private readonly TimeSpan _timeout = TimeSpan.FromSeconds(Math.Min(10, settings.Interval.TotalSeconds / 2));

    private int _failures;

    /// <summary>Runs until <paramref name="stopping"/>.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(settings.Interval, time);
        OtlpStream? stream = null;
        try
        {
            var resume = time.GetTimestamp();
            do
            {
                if (time.GetElapsedTime(resume) < TimeSpan.Zero)
                    continue;
                var metrics = await read(_timeout, stopping).ConfigureAwait(false);
                if (!metrics.Families.Any())
                    continue; // there is no director
                // The library waits for the collector: on a thread that nobody else needs.
                var answer = await Task.Factory.StartNew(
                    () => (stream = Take(metrics, stream, stopping)).Export(_timeout),
                    stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
                stopping.ThrowIfCancellationRequested();
                resume = time.GetTimestamp() + (long)(answer.Pause.TotalSeconds * time.TimestampFrequency);
                Tell(answer.Problem);
            }
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ends here.
        }
        finally
        {
            stream?.Dispose();
        }
    }

    /// <returns>The stream that has the metrics: the given one, or another in its place.</returns>
    private OtlpStream Take(JoinedMetrics metrics, OtlpStream? stream, CancellationToken stopping)
    {
        stream ??= new OtlpStream(settings, _timeout, time, stopping);
        stream.Read(metrics);
        if (!stream.IsFull)
            return stream;
        stream.Dispose();
        stream = new OtlpStream(settings, _timeout, time, stopping);
        stream.Read(metrics);
        return stream;
    }

    private void Tell(string? problem)
    {
        var isFirst = _failures == 0;
        if (problem is null)
        {
            if (!isFirst)
                log($"metrics arrive at {settings.Url} again, after {Plural.Of(_failures, "failed export")}");
            _failures = 0;
            return;
        }

        _failures++;
        if (isFirst)
        {
            log($"Warning: metrics do not arrive at {settings.Url}: {Printable.Of(problem)}; "
                + $"sent again every {settings.Interval.TotalSeconds} s");
        }
    }
}
