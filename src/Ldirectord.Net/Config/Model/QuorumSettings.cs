namespace Ldirectord.Config;

/// <summary>
/// minservers, recoverservers, lost and keepservers: how many real servers a virtual service needs. The default is the original's: one.
/// </summary>
/// <param name="MinServers">With fewer servers up than this the service is lost.</param>
/// <param name="RecoverServers">With so many up a lost service is whole again; null for minservers.</param>
internal sealed record QuorumSettings(ServerShare MinServers, ServerShare? RecoverServers, LostMode Lost)
{
    public static QuorumSettings Default { get; } = new(ServerShare.One, null, LostMode.Fallback);

    /// <summary>keepservers: percent of the real servers that stay in the table whatever their checks find, 0..100; 0 for none.</summary>
    public int KeepPercent { get; init; }

    /// <summary><see cref="KeepPercent"/> as a share of the servers.</summary>
    public ServerShare Kept => new(KeepPercent, IsPercent: true);

    public bool IsDefault => this == Default;
}
