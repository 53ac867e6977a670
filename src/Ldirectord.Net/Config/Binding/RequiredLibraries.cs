
using Ldirectord.Checks;
using Ldirectord.Platform;

namespace Ldirectord.Config;

/// <summary>
/// The library of the system that a section's checks cannot do without. A file that needs a missing one is refused when it is read: a
/// director that runs goes on with what it has, and does not take servers out because of its own machine.
/// </summary>
internal static class RequiredLibraries
{
    public static void Check(BoundSection section, DiagnosticList report)
    {
        if (section.RealServers.IsEmpty
            || section.Settings.Check.CheckType.Kind is not (CheckKind.Negotiate or CheckKind.Combined or CheckKind.ConnectAndNegotiate))
            return;
        var service = CheckBinder.ServiceOf(section.Id, section.Settings).Name;
        var library = service switch
        {
            "mysql" => LibMariadb.Needed,
            "odbc" or "oracle" => LibOdbc.Needed,
            // TLS, digests of passwords, and numbers that nobody can guess.
            "https" or "imaps" or "ldaps" or "pops" or "pgsql" or "pop" or "dns" or "radius" or "sip" => SystemLibrary.OpenSsl,
            _ => section.Settings.Tls.StartTls == true ? SystemLibrary.OpenSsl : null,
        };
        var head = section.Syntax.Head;
        if (library?.Problem($"service = {service}") is { } problem)
            report.OriginalAccepts(head.Number, head.ValueColumn, problem, section.Syntax.EndLine);
    }
}
