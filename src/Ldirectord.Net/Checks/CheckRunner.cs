using System.Runtime.CompilerServices;
using Ldirectord.Networking;
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
    public static ValueTask<ProbeResult> RunAsync(Check check, TimeProvider time, CancellationToken stopping) =>
        check.RunsProgram ? RunInPlaceAsync(check, time, stopping) : RunNowAsync(check, time, stopping);

    /// <summary>The wait for a place is this machine's, so it is no part of the server's time.</summary>
    private static async ValueTask<ProbeResult> RunInPlaceAsync(Check check, TimeProvider time, CancellationToken stopping)
    {
        using var place = await ProgramPlaces.Shared.TakeAsync(stopping).ConfigureAwait(false);
        return await RunNowAsync(check, time, stopping).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<ProbeResult> RunNowAsync(Check check, TimeProvider time, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        var calledOnReactor = Reactor.IsCurrent;
        var start = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(check.Timeout, time);
        using var stop = stopping.UnsafeRegister(static self => ((CancellationTokenSource)self!).Cancel(), deadline);
        var either = deadline.Token; // the deadline has passed, or the director stops
        CheckResult result;
        ExchangeRecords.Begin(either);
        try
        {
            result = await check.RunAsync(either).ConfigureAwait(false);
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
        catch (OperationCanceledException)
        {
            ExchangeRecords.Return(ExchangeRecords.End(either));
            throw;
        }
        finally
        {
            // Do not resume the caller on the reactor's thread unless it called from there: it may block.
            if (!calledOnReactor && Reactor.IsCurrent)
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        return Finish(check, result, time.GetElapsedTime(start), either);
    }

    private static ProbeResult Finish(Check check, CheckResult result, TimeSpan elapsed, CancellationToken exchange)
    {
        var record = ExchangeRecords.End(exchange);
        var failed = result.Status is not (CheckStatus.Passed or CheckStatus.NotTried);
        var probe = new ProbeResult(Shown(check, result), elapsed) { Exchange = failed ? Exchange.Of(record, check.Confidential) : null };
        ExchangeRecords.Return(record);
        return probe;
    }

    private static CheckResult Shown(Check check, CheckResult result)
    {
        var detail = Secrets.Hide(Secrets.HideUserInfo(Printable.Of(result.Detail, LongestReason)), check.Secrets);
        return ReferenceEquals(detail, result.Detail) ? result : result with { Detail = detail };
    }
}
