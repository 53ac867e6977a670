using System.Text;
using System.Threading.Channels;
using Ldirectord.Platform;
using Ldirectord.Text;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Alerts;

/// <summary>
/// monitorfile: one line for each result, "[ctime] [PID] CHECK-ID [up|down] MESSAGE". A thread of its own writes, because a disk may be
/// slow. It opens the file for each write, so that the file may be rotated at any time. A named pipe is refused: a write to it could block.
/// </summary>
internal sealed partial class MonitorFiles
{
    /// <summary>Most lines that wait for the disk; further ones are lost.</summary>
    private const int Capacity = 100_000;

    /// <summary>How long a stop waits for the disk.</summary>
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromSeconds(2);

    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly BlockingThreads _thread = new("monitorfile", 1);
    private readonly Channel<(string Path, string Line)> _waiting;
    private int _lost;

    /// <summary>Files that could not be written the last time; each failure is logged once. Used by the writing thread only.</summary>
    private readonly HashSet<string> _failing = [];

    private Task? _writing;

    public MonitorFiles(ILogger log, TimeProvider time)
    {
        (_log, _time) = (log, time);
        _waiting = Channel.CreateBounded<(string, string)>(
            new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite },
            _ => Interlocked.Increment(ref _lost));
    }

    /// <summary>Returns at once. Called on the loop's thread only.</summary>
    /// <param name="id">CHECK-ID (<see cref="Config.MonitorFileId"/>).</param>
    public void Write(string path, string id, bool up, string message)
    {
        _writing ??= Task.Run(WriteAllAsync);
        var time = Ctime.Of(_time.GetLocalNow());
        _waiting.Writer.TryWrite((path, $"[{time}] [{Environment.ProcessId}] {id} [{(up ? "up" : "down")}] {Escaped(message)}\n"));
    }

    public async Task DrainAsync()
    {
        _waiting.Writer.TryComplete();
        if (_writing is not null)
            await Task.WhenAny(_writing, Task.Delay(ShutdownGrace)).ConfigureAwait(false);
    }

    /// <summary>Escapes line ends, "|", which readers of the file split at, and the escape itself.</summary>
    private static string Escaped(string message) => message
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("|", "%7C", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private async Task WriteAllAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var texts = new Dictionary<string, StringBuilder>();
            while (_waiting.Reader.TryRead(out var line))
            {
                if (!texts.TryGetValue(line.Path, out var text))
                    texts.Add(line.Path, text = new StringBuilder());
                text.Append(line.Line);
            }

            try
            {
                await _thread.RunAsync(() => AppendAll(texts)).ConfigureAwait(false);
            }
            catch (IoFailureException e)
            {
                Failed(_log, texts.Keys.First(), e.Message);
            }

            if (Interlocked.Exchange(ref _lost, 0) is var lost and > 0)
                Lost(_log, lost);
        }
    }

    private bool AppendAll(Dictionary<string, StringBuilder> texts)
    {
        foreach (var (path, text) in texts)
            Append(path, text.ToString());
        return true;
    }

    private void Append(string path, string text)
    {
        try
        {
            RegularFile.Append(path, Encoding.UTF8.GetBytes(text));
            _failing.Remove(path);
        }
        catch (IOException e)
        {
            if (_failing.Add(path))
                Failed(_log, path, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "monitorfile {Path} cannot be written: {Reason}; its lines are lost until it is writable again")]
    private static partial void Failed(ILogger log, string path, string reason);

    [LoggerMessage(LogLevel.Error, "{Count} monitorfile lines lost: the disk did not accept them in time")]
    private static partial void Lost(ILogger log, int count);
}
