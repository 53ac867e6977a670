using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>
/// What a failed check of a database remembers: a library speaks to the server, so these are words. Only what was surely sent is noted; the
/// query may hold a secret.
/// </summary>
internal static class SqlNotes
{
    public static async ValueTask<SqlResult> TakeAsync(Task<SqlResult> asking, string login, CancellationToken exchange)
    {
        var (logIn, query) = ($"login as {login}", "; query ***");
        try
        {
            var result = await asking.ConfigureAwait(false);
            ExchangeNotes.Sent(logIn + query, exchange);
            if (result.Row is { } row)
                ExchangeNotes.Received(row.Span, exchange);
            else
                ExchangeNotes.Received($"no row; {result.Changed} changed", exchange);
            return result;
        }
        catch (IoFailureException e) when (e.Failure is IoFailure.Login or IoFailure.Refused)
        {
            ExchangeNotes.Sent(e.Failure == IoFailure.Refused ? logIn + query : logIn, exchange);
            ExchangeNotes.Received(e.Message, exchange);
            throw;
        }
        catch (WaitCanceledException e) when (e.Failure == IoFailure.AnswerTimeout)
        {
            ExchangeNotes.Sent(logIn + query, exchange);
            throw;
        }
    }
}
