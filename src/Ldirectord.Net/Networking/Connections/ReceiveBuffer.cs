using System.Buffers;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// Received bytes that are not read yet, as lines and blocks, however the network splits them. Memory is bounded by what the caller asks
/// for. Returned memory is valid until the next call.
/// </summary>
internal sealed class ReceiveBuffer(Connection connection) : IDisposable
{
    private const int InitialSize = 4096;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _start;
    private int _end;
    private long _left = long.MaxValue; // bytes that may still be read
    private (int Kilobytes, string? What) _limit;

    /// <summary>Whether something was received that is not read yet.</summary>
    public bool HasUnread => _end > _start;

    private ReadOnlyMemory<byte> Unread => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Allows so many bytes to be read from now on; reading more fails.</summary>
    /// <param name="kilobytes">The limit in KB.</param>
    /// <param name="what">The limited part, for the sentence: "of header". Null for everything.</param>
    public void Limit(int kilobytes, string? what = null) =>
        (_left, _limit) = (kilobytes * 1024L, (kilobytes, what));

    /// <summary>Ends the limit.</summary>
    public void EndLimit() => _left = long.MaxValue;

    /// <summary>The next line without its LF or CRLF; null at the end of the stream. The stream may not end inside a line.</summary>
    /// <param name="maxLength">Longest line in bytes, with its end.</param>
    /// <param name="tooLong">The sentence for a longer line.</param>
    /// <exception cref="IoFailureException">The line is too long, or more than <see cref="Limit"/> came.</exception>
    public ValueTask<ReadOnlyMemory<byte>?> ReadLineAsync(int maxLength = int.MaxValue, string tooLong = "")
    {
        // Nearly every line is there already.
        var at = Unread.Span.IndexOf((byte)'\n');
        return at >= 0 && at < Math.Min(maxLength, _left) ? new(TakeLine(at)) : ReceiveLineAsync(maxLength, tooLong);
    }

    /// <summary>At least one byte and at most <paramref name="maxLength"/>; empty at the end of the stream.</summary>
    /// <exception cref="IoFailureException">More than <see cref="Limit"/> came.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadSomeAsync(long maxLength)
    {
        if (_left == 0)
            throw TooMuch();
        if (_start == _end)
            _ = Received(await connection.ReceiveAsync(Room()).ConfigureAwait(false));
        return Take((int)Math.Min(Math.Min(maxLength, _left), _end - _start));
    }

    /// <summary>The next <paramref name="length"/> bytes; null if the stream ends before them.</summary>
    /// <exception cref="IoFailureException">They are more than <see cref="Limit"/> allows.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadBlockAsync(int length) =>
        await PeekBlockAsync(length).ConfigureAwait(false) is null ? (ReadOnlyMemory<byte>?)null : Take(length);

    /// <summary>As <see cref="ReadBlockAsync"/>, but the bytes stay unread.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> PeekBlockAsync(int length)
    {
        if (length > _left)
            throw TooMuch();
        while (_end - _start < length)
        {
            if (!Received(await connection.ReceiveAsync(Room(length)).ConfigureAwait(false)))
                return null;
        }

        return Unread[..length];
    }

    /// <summary>Where to receive more: the buffer grows towards <paramref name="wanted"/> bytes as they come.</summary>
    public Memory<byte> Room(int wanted = InitialSize)
    {
        if (_start > 0)
        {
            Unread.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer.Length * 2, Math.Max(wanted, _buffer.Length + 1)));
            Unread.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>So many bytes were received into <see cref="Room"/>.</summary>
    /// <returns>False at the end of the stream.</returns>
    public bool Received(int count)
    {
        _end += count;
        return count > 0;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReceiveLineAsync(int maxLength, string tooLong)
    {
        var limit = (int)Math.Min(maxLength, _left);
        var searched = 0;
        while (true)
        {
            var at = Unread.Span[searched..].IndexOf((byte)'\n');
            if (at >= 0 && searched + at < limit)
                return TakeLine(searched + at);
            searched = Unread.Length;
            if (at >= 0 || searched >= limit)
                throw limit < maxLength ? TooMuch() : new IoFailureException(IoFailure.TooLarge, tooLong);
            if (Received(await connection.ReceiveAsync(Room(limit)).ConfigureAwait(false)))
                continue;
            return searched == 0 ? null
                : throw new IoFailureException(IoFailure.Broken, "the connection was closed in the middle of a line");
        }
    }

    private IoFailureException TooMuch() => new(
        IoFailure.TooLarge, $"the server sent more than {_limit.Kilobytes} KB{(_limit.What is null ? "" : $" {_limit.What}")}");

    private ReadOnlyMemory<byte> Take(int length)
    {
        var taken = Unread[..length];
        _start += length;
        _left -= length;
        return taken;
    }

    private ReadOnlyMemory<byte> TakeLine(int length)
    {
        var line = Take(length + 1)[..length];
        return line.Span is [.., (byte)'\r'] ? line[..^1] : line;
    }
}
