namespace Ldirectord.Config;

/// <summary>
/// Warnings of a virtual section's own minservers, recoverservers, lost and keepservers that cannot have the effect they name.
/// </summary>
internal static class QuorumWarnings
{
    /// <param name="builder">Knows the file's defaults.</param>
    public static void Give(BoundSection section, VirtualServiceBuilder builder, DiagnosticList diagnostics)
    {
        if (section.Directives.Shared.Quorum.Last is not { } line)
            return;
        var service = builder.Build(section, textFingerprint: null);
        var (quorum, servers) = (service.Quorum, service.RealServers.Count(server => server.HasWeight));
        if (quorum.MinServers is { IsPercent: false } min && min.Value > servers)
            Warn($"minservers = {min} is lowered to {servers}, the number of real servers with a weight");
        if (quorum.RecoverServers is { } recover && recover.Of(servers, servers) < quorum.MinServers.Of(servers, servers))
            Warn($"recoverservers = {recover} is less than minservers = {quorum.MinServers}, which counts instead");
        if (quorum.Lost == LostMode.Join && service.Fallback is null)
            Warn("lost = join has no effect without a fallback");
        if (quorum.KeepPercent > 0 && servers > 0)
            WarnOfKeeping();

        void WarnOfKeeping()
        {
            var (kept, needed) = (quorum.Kept.Of(servers, servers), Math.Max(1, quorum.MinServers.Of(servers, servers)));
            var decides = quorum.Lost switch
            {
                LostMode.All => "lost = all puts every server in",
                LostMode.Fallback when service.Fallback is not null => "the fallback serves alone (lost = fallback)",
                _ => null,
            };
            if (kept <= needed && decides is not null)
                Warn($"keepservers = {quorum.Kept} has no effect: with fewer than {needed} of {servers} servers up, {decides}");
            else if (kept == servers)
                Warn($"keepservers = {quorum.Kept} is all of the {servers} servers: while the service is not lost, none leaves");
        }

        void Warn(string message) => diagnostics.Warning(line.Number, line.ValueColumn, message);
    }
}
