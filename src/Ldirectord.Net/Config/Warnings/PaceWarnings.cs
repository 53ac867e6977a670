namespace Ldirectord.Config;

/// <summary>Warnings of a virtual section's retryinterval that slows checks down, or that is of no effect.</summary>
internal static class PaceWarnings
{
    /// <param name="builder">Knows the file's defaults.</param>
    public static void Give(BoundSection section, VirtualServiceBuilder builder, DiagnosticList diagnostics)
    {
        if (section.Directives.Shared.Pace is not { RetryLine: { } line, RetryInterval: { } retry })
            return;
        var service = builder.Build(section, textFingerprint: null);
        if (retry > service.CheckInterval)
        {
            diagnostics.Warning(line.Number, line.ValueColumn,
                $"retryinterval is longer than checkinterval ({service.CheckInterval.TotalSeconds:0} s), "
                + "so a server that failed once is found down later: expected a shorter one");
        }
        else if (service is { FailureCount: 1, Pace.SuccessCount: 1 })
        {
            diagnostics.Warning(line.Number, line.ValueColumn,
                "retryinterval has no effect on a server that is up or down: expected failurecount or successcount above 1");
        }
    }
}
