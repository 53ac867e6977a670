using System.Globalization;
using System.Net;
using Ldirectord.Checks;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>What a program of a check is given: the values of the placeholders of checkarguments, its user, its secrets.</summary>
internal static class ProgramValues
{
    /// <summary>The value of a placeholder for one real server; null if the section does not set it.</summary>
    /// <param name="target">Address and port that are checked.</param>
    public static string? Of(string placeholder, BoundSection section, BoundRealServer server, IPEndPoint target, TimeSpan timeout)
    {
        var check = section.Directives.Check;
        return placeholder switch
        {
            "real" => $"{target.Address}",
            "port" => Number(target.Port),
            "virtual" => section.Id.EndPoint is { } virtualService ? $"{virtualService.Address}" : $"{section.Id}",
            "virtualport" => Number(section.Id.EndPoint?.Port ?? 0),
            "timeout" => Number((int)Math.Ceiling(timeout.TotalSeconds)),
            "service" => check.Service?.Name,
            "login" => check.Login,
            "database" => check.Database,
            "virtualhost" => section.Directives.Http.VirtualHost,
            "request" => server.Override?.Path ?? server.Request ?? check.Request,
            _ => section.ReceiveOf(server),
        };
    }

    public static ProgramLaunch Launch(BoundSection section, BoundRealServer server, IPEndPoint target, TimeSpan timeout) => new()
    {
        Arguments = section.Directives.Programs.Arguments?.Fill(name => Of(name, section, server, target, timeout) ?? ""),
        User = section.Directives.Programs.User,
        Password = section.Directives.Check.Password ?? "",
        Secret = section.Directives.Check.Secret ?? "",
    };

    /// <summary>Errors of placeholders that the section does not set, or whose value has a password.</summary>
    public static void Demand(BoundSection section, DiagnosticList diagnostics)
    {
        if (!section.RunsProgram || section.Directives.Programs.Arguments is not { } template)
            return;
        var line = template.Line.Line;
        foreach (var (name, _, offset) in template.Placeholders)
        {
            var values = section.RealServers.Select(server => Of(name, section, server, server.EndPoint, TimeSpan.Zero)).ToList();
            if (values.Contains(null))
                Error($"{{{name}}} in checkarguments without {name}: expected {name} = value in this virtual service");
            else if (values.Exists(value => HasPassword(value!)))
                Error($"{{{name}}} in checkarguments has a password: every user of this machine sees the arguments of a program");

            void Error(string message) => diagnostics.Error(line.Number, template.Line.ColumnAt(offset), message);
        }
    }

    /// <summary>In a URL, or in a connection string.</summary>
    private static bool HasPassword(string value) => Secrets.HideUserInfo(value) != value || OdbcCheck.PasswordsIn(value).Any();

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
