using Microsoft.Extensions.Primitives;

namespace Ldirectord.Status;

/// <summary>A request, as a resource sees it.</summary>
/// <param name="Path">Decoded, without the query.</param>
/// <param name="Query">The parameters of the query, decoded; a name may stand more than once.</param>
internal sealed record HttpQuestion(string Method, string Path, IReadOnlyDictionary<string, StringValues> Query)
{
    /// <summary>The header fields; empty where the request has none.</summary>
    public required Func<string, string> Header { get; init; }

    /// <summary>The body; its length is bounded by <see cref="HttpServer.MaximumBody"/>.</summary>
    public required Stream Body { get; init; }

    /// <summary>User of the process that connected to the Unix socket; null over TCP.</summary>
    public uint? User { get; init; }
}
