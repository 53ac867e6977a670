using Ldirectord.Checks;
using Ldirectord.Platform;

namespace Ldirectord.Config;

/// <summary>
/// The system's libraries that checks need. A file whose checks need a missing library is refused when it is read: a running director keeps
/// its configuration, and does not take servers out because of its own machine.
/// </summary>
internal static class RequiredLibraries
{
    public static void Check(BoundSection section, DiagnosticList diagnostics)
    {
        if (section.RealServers.IsEmpty || !section.Negotiates)
            return;
        var service = section.Service.Name;
        var library = service switch
        {
            "mysql" => LibMariadb.Needed,
            "odbc" or "oracle" => LibOdbc.Needed,
            // TLS, password digests, and random numbers.
            "https" or "imaps" or "ldaps" or "pops" or "pgsql" or "pop" or "dns" or "radius" or "sip" => SystemLibrary.OpenSsl,
            _ => section.Directives.Tls.StartTls == true ? SystemLibrary.OpenSsl : null,
        };
        var head = section.Section.Head;
        if (library?.Problem($"service = {service}") is { } problem)
            diagnostics.OriginalAccepts(head.Number, head.ValueColumn, problem);
    }
}
