using System.Runtime.CompilerServices;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>
/// Runs a check once, under its deadline. The one place that tells a timeout from a shut-down, turns exceptions into results, measures the
/// time, and hides secrets and unprintable characters in the result's sentence.
/// </summary>
internal static class CheckRunner
{
    /// <summary>Longest sentence of a result, in characters: a library may say anything.</summary>
    private const int LongestReason = 1000;

    /// <returns>
    /// The result; <see cref="CheckStatus.TimedOut"/> if the check's <see cref="Check.Timeout"/> passed first. Resumes the caller on the
    /// reactor's thread only if it called from there.
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled: there is no result.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<ProbeResult> RunAsync(Check check, TimeProvider time, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        var calledOnReactor = Reactor.IsCurrent;
        var start = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(check.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        CheckResult result;
        try
        {
            result = await check.RunAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            var (stage, awaited) = e is WaitCanceledException wait ? (wait.Failure, wait.Message) : (IoFailure.AnswerTimeout, "no result");
            result = new CheckResult(StatusCodes.Of(stage), $"{awaited} within {check.Timeout.TotalSeconds:0.###} s");
        }
        catch (IoFailureException e)
        {
            result = CheckResult.Of(e);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // A bug, or a library that gave up by itself, fails this probe only; later probes still run.
            result = new CheckResult(StatusCode.LocalError, $"the check itself failed: {e.GetType().Name}: {e.Message}");
        }
        finally
        {
            // Do not resume the caller on the reactor's thread unless it called from there: it may block.
            if (!calledOnReactor && Reactor.IsCurrent)
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        return new ProbeResult(Shown(check, result), time.GetElapsedTime(start));
    }

    private static CheckResult Shown(Check check, CheckResult result)
    {
        var detail = Secrets.Hide(Secrets.HideUserInfo(Printable.Of(result.Detail, LongestReason)), check.Secrets);
        return ReferenceEquals(detail, result.Detail) ? result : result with { Detail = detail };
    }
}
