using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>
/// What a program writes to its standard output: the first bytes are kept, the rest is read and dropped, so that the program is never held
/// up. Used on the reactor's thread only.
/// </summary>
internal sealed partial class ProcessOutput : IDisposable
{
    /// <summary>Bytes that are kept of a check's program: 8 KB, the most that Nagios reads of a plugin.</summary>
    public const int MostOfCheck = 8192;

    private const int FirstSize = 8192;

    private const int NonBlocking = 0x800; // O_NONBLOCK
    private const int SetFlags = 4; // F_SETFL

    private readonly CancellationTokenSource _ended;
    private readonly EpollDescriptor _descriptor;
    private readonly byte[] _dropped = new byte[FirstSize];
    private readonly int _most;
    private byte[] _kept;
    private int _length;

    /// <summary>Owns <paramref name="fd"/>, the reading end of the pipe, and reads it from now on.</summary>
    /// <param name="most">Bytes that are kept.</param>
    public ProcessOutput(int fd, int most, CancellationToken ct)
    {
        _most = most;
        _kept = new byte[Math.Min(most, FirstSize)];
        _ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _descriptor = new EpollDescriptor(fd, _ended.Token);
        _ = DrainAsync();
    }

    /// <summary>A pipe, closed in other programs.</summary>
    /// <returns>Its reading end, which does not block, and its writing end.</returns>
    /// <exception cref="IoFailureException">This machine lacks file descriptors.</exception>
    public static (int Read, int Write) OpenPipe()
    {
        Span<int> ends = stackalloc int[2];
        if (Pipe(ends, Libc.SockCloexec) < 0)
            throw Errno.Failure(Errno.Last, IoFailure.Local);
        _ = Libc.FileControl(ends[0], SetFlags, NonBlocking);
        return (ends[0], ends[1]);
    }

    /// <summary>
    /// What came until now, when the program has ended. Does not wait for the end of the pipe: a process in another group may keep it open.
    /// </summary>
    public byte[] Take()
    {
        while (_length < _most && ReadOnce() > 0)
        {
        }

        return _kept[.._length];
    }

    public void Dispose()
    {
        _ended.Cancel();
        _descriptor.Dispose();
        _ended.Dispose();
    }

    private async Task DrainAsync()
    {
        try
        {
            while (true)
            {
                await _descriptor.EnterAsync();
                if (_descriptor.Fd < 0)
                    return;
                var read = ReadOnce();
                if (read > 0)
                    continue;
                if (read == 0 || Errno.Last is not (Errno.TryAgain or Errno.Interrupted))
                    return;
                await _descriptor.ReadyAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The program has ended, or its deadline has.
        }
    }

    private nint ReadOnce()
    {
        if (_length == _kept.Length && _length < _most)
            Array.Resize(ref _kept, Math.Min(2 * _length, _most));
        var free = _kept.AsSpan(_length);
        var read = Read(_descriptor.Fd, free.IsEmpty ? _dropped : free, free.IsEmpty ? _dropped.Length : free.Length);
        if (read > 0 && !free.IsEmpty)
            _length += (int)read;
        return read;
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe(Span<int> ends, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int fd, Span<byte> buffer, nint length);
}
