using System.Collections.Immutable;
using System.Text.Json;
using Ldirectord.Director;

namespace Ldirectord.Status;

/// <summary>GET /api/v1/alive: answers while the director works, and costs nearly nothing.</summary>
/// <param name="pulse">Asks the director's loop.</param>
/// <param name="reactorTurn">Completes after a turn of the reactor's thread, on which the checks run.</param>
internal sealed class AliveResource(Func<CancellationToken, Task<LivenessReport>> pulse, Func<Task> reactorTurn)
{
    public const string Path = "/api/v1/alive";

    public ImmutableArray<HttpResource> All => [new("GET", Path, AnswerAsync)];

    private async Task<HttpAnswer> AnswerAsync(HttpQuestion question, CancellationToken ct)
    {
        var now = await pulse(ct).ConfigureAwait(false);
        await reactorTurn().WaitAsync(ct).ConfigureAwait(false);
        var report = new AliveReport(now.FirstRoundIsOver, now.Refusal, now.Servers.Up, now.Servers.Of);
        return HttpAnswer.Json(JsonSerializer.SerializeToUtf8Bytes(report, ReportJson.Default.AliveReport));
    }
}
