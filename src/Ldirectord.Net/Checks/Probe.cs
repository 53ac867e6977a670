namespace Ldirectord.Checks;

/// <summary>One run of a check under its total deadline: the one place that tells "timed out" from "stopping".</summary>
internal static class Probe
{
    /// <returns>The check's verdict, or <see cref="CheckStatus.TimedOut"/> when its <see cref="Check.Timeout"/> came first.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> fired: no verdict.</exception>
    public static async ValueTask<CheckResult> RunAsync(Check check, TimeProvider time, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(check.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            return await check.RunAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            return new CheckResult(CheckStatus.TimedOut, $"no verdict within {check.Timeout.TotalSeconds:0.###} s");
        }
    }
}
