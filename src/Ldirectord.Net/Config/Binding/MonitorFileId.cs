using System.Text;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>
/// The identity of a check in the monitor file, in the original's words and order:
/// "negotiate http tcp 10.0.1.1 80 www.example.org 8080 1 masq /index.html It works".
/// A directive that is not set has no word; backslashes are left out.
/// </summary>
internal static class MonitorFileId
{
    /// <returns>Null for checktype=on and off, which have no results.</returns>
    public static string? Of(BoundSection section, BoundRealServer server)
    {
        var (id, check) = (section.Id, section.Directives.Check);
        if (check.CheckType.Kind is CheckKind.On or CheckKind.Off)
            return null;
        var request = server.Override?.Path ?? server.Request ?? check.Request ?? "";
        string?[] words =
        [
            Word(check.CheckType.Kind),
            section.Negotiates ? section.Service.Name : null,
            check.CheckType.Kind is CheckKind.External or CheckKind.ExternalPerl ? check.CheckCommand : null,
            id.ProtocolName,
            BracketedAddress.Of(server.EndPoint.Address),
            $"{server.EndPoint.Port}",
            section.Directives.Http.VirtualHost,
            $"{check.CheckPort}",
            $"{server.Destination.Weight}",
            ForwardingMethodNames.Name(server.Destination.Method),
            $"/{request.TrimStart('/')}",
        ];
        var text = new StringBuilder().AppendJoin(' ', words.Where(word => !string.IsNullOrEmpty(word)));
        text.Append(' ').Append(section.ReceiveOf(server) ?? "");
        return Printable.OfBytes(text.Replace("\\", "").Replace('\n', ' ').ToString());
    }

    private static string Word(CheckKind kind) => kind switch
    {
        CheckKind.Connect => "connect",
        CheckKind.Ping => "ping",
        CheckKind.External => "external",
        CheckKind.ExternalPerl => "external-perl",
        CheckKind.Combined => "combined",
        CheckKind.ConnectAndNegotiate => "connect,negotiate",
        _ => "negotiate",
    };
}
