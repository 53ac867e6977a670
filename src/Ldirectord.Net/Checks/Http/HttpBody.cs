using System.Globalization;
using System.Numerics;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// The body of an answer, to its end (RFC 9112 section 6.3). Every byte is counted; the first <see cref="MaxKept"/> are kept if somebody wants to match them:
/// a larger body is healthy too, but no body costs more memory than that.
/// </summary>
internal sealed class HttpBody
{
    /// <summary>Bytes of a body that "receive" is matched against.</summary>
    public const int MaxKept = 1 << 20;

    private const int MaxChunkLine = 4096;

    private readonly bool _keep;
    private byte[] _kept = [];
    private int _keptLength;

    private HttpBody(bool keep) => _keep = keep;

    /// <summary>Bytes that came.</summary>
    public long Length { get; private set; }

    /// <summary>Its beginning, up to <see cref="MaxKept"/> bytes; empty if it was not to be kept.</summary>
    public ReadOnlyMemory<byte> Kept => _kept.AsMemory(0, _keptLength);

    /// <exception cref="IoFailureException">It stopped before its end, or is not framed as announced.</exception>
    public static async ValueTask<HttpBody> ReadAsync(ReceiveBuffer incoming, HttpResponseHead head, bool keep)
    {
        var body = new HttpBody(keep);
        if (head.IsBodiless)
            return body;
        if (head.Chunked)
            await body.ReadChunksAsync(incoming).ConfigureAwait(false);
        else if (head.Length is { } length)
            await body.ReadExactlyAsync(incoming, length).ConfigureAwait(false);
        else
            await body.ReadToEndAsync(incoming).ConfigureAwait(false);
        return body;
    }

    /// <summary>No body at all, as after HEAD.</summary>
    public static HttpBody None() => new(keep: false);

    /// <summary>A chunk line: the size in hexadecimal, perhaps extensions after ";" (RFC 9112 section 7.1).</summary>
    private static long ParseChunkSize(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOf((byte)';');
        var digits = (end < 0 ? line : line[..end]).Trim(" \t"u8);
        return digits.Length <= 15 && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size)
            ? size
            : throw new IoFailureException(IoFailure.Malformed, "a chunk of the body has no size");
    }

    private async ValueTask ReadChunksAsync(ReceiveBuffer incoming)
    {
        while (ParseChunkSize((await LineAsync(incoming).ConfigureAwait(false)).Span) is var size and > 0)
        {
            await ReadExactlyAsync(incoming, size).ConfigureAwait(false);
            if (!(await LineAsync(incoming).ConfigureAwait(false)).IsEmpty)
                throw new IoFailureException(IoFailure.Malformed, "a chunk of the body is longer than its size");
        }

        for (var left = HttpResponseHead.MaxBytes; ;)
        {
            var trailer = await LineAsync(incoming).ConfigureAwait(false);
            if (trailer.IsEmpty)
                return;
            left -= trailer.Length;
            if (left <= 0)
                throw new IoFailureException(IoFailure.TooLarge, "the trailer of the body does not end");
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> LineAsync(ReceiveBuffer incoming) =>
        await incoming.ReadLineAsync(MaxChunkLine, "a chunk of the body has no size").ConfigureAwait(false) ?? throw BrokenOff("its last chunk did not");

    private async ValueTask ReadExactlyAsync(ReceiveBuffer incoming, long length)
    {
        for (var left = length; left > 0;)
        {
            var some = await incoming.ReadSomeAsync(left).ConfigureAwait(false);
            if (some.IsEmpty)
                throw BrokenOff($"{left} more did not");
            left -= some.Length;
            Add(some.Span);
        }
    }

    private async ValueTask ReadToEndAsync(ReceiveBuffer incoming)
    {
        while (true)
        {
            var some = await incoming.ReadSomeAsync(long.MaxValue).ConfigureAwait(false);
            if (some.IsEmpty)
                return;
            Add(some.Span);
        }
    }

    private void Add(ReadOnlySpan<byte> some)
    {
        Length += some.Length;
        if (!_keep)
            return;
        some = some[..Math.Min(some.Length, MaxKept - _keptLength)];
        if (_keptLength + some.Length > _kept.Length)
            Array.Resize(ref _kept, Math.Min(MaxKept, (int)BitOperations.RoundUpToPowerOf2((uint)(_keptLength + some.Length))));
        some.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength += some.Length;
    }

    private IoFailureException BrokenOff(string missing) =>
        new(IoFailure.Broken, $"the connection was closed in the middle of the body: {Length} bytes came, {missing}");
}
