using System.Globalization;

namespace Ldirectord.Ipvs;

/// <summary>
/// The tunnel to a real server of method ipip that is not plain IP in IP. The kernel keeps a destination's identity, and its connections,
/// when the tunnel changes.
/// </summary>
/// <param name="Port">UDP port at which the real server unwraps, 1..65535 (a __be16 in the kernel); 0 for gre.</param>
internal sealed record Tunnel(TunnelKind Kind, int Port, TunnelChecksum Checksum)
{
    /// <summary>As the configuration has it: "gue:6080:csum", "gre".</summary>
    public override string ToString()
    {
        var kind = Kind switch
        {
            TunnelKind.Gue => string.Create(CultureInfo.InvariantCulture, $"gue:{Port}"),
            TunnelKind.Gre => "gre",
            _ => string.Create(CultureInfo.InvariantCulture, $"type-{(int)Kind}"),
        };
        return Checksum switch
        {
            TunnelChecksum.None => kind,
            TunnelChecksum.Remote => $"{kind}:remcsum",
            _ => $"{kind}:csum",
        };
    }
}
