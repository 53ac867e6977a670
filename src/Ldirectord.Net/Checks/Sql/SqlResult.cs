using System.Text;

namespace Ldirectord.Checks;

/// <summary>
/// What a query brought, and the rule that the SQL services share: up when it gave a row, as SELECT does, or changed one, as INSERT does; and the first row,
/// its values joined by tabs, is as expected.
/// </summary>
/// <param name="Row">The first row; null: there is none.</param>
/// <param name="Changed">Rows that were inserted, updated or deleted.</param>
internal readonly record struct SqlResult(ReadOnlyMemory<byte>? Row, long Changed)
{
    /// <summary>Bytes of the first row that are looked at.</summary>
    public const int MaxRow = 64 * 1024;

    /// <summary>A query as it is sent. The original takes a "/" off its front; one that begins a comment stays here.</summary>
    public static string Query(string request) => request is ['/', not '*', ..] ? request[1..] : request;

    public async ValueTask<CheckResult> EvaluateAsync(ExpectedContent expected, CancellationToken ct)
    {
        if (Row is null && Changed <= 0)
            return new CheckResult(StatusCode.ResponseUnexpected, "the query gave no row");
        var why = await expected.MismatchAsync(Row ?? ReadOnlyMemory<byte>.Empty, "the first row", ct).ConfigureAwait(false);
        if (why is not null)
            return new CheckResult(StatusCode.ResponseMismatch, $"the query was answered, but {why}");
        return new CheckResult(StatusCode.ResponseOk, Row is { } row ? $"the query gave {ServerText.Quoted(Encoding.Latin1.GetString(row.Span))}" : $"the query changed {Changed} rows");
    }

    /// <summary>What cannot be carried out because something is not set.</summary>
    public static CheckResult Incomplete(string service, string needs) => new(StatusCode.LocalError, $"service={service} needs {needs}");
}
