using System.Text;

namespace Ldirectord.Daemon;

/// <summary>A sink that takes bytes. If it takes a part of a line, the next write begins with the rest.</summary>
internal abstract class ByteSink : LogSink
{
    private byte[] _rest = [];

    public override bool HasPartialLine => _rest.Length > 0;

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

    /// <returns>The number of bytes written; fewer than given if the reader takes no more.</returns>
    /// <exception cref="IOException">The sink cannot be written; the message is a sentence for the operator.</exception>
    protected abstract int Append(ReadOnlySpan<byte> bytes);
}
