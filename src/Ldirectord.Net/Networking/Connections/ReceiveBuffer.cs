using System.Buffers;
using Ldirectord.Platform;

namespace Ldirectord.Networking;

/// <summary>
/// What has come over a connection and is not read yet: lines and blocks, whatever pieces the network delivers them in. Memory is bounded by what is asked for;
/// what is returned is valid until the next call.
/// </summary>
internal sealed class ReceiveBuffer(Connection connection) : IDisposable
{
    private const int InitialSize = 4096;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _start;
    private int _end;

    /// <summary>Whether something has come that was not read.</summary>
    public bool HasUnread => _end > _start;

    private ReadOnlyMemory<byte> Unread => _buffer.AsMemory(_start, _end - _start);

    /// <summary>The next line without its LF or CRLF; null at the end of the stream, where an unfinished line counts as broken off.</summary>
    /// <param name="maxLength">Bytes a line may have, its end included.</param>
    /// <param name="tooLong">What it means, in words, if it has more.</param>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadLineAsync(int maxLength, string tooLong)
    {
        var searched = 0;
        while (true)
        {
            var at = Unread.Span[searched..].IndexOf((byte)'\n');
            if (at >= 0 && searched + at < maxLength)
                return TakeLine(searched + at);
            searched = Unread.Length;
            if (at >= 0 || searched >= maxLength)
                throw new IoFailureException(IoFailure.TooLarge, tooLong);
            if (await FillAsync(maxLength).ConfigureAwait(false))
                continue;
            return searched == 0 ? null : throw new IoFailureException(IoFailure.Broken, "the connection was closed in the middle of a line");
        }
    }

    /// <summary>Some bytes, at least one and at most <paramref name="maxLength"/>; empty at the end of the stream.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadSomeAsync(long maxLength)
    {
        if (_start == _end)
            await FillAsync(InitialSize).ConfigureAwait(false);
        var some = Unread[..(int)Math.Min(maxLength, _end - _start)];
        _start += some.Length;
        return some;
    }

    /// <summary>The next <paramref name="length"/> bytes, which stay unread; null if the stream ends before them.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> PeekBlockAsync(int length)
    {
        while (_end - _start < length)
        {
            if (!await FillAsync(length).ConfigureAwait(false))
                return null;
        }

        return Unread[..length];
    }

    /// <summary>Takes bytes that were peeked at for read.</summary>
    public void Skip(int length) => _start += length;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private ReadOnlyMemory<byte> TakeLine(int length)
    {
        var line = Unread[..length];
        _start += length + 1;
        return line.Span is [.., (byte)'\r'] ? line[..^1] : line;
    }

    /// <summary>Receives more, making room for a block of <paramref name="wanted"/> bytes as far as it is needed. False: the stream has ended.</summary>
    private async ValueTask<bool> FillAsync(int wanted)
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

        var count = await connection.ReceiveAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
        _end += count;
        return count > 0;
    }
}
