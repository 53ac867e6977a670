using System.Text;

namespace Ldirectord.Checks;

/// <summary>
/// The result of a query, and the rule of all SQL services: up when the query returned a row (SELECT) or changed one (INSERT), and the
/// first row, its values joined by tabs, matches.
/// </summary>
/// <param name="Row">The first row; null if there is none.</param>
/// <param name="Changed">Number of inserted, updated or deleted rows.</param>
internal readonly record struct SqlResult(ReadOnlyMemory<byte>? Row, long Changed)
{
    /// <summary>Bytes of the first row that are matched.</summary>
    public const int MaxRow = 64 * 1024;

    /// <summary>The query as sent. The original removes a leading "/"; here one that begins a comment stays.</summary>
    public static string Query(string request) => request is ['/', not '*', ..] ? request[1..] : request;

    public async ValueTask<CheckResult> EvaluateAsync(ExpectedContent expected, CancellationToken ct)
    {
        if (Row is null && Changed <= 0)
            return new CheckResult(StatusCode.ResponseUnexpected, "the query gave no row");
        var why = await expected.MismatchAsync(Row ?? ReadOnlyMemory<byte>.Empty, "the first row", ct).ConfigureAwait(false);
        if (why is not null)
            return new CheckResult(StatusCode.ResponseMismatch, $"the query was answered, but {why}");
        return new CheckResult(StatusCode.ResponseOk, Row is { } row
            ? $"the query gave {ServerText.Quoted(Encoding.Latin1.GetString(row.Span))}" : $"the query changed {Changed} rows");
    }

    /// <summary>What cannot be carried out because something is not set.</summary>
    public static CheckResult Incomplete(string service, string needs) => new(StatusCode.LocalError, $"service={service} needs {needs}");
}
