using System.Net.Sockets;
using System.Text;

namespace Ldirectord.Tests.Status;

/// <summary>Reads a stream of server-sent events line by line; HTTP's chunk lengths stand on lines of their own.</summary>
internal sealed class StreamReaderOfTest(Socket socket) : IDisposable
{
    private readonly StringBuilder _text = new();
    private readonly byte[] _buffer = new byte[65536];
    private int _read;

    /// <summary>The line with the number of the last frame; null if it had none.</summary>
    public string? Id { get; private set; }

    /// <summary>Bytes received so far.</summary>
    public int Bytes => _text.Length;

    /// <summary>The data of the next frame of this name.</summary>
    public async Task<string> NextAsync(string name)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string? id = null;
        while (true)
        {
            var line = await LineAsync(patience.Token);
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line;
            if (line != $"event: {name}")
                continue;
            Id = id;
            return (await LineAsync(patience.Token))["data: ".Length..];
        }
    }

    /// <summary>Whether a line has come, now or before.</summary>
    public bool HasSeen(string line) => HasSeenText($"\n{line}\n");

    /// <inheritdoc cref="HasSeen"/>
    public bool HasSeenText(string text)
    {
        while (socket.Available > 0)
            _text.Append(Encoding.UTF8.GetString(_buffer, 0, socket.Receive(_buffer)));
        return _text.ToString().Contains(text, StringComparison.Ordinal);
    }

    public void Dispose() => socket.Dispose();

    private async Task<string> LineAsync(CancellationToken ct)
    {
        while (true)
        {
            var text = _text.ToString();
            if (text.IndexOf('\n', _read) is >= 0 and var end)
            {
                var line = text[_read..end].TrimEnd('\r');
                _read = end + 1;
                return line;
            }

            var count = await socket.ReceiveAsync(_buffer, ct);
            if (count == 0)
                throw new IOException($"the stream ended; it said {text}");
            _text.Append(Encoding.UTF8.GetString(_buffer, 0, count));
        }
    }
}
