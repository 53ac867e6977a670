namespace Ldirectord.Config;

/// <summary>
/// minservers, recoverservers and lost: how many real servers a virtual service needs. The default is the original's: one.
/// </summary>
/// <param name="MinServers">With fewer servers up than this the service is lost.</param>
/// <param name="RecoverServers">With so many up a lost service is whole again; null for minservers.</param>
internal sealed record QuorumSettings(ServerShare MinServers, ServerShare? RecoverServers, LostMode Lost)
{
    public static QuorumSettings Default { get; } = new(ServerShare.One, null, LostMode.Fallback);

    public bool IsDefault => this == Default;
}
