using System.Collections.Immutable;

namespace Ldirectord.Health;

/// <summary>Which files of maintenancedir a command writes, and which it removes.</summary>
internal static class SteeringFiles
{
    /// <summary>
    /// Files are named by the address, which always counts: a name only counts when the name server answers. One file for each host, or for
    /// each server and virtual service if the command names one.
    /// </summary>
    /// <param name="servers">The servers that the command names.</param>
    /// <param name="named">What the command says.</param>
    /// <param name="isOneService">The command names a virtual service.</param>
    public static ImmutableArray<MaintenanceName> ToWrite(
        IEnumerable<NamedServer> servers, ServerName named, bool isOneService, bool isWeight) =>
    [
        .. servers.Select(server => new MaintenanceName(
            new ServerName(server.EndPoint.Address.ToString(), named.Port).ToString(), isOneService ? server.Virtual : null, isWeight))
            .Distinct(),
    ];

    /// <summary>
    /// The files that name the servers. A file that also takes out a server that the command does not name is too wide: then nothing may be
    /// removed.
    /// </summary>
    /// <param name="files">All names in the directory.</param>
    /// <param name="asked">The servers that the command names.</param>
    /// <param name="others">All other servers of the configuration.</param>
    /// <param name="isWholeHost">
    /// The command names neither a port nor a virtual service: then also files for ports and services that the configuration does not have.
    /// </param>
    public static (ImmutableArray<string> Removed, ImmutableArray<string> TooWide) ToRemove(
        IReadOnlySet<string> files, IReadOnlyCollection<NamedServer> asked, IReadOnlyCollection<NamedServer> others, bool isWholeHost,
        bool isWeight)
    {
        var found = FilesOf(asked);
        if (isWholeHost)
        {
            var hosts = asked.SelectMany(server => MaintenanceFiles.NamesOf(server.EndPoint, server.Fqdn, server.Virtual))
                .Select(name => name.Server).ToHashSet();
            found = found.Union(files.Where(file => MaintenanceName.Parse(file) is { IsWithdrawal: false } name && name.IsWeight == isWeight
                && hosts.Contains(HostOf(name.Server))));
        }

        var wide = found.Intersect(FilesOf(others));
        return ([.. found.Except(wide).Order(StringComparer.Ordinal)], [.. wide.Order(StringComparer.Ordinal)]);

        ImmutableHashSet<string> FilesOf(IEnumerable<NamedServer> servers) =>
        [
            .. servers.SelectMany(server => MaintenanceFiles.NamesOf(server.EndPoint, server.Fqdn, server.Virtual, isWeight))
                .Select(name => name.ToString()).Where(files.Contains),
        ];
    }

    /// <summary>"10.0.0.2" of "10.0.0.2:80".</summary>
    private static string HostOf(string server)
    {
        var colon = server.LastIndexOf(':');
        return colon > server.LastIndexOf(']') ? server[..colon] : server;
    }
}
