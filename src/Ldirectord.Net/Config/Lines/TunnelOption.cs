using System.Globalization;
using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>tun= at the end of a real server's line: how the packets of method ipip are wrapped.</summary>
internal static class TunnelOption
{
    public const string Form = "tun=gue:PORT[:csum|:remcsum] or tun=gre[:csum]";

    /// <summary>Reads the value; the port is one that the kernel takes, 1..65535.</summary>
    /// <returns>Null after an error was reported at the column.</returns>
    public static Tunnel? Parse(string text, ForwardingMethod method, Line line, int column, DiagnosticList diagnostics)
    {
        if (Read(text.Split(':')) is not { } tunnel)
            diagnostics.Error(line.Number, column, $"invalid tunnel \"{DirectiveReader.Shorten(text)}\": expected {Form}");
        else if (method != ForwardingMethod.Ipip)
            diagnostics.Error(line.Number, column, $"tun= with {ForwardingMethodNames.Name(method)}, which has no tunnel: expected ipip");
        else
            return tunnel;
        return null;
    }

    private static Tunnel? Read(string[] parts) => parts switch
    {
        ["gre"] => new Tunnel(TunnelKind.Gre, 0, TunnelChecksum.None),
        ["gre", "csum"] => new Tunnel(TunnelKind.Gre, 0, TunnelChecksum.Full),
        ["gue", var port] => Gue(port, TunnelChecksum.None),
        ["gue", var port, "csum"] => Gue(port, TunnelChecksum.Full),
        ["gue", var port, "remcsum"] => Gue(port, TunnelChecksum.Remote),
        _ => null,
    };

    private static Tunnel? Gue(string digits, TunnelChecksum checksum) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= IPEndPoint.MaxPort
            ? new Tunnel(TunnelKind.Gue, port, checksum)
            : null;
}
