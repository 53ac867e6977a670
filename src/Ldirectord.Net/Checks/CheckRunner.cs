using System.Runtime.CompilerServices;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>
/// One run of a check under its total deadline: the one place that tells "timed out" from "stopping", that makes a verdict of what went wrong on
/// the way, and that keeps secrets and what is not printable out of its reason.
/// </summary>
internal static class CheckRunner
{
    /// <summary>Characters of a reason: what servers say in it is shorter, what libraries say may be anything.</summary>
    private const int LongestReason = 1000;

    /// <returns>The check's verdict, or a timeout when its <see cref="Check.Timeout"/> came first. On the reactor's thread only for who called it there.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> fired: no verdict.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<CheckResult> RunAsync(Check check, TimeProvider time, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        var isLent = Reactor.IsCurrent;
        using var deadline = new CancellationTokenSource(check.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            return Shown(check, await check.RunAsync(either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            var (stage, awaited) = e is WaitCanceledException wait ? (wait.Failure, wait.Message) : (IoFailure.AnswerTimeout, "no verdict");
            return Shown(check, new CheckResult(StatusCodes.Of(stage), $"{awaited} within {check.Timeout.TotalSeconds:0.###} s"));
        }
        catch (IoFailureException e)
        {
            return Shown(check, CheckResult.Of(e));
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // A mistake of ours, or a library that gave up by itself, costs this verdict, never the probes to come.
            return Shown(check, new CheckResult(StatusCode.LocalError, $"the check itself failed: {e.GetType().Name}: {e.Message}"));
        }
        finally
        {
            // The reactor is not lent to whoever reads the verdict, unless he has it already: he may block.
            if (!isLent && Reactor.IsCurrent)
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    private static CheckResult Shown(Check check, CheckResult result)
    {
        var detail = Secrets.Hide(Secrets.HideUserInfo(Printable.Of(result.Detail, LongestReason)), check.Secrets);
        return ReferenceEquals(detail, result.Detail) ? result : result with { Detail = detail };
    }
}
