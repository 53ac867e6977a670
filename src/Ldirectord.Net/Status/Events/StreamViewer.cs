using System.IO.Pipelines;
using System.Threading.Channels;

namespace Ldirectord.Status;

/// <summary>One open stream: what is still to be sent to it, and the sending.</summary>
/// <param name="after">The last event that the viewer knows; null for those from now on.</param>
/// <param name="eventsOnly">It wants no report and no changes, and so no snapshot.</param>
internal sealed class StreamViewer(long? after, bool eventsOnly) : IDisposable
{
    /// <summary>Bytes that may wait for a viewer, its first report apart.</summary>
    public const int MaximumWaiting = 1024 * 1024;

    /// <summary>A viewer for which something waits this long is too slow.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<(byte[] Bytes, bool Counts)> _frames = Channel.CreateUnbounded<(byte[], bool)>();
    private readonly CancellationTokenSource _dropped = new();
    private readonly object _gate = new(); // guards what follows
    private long _waiting;
    private int _frameCount;
    private DateTimeOffset? _behindSince;
    private bool _hasLeft;

    public long? After => after;

    public bool EventsOnly => eventsOnly;

    /// <summary>It has had its first report, and gets what all get.</summary>
    public bool IsLive { get; set; }

    public bool IsDropped => _dropped.IsCancellationRequested;

    /// <summary>Sends a frame as soon as those before are sent; a viewer that is too slow is dropped instead.</summary>
    /// <param name="isFirst">The first report, whose length does not count.</param>
    public void Send(byte[] frame, DateTimeOffset now, bool isFirst = false)
    {
        lock (_gate)
        {
            if (_hasLeft)
                return;
            if (_waiting > MaximumWaiting || (_behindSince is { } since && now - since > Patience))
            {
                _ = _dropped.CancelAsync();
                return;
            }

            _behindSince ??= now;
            _waiting += isFirst ? 0 : frame.Length;
            _frameCount++;
        }

        _frames.Writer.TryWrite((frame, !isFirst));
    }

    /// <summary>Writes what is sent, until the client leaves.</summary>
    /// <exception cref="IOException">It was dropped: the connection is to be broken.</exception>
    public async Task WriteAsync(PipeWriter writer, CancellationToken left)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(left, _dropped.Token);
        try
        {
            await foreach (var (bytes, counts) in _frames.Reader.ReadAllAsync(either.Token).ConfigureAwait(false))
            {
                await PieceWriter.WriteAsync(writer, bytes, either.Token).ConfigureAwait(false);
                lock (_gate)
                {
                    _waiting -= counts ? bytes.Length : 0;
                    if (--_frameCount == 0)
                        _behindSince = null;
                }
            }
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
        }
        catch (OperationCanceledException e)
        {
            throw new IOException("the reader of the stream is too slow", e);
        }
    }

    /// <summary>Breaks the connection.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            if (!_hasLeft)
                _ = _dropped.CancelAsync();
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _hasLeft = true;
        _dropped.Dispose();
    }
}
