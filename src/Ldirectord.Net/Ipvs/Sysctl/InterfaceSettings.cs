using System.Globalization;

namespace Ldirectord.Ipvs;

/// <summary>Reads the settings of the network devices (net.ipv4.conf), which each network namespace has of its own.</summary>
internal static class InterfaceSettings
{
    /// <param name="name">"eth1.rp_filter": a dot of the device's own name stays.</param>
    /// <returns>Null if it cannot be read.</returns>
    public static int? Read(string name)
    {
        var dot = name.LastIndexOf('.');
        try
        {
            var text = File.ReadAllText($"/proc/sys/net/ipv4/conf/{name[..dot]}/{name[(dot + 1)..]}").Trim();
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
