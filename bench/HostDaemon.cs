using System.Collections.Concurrent;
using System.Diagnostics;

namespace Ldirectord.Bench;

/// <summary>
/// Ours on the host, in the foreground, on a copy of the table: what it does is read from its log. It ends with this object.
/// </summary>
internal sealed class HostDaemon : IDisposable
{
    private const int HangUpSignal = 1;

    private readonly Process _process;
    private readonly ConcurrentQueue<(long Moment, string Line)> _lines = new();
    private readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    public HostDaemon(string executable, string configuration)
    {
        _process = Process.Start(new ProcessStartInfo(executable,
            ["--dry-run", configuration, "start"])
        { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, data) => _lines.Enqueue((Stopwatch.GetTimestamp(), data.Data ?? ""));
        _process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Waits for a line of the log with these words.</summary>
    /// <returns>When it came.</returns>
    public async Task<long> SaysAsync(string what, string of)
    {
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < _timeout)
        {
            while (_lines.TryDequeue(out var said))
            {
                if (said.Line.Contains(what, StringComparison.Ordinal) && said.Line.Contains(of, StringComparison.Ordinal))
                    return said.Moment;
            }

            await Task.Delay(5).ConfigureAwait(false);
        }

        throw new TimeoutException($"the daemon never said \"{what} {of}\"");
    }

    /// <summary>SIGHUP: it reads its file.</summary>
    public void HangUp() => HostProcess.Signal(_process.Id, HangUpSignal);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
