using System.IO.Pipelines;
using System.Net;

namespace Ldirectord.Web;

/// <summary>A director's answer, whose body is read piece by piece.</summary>
/// <param name="done">Called once, when the answer is disposed of.</param>
internal sealed class DirectorAnswer(HttpResponseMessage response, TimeSpan silence, int piece, Action done) : IDisposable
{
    private int _isDone;

    public HttpStatusCode Status => response.StatusCode;

    /// <summary>"application/json", without parameters; empty if it is not said.</summary>
    public string MediaType => response.Content.Headers.ContentType?.MediaType ?? "";

    public string ContentType => response.Content.Headers.ContentType?.ToString() ?? "";

    public long? Length => response.Content.Headers.ContentLength;

    /// <returns>The header field, or null if the answer has none.</returns>
    public string? Header(string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values)
            || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDone, 1) != 0)
            return;
        response.Dispose();
        done();
    }

    /// <summary>Writes the body as fast as it comes and the reader takes it.</summary>
    /// <exception cref="IOException">The body ends before it is whole, or pauses too long.</exception>
    public async Task CopyAsync(PipeWriter to, CancellationToken ct)
    {
        var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        while (await ReadAsync(body, to.GetMemory(piece)[..piece], ct).ConfigureAwait(false) is var count and > 0)
        {
            to.Advance(count);
            if ((await to.FlushAsync(ct).ConfigureAwait(false)).IsCompleted)
                return;
        }
    }

    /// <summary>The whole body.</summary>
    /// <param name="most">Bytes.</param>
    /// <exception cref="IOException">As <see cref="CopyAsync"/>; or there are more bytes.</exception>
    public async Task<byte[]> ReadAllAsync(int most, CancellationToken ct)
    {
        var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        using var all = new MemoryStream();
        var buffer = new byte[piece];
        while (await ReadAsync(body, buffer, ct).ConfigureAwait(false) is var count and > 0)
        {
            if (all.Length + count > most)
                throw new IOException($"the answer is longer than {most >> 20} MB, the limit");
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    private async Task<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken ct)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(ct);
        pause.CancelAfter(silence);
        try
        {
            return await body.ReadAsync(buffer, pause.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new IOException($"the answer stops for {silence.TotalSeconds} s");
        }
    }
}
