using System.IO.Pipelines;
using System.Text;

namespace Ldirectord.Status;

/// <summary>An answer to an HTTP request: a body that is whole in memory, or one that is written bit by bit.</summary>
/// <param name="Status">RFC 9110, section 15.</param>
internal sealed record HttpAnswer(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>The methods that the resource has, when the request has another one; otherwise null.</summary>
    public string? Allow { get; init; }

    /// <summary>Why it is no success, as one sentence; otherwise empty.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Further header fields.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Writes a body of unknown length, until it ends or the client leaves; null if <see cref="Body"/> is the body.</summary>
    public Func<PipeWriter, CancellationToken, Task>? WriteAsync { get; init; }

    public static HttpAnswer Json(byte[] json) => new(200, "application/json", json);

    public static HttpAnswer Text(string contentType, string text) => new(200, contentType, Encoding.UTF8.GetBytes(text));

    /// <summary>RFC 9457.</summary>
    /// <param name="detail">One sentence.</param>
    public static HttpAnswer Problem(int status, string detail) =>
        new(status, "application/problem+json", JsonProblem.Bytes(status, detail)) { Detail = detail };
}
