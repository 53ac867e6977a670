using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// Reads the body of an answer to its end (RFC 9112 section 6.3). Counts every byte and keeps the first <see cref="MaxKept"/> for matching:
/// a larger body is healthy too, but must not cost more memory.
/// </summary>
internal sealed class HttpBody
{
    /// <summary>Bytes of the body that "receive" and "receivenot" are matched against.</summary>
    public const int MaxKept = 1 << 20;

    private const int MaxChunkLine = 4096;

    private readonly bool _keep;
    private readonly IncrementalHash? _digest;
    private byte[] _kept = [];
    private int _keptLength;

    private HttpBody(bool keep, IncrementalHash? digest = null) => (_keep, _digest) = (keep, digest);

    /// <summary>Received bytes.</summary>
    public long Length { get; private set; }

    /// <summary>The first <see cref="MaxKept"/> bytes; empty if they were not wanted.</summary>
    public ReadOnlyMemory<byte> Kept => _kept.AsMemory(0, _keptLength);

    /// <param name="digest">Gets every byte; null if the digest is not wanted.</param>
    /// <exception cref="IoFailureException">The body ended early, or its chunks are malformed.</exception>
    public static async ValueTask<HttpBody> ReadAsync(
        ReceiveBuffer incoming, HttpResponseHead head, bool keep, IncrementalHash? digest = null)
    {
        var body = new HttpBody(keep, digest);
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

    /// <summary>No body, as after HEAD.</summary>
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

        incoming.Limit(HttpResponseHead.MaxKilobytes, "of trailer");
        while (!(await LineAsync(incoming).ConfigureAwait(false)).IsEmpty)
        {
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> LineAsync(ReceiveBuffer incoming) =>
        await incoming.ReadLineAsync(MaxChunkLine, "a chunk of the body has no size").ConfigureAwait(false)
        ?? throw BrokenOff("its last chunk did not");

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
        _digest?.AppendData(some);
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
