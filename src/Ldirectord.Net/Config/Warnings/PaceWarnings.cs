namespace Ldirectord.Config;

/// <summary>Warnings of a virtual section's own successcount and retryinterval that are of no effect, or that slow checks down.</summary>
internal static class PaceWarnings
{
    /// <param name="builder">Knows the file's defaults.</param>
    public static void Give(BoundSection section, VirtualServiceBuilder builder, DiagnosticList diagnostics)
    {
        var pace = section.Directives.Shared.Pace;
        if (pace.SuccessLine is null && pace.RetryLine is null)
            return;
        var service = builder.Build(section, textFingerprint: null);
        if (pace is { SuccessCount: > 1, SuccessLine: { } successLine } && service is { RealServers.Length: 1, Fallback: null })
        {
            Warn(successLine, "successcount has no effect with one real server and no fallback: "
                + "while nobody serves, one passed check is enough");
        }

        if (pace is not { RetryInterval: { } retry, RetryLine: { } retryLine })
            return;
        if (retry > service.CheckInterval)
        {
            Warn(retryLine, $"retryinterval is longer than checkinterval ({service.CheckInterval.TotalSeconds:0} s), "
                + "so a server that failed once is found down later: expected a shorter one");
        }
        else if (service is { FailureCount: 1, Pace.SuccessCount: 1 })
        {
            Warn(retryLine, "retryinterval has no effect on a server that is up or down: "
                + "expected failurecount or successcount above 1");
        }

        void Warn(Line line, string message) => diagnostics.Warning(line.Number, line.ValueColumn, message);
    }
}
