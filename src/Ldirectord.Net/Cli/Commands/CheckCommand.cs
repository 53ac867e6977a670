using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>check: every error and warning of the file, a summary, exit 0 or 2.</summary>
internal static class CheckCommand
{
    /// <summary>Most names of unused programs in one line.</summary>
    private const int MostNamed = 20;

    public static int Run(ConfigResult read, TextWriter output)
    {
        if (read.Config is { } good && LogSink.StartRefusal(good) is { } refusal)
            read = new ConfigResult(null, [.. read.Diagnostics, refusal]);
        foreach (var diagnostic in read.Diagnostics)
            output.WriteLine(Describe(diagnostic));
        if (read.Config is { } valid && new KernelSettingsFolder() is { Exists: true } kernel)
        {
            foreach (var advice in KernelSettingsRules.Of(valid, kernel.Read()))
            {
                string message = KernelSettingsRules.Warning(advice, valid.KernelSettings);
                output.WriteLine(Describe(new Diagnostic(Severity.Warning, valid.Path, 0, 0, message)));
            }

            foreach (string message in KernelModuleRules.Of(valid, new KernelModules()))
                output.WriteLine(Describe(new Diagnostic(Severity.Warning, valid.Path, 0, 0, message)));
        }
        if (read.Config is { } withVia)
        {
            foreach (string problem in ViaAdvice.Of(withVia, InterfaceSettings.Read))
                output.WriteLine(Describe(new Diagnostic(Severity.Warning, withVia.Path, 0, 0, $"checkvia = virtual: {problem}")));
        }
        if (read.Config is { Programs: var programs })
            NamePrograms(programs, output);
        output.WriteLine(read.Config is { } config ? Summary(config) : Refusal(read));
        return read.Config is null ? ExitCode.BadConfig : ExitCode.Ok;
    }

    /// <summary>What "service =" found in checkdirectory, and what else is there: a misspelled name shows.</summary>
    private static void NamePrograms(ServicePrograms programs, TextWriter output)
    {
        foreach (var (name, path) in programs.Used)
            output.WriteLine($"service \"{name}\": {Printable.Of(path)}");
        if (programs.Unused() is { Count: > 0 } unused)
        {
            var more = unused.Count > MostNamed ? $" and {unused.Count - MostNamed} more" : "";
            output.WriteLine($"not used of {Printable.Of(programs.Directory)}: {string.Join(", ", unused.Take(MostNamed))}{more}");
        }
    }

    /// <summary>"FILE:LINE:COLUMN: severity: message", a form that editors understand.</summary>
    private static string Describe(Diagnostic found)
    {
        var position = found switch
        {
            { Line: 0 } => "",
            { Column: 0 } => $"{found.Line}:",
            _ => $"{found.Line}:{found.Column}:",
        };
        return $"{found.Shown}:{position} {(found.Severity == Severity.Error ? "error" : "warning")}: {found.Message}";
    }

    private static string Summary(DirectorConfig config)
    {
        var servers = config.VirtualServices.SelectMany(service => service.RealServers).ToList();
        var checks = config.VirtualServices.Where(service => !service.IsOff)
            .SelectMany(service => service.RealServers)
            .Select(server => server.Check)
            .Where(check => check is not AlwaysUpCheck)
            .Distinct()
            .Count();
        return $"{Plural.Of(config.VirtualServices.Length, "virtual service")}, {Plural.Of(servers.Count, "real server")}, "
            + Plural.Of(checks, "distinct check");
    }

    private static string Refusal(ConfigResult read) => $"{Plural.Of(read.Errors.Count(), "error")}: this configuration is refused";
}
