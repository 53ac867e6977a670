using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Ldirectord.Status;

/// <summary>
/// Reads the frames of a stream (text/event-stream of the HTML standard). A line longer than an answer may be ends the reading.
/// </summary>
internal sealed class FrameReader(Stream stream)
{
    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024));

    /// <returns>The name and the data of the next frame that has data; null at the end of the stream.</returns>
    /// <exception cref="IOException">The connection broke, or a line is too long.</exception>
    public async Task<(string Name, byte[] Data)?> NextAsync(CancellationToken ct)
    {
        var (name, data) = ("", (byte[]?)null);
        while (await LineAsync(ct).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0 && data is not null)
                return (name, data);
            if (ValueOf(line, "event: "u8) is { } value)
                name = Encoding.UTF8.GetString(value.Span);
            else if (ValueOf(line, "data: "u8) is { } more)
                data = data is null ? more.ToArray() : [.. data, (byte)'\n', .. more.Span];
        }

        return null;
    }

    private static ReadOnlyMemory<byte>? ValueOf(byte[] line, ReadOnlySpan<byte> field) =>
        line.AsSpan().StartsWith(field) ? line.AsMemory(field.Length) : default(ReadOnlyMemory<byte>?);

    private async Task<byte[]?> LineAsync(CancellationToken ct)
    {
        while (true)
        {
            var read = await _pipe.ReadAsync(ct).ConfigureAwait(false);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = read.Buffer.Slice(0, end).ToArray();
                _pipe.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            if (read.IsCompleted)
                return null;
            if (read.Buffer.Length > StatusClient.MaximumAnswer)
                throw new IOException($"a line of the stream is longer than {StatusClient.MaximumAnswer >> 20} MB, the limit");
            _pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
