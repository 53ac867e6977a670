
using Ldirectord.Checks;
using Ldirectord.Platform;

namespace Ldirectord.Tests.Support;

/// <summary>Runs a probe in a test.</summary>
internal static class Probing
{
    /// <summary>A deadline no healthy exchange on loopback comes near to.</summary>
    public static readonly TimeSpan Ample = TimeSpan.FromSeconds(60);

    /// <summary>Runs it with the real clock, for checks that come to an end by themselves.</summary>
    public static async Task<Outcome> RunAsync(Check check) => Outcome.Of(await ResultAsync(check));

    /// <summary>As <see cref="RunAsync"/>, with the code.</summary>
    public static async Task<CheckResult> ResultAsync(Check check) =>
        (await CheckRunner.RunAsync(check, TimeProvider.System, CancellationToken.None).AsTask().WaitAsync(Ample)).Result;

    /// <summary>
    /// Runs it with a clock that jumps over the check's deadline once <paramref name="reached"/> says that it has come to where it will
    /// stay.
    /// </summary>
    public static async Task<Outcome> RunPastDeadlineAsync(Check check, Func<bool> reached) =>
        Outcome.Of(await ResultPastDeadlineAsync(check, reached));

    /// <summary>As <see cref="RunPastDeadlineAsync"/>, with the code.</summary>
    public static async Task<CheckResult> ResultPastDeadlineAsync(Check check, Func<bool> reached)
    {
        var time = new ManualTime();
        var probe = CheckRunner.RunAsync(check, time, CancellationToken.None).AsTask();
        await Eventually.TrueAsync(reached);
        // The server may see a connection before the reactor does.
        await Reactor.Shared.PingAsync();
        await Reactor.Shared.PingAsync();
        Assert.False(probe.IsCompleted, probe.IsCompletedSuccessfully ? $"it did not stay: {probe.Result}" : "it did not stay");
        time.Advance(check.Timeout);
        return (await probe.WaitAsync(Ample)).Result;
    }
}
