using System.IO.Pipelines;
using System.Text;

namespace Ldirectord.Status;

/// <summary>
/// Writes bytes that are whole in memory piece by piece, each when the kernel has taken the one before: what all clients share, as a frame
/// of a stream, is not copied whole for each of them.
/// </summary>
internal static class PieceWriter
{
    /// <summary>Bytes in a piece: two blocks of Kestrel's memory, less what HTTP writes around a chunk.</summary>
    public const int Piece = (2 * 4096) - 16;

    /// <summary>Bytes in which there is room for any character.</summary>
    private const int Smallest = 64;

    public static async Task WriteAsync(PipeWriter writer, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        do
        {
            var piece = bytes[..Math.Min(Piece, bytes.Length)];
            if ((await writer.WriteAsync(piece, ct).ConfigureAwait(false)).IsCompleted)
                return;
            bytes = bytes[piece.Length..];
        }
        while (!bytes.IsEmpty);
    }

    /// <summary>Writes a text, which may be many megabytes, without a copy of it as a whole.</summary>
    public static async Task WriteAsync(PipeWriter writer, StringBuilder text, CancellationToken ct)
    {
        var encoder = Encoding.UTF8.GetEncoder(); // a character may lie in two chunks
        foreach (var chunk in text.GetChunks())
        {
            for (var rest = chunk; !rest.IsEmpty;)
            {
                encoder.Convert(rest.Span, writer.GetSpan(Smallest), flush: false, out var chars, out var bytes, out _);
                writer.Advance(bytes);
                rest = rest[chars..];
                if ((await writer.FlushAsync(ct).ConfigureAwait(false)).IsCompleted)
                    return;
            }
        }
    }
}
