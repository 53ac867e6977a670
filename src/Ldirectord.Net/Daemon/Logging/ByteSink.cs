using System.Text;

namespace Ldirectord.Daemon;

/// <summary>A log of bytes, a line after the other. Of a line that it took half of the rest is written first, later.</summary>
internal abstract class ByteSink : LogSink
{
    private byte[] _rest = [];

    public override bool IsCut => _rest.Length > 0;

    public override int Write(IReadOnlyList<string> lines)
    {
        byte[] bytes = [.. _rest, .. Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + '\n')))];
        var end = _rest.Length;
        _rest = [];
        var written = Append(bytes);
        if (written == bytes.Length)
            return lines.Count;
        var begun = 0;
        for (; end < written; begun++)
            end += Encoding.UTF8.GetByteCount(lines[begun]) + 1;
        _rest = bytes[written..end];
        return begun;
    }

    /// <returns>How many bytes it took; fewer: it takes no more now.</returns>
    /// <exception cref="IOException">They cannot be written now; the message is a sentence for the operator.</exception>
    protected abstract int Append(ReadOnlySpan<byte> bytes);
}
