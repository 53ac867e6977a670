using Ldirectord.Checks;
using Ldirectord.Config;

namespace Ldirectord.Cli;

/// <summary>What a configuration may say and this version cannot carry out.</summary>
internal static class Refusals
{
    /// <summary>For start, reload and probe: a service that cannot be checked is an error at its real server's line.</summary>
    public static ConfigResult Apply(ConfigResult read)
    {
        if (read.Config is not { } config)
            return read;
        var errors = Of(config);
        return errors.Count == 0 ? read : new ConfigResult(null, [.. read.Diagnostics, .. errors]);
    }

    /// <summary>For check and plan, which do without: all that start would refuse, as warnings.</summary>
    public static IEnumerable<Diagnostic> Warnings(DirectorConfig config)
    {
        IEnumerable<Diagnostic> errors = Of(config);
        if (!config.LogFile.StartsWith('/') && Syslog.WhyNot(config.LogFile) is { } reason)
            errors = errors.Prepend(new Diagnostic(Severity.Error, config.Path, 0, 0, reason));
        return errors.Select(error => error with { Severity = Severity.Warning, Message = $"start refuses this: {error.Message}" });
    }

    private static List<Diagnostic> Of(DirectorConfig config) =>
        (
            from service in config.VirtualServices
            where !service.IsOff
            from server in service.RealServers
            let check = Unchecked(server.Check)
            where check is not null
            select new Diagnostic(
                Severity.Error,
                config.Path,
                server.Line,
                0,
                $"service={check.Service} is read but cannot be checked by this version: use checktype=connect, ping or external for this virtual service"))
            .DistinctBy(error => error.Line).ToList();

    private static UncheckedService? Unchecked(Check check) => check switch
    {
        UncheckedService found => found,
        CombinedCheck combined => Unchecked(combined.Negotiate),
        JoinedCheck joined => Unchecked(joined.Negotiate),
        _ => null,
    };
}
