using Ldirectord.Config;
using Ldirectord.Import;
using Ldirectord.Ipvs;

namespace Ldirectord.Tests.Import;

/// <summary>Imports from text, for tests.</summary>
internal static class Imports
{
    public static Translation Keepalived(string text, string id = "d1", bool keepsVrrp = false) =>
        KeepalivedImport.Of(KeepalivedSource.OfText(text, id, "/"), "keepalived.conf", keepsVrrp);

    public static Translation LvsCf(string text, string? cluster = null) => LvsCfImport.Of(text, "lvs.cf", cluster);

    public static Translation Ipvsadm(string text) => IpvsadmImport.Of(text, "rules", new NameResolver());

    /// <summary>The sections' directives, "name = value" each; with the losses as "line 3: why".</summary>
    public static string[] Lines(Translation translation) =>
    [
        .. translation.Services.Prepend(translation.Global).SelectMany(
            part => (part.Head is { } head ? [head] : Array.Empty<string>()).Concat(
                part.Lines.Where(line => line.Kind != CfLineKind.Remark)
                    .Select(line => line.Kind == CfLineKind.Directive ? line.Text : $"{line.From}: {line.Why}"))),
    ];

    /// <summary>
    /// The table with every server up, as "ipvsadm -Sn" prints it. The file has no errors, and no warning but those of what Perl ldirectord
    /// does not know.
    /// </summary>
    public static string Table(Translation translation)
    {
        var read = ConfigReader.ReadText("imported.cf", translation.Text(explains: true));
        Assert.Empty(read.Diagnostics.Where(one => !one.IsPortability).Select(one => one.Message));
        return IpvsadmFormat.Save(new IpvsTable(read.Config!.VirtualServices.Select(service => new ServiceEntry(
            service.Service, [.. service.RealServers.Select(server => new DestinationEntry(server.Destination))]))));
    }
}
