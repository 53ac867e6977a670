using System.Text;
using Ldirectord.Status;

namespace Ldirectord.Tests.Status;

public class FrameReaderTests
{
    [Fact]
    public async Task Frames_AreReadOneAfterTheOther_AndWhatHasNoDataIsNone()
    {
        var large = new string('x', 300_000);
        var reader = Reader(
            $"retry: 1000\n\n: still here\n\nid: 7\nevent: status\ndata: {large}\n\ndata: a\ndata: b\n\nevent: change\ndata: {{");
        var (name, data) = (await reader.NextAsync(TestContext.Current.CancellationToken))!.Value;
        Assert.Equal(("status", large), (name, Encoding.UTF8.GetString(data)));
        (name, data) = (await reader.NextAsync(TestContext.Current.CancellationToken))!.Value;
        Assert.Equal(("", "a\nb"), (name, Encoding.UTF8.GetString(data)));
        Assert.Null(await reader.NextAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task EndlessLine_EndsTheReading()
    {
        var reader = new FrameReader(new Endless());
        var e = await Assert.ThrowsAsync<IOException>(() => reader.NextAsync(TestContext.Current.CancellationToken));
        Assert.Equal("a line of the stream is longer than 64 MB, the limit", e.Message);
    }

    private static FrameReader Reader(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private sealed class Endless : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            return new(buffer.Length);
        }
    }
}
