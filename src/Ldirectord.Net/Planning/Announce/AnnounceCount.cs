using Ldirectord.Config;
using Ldirectord.Health;

namespace Ldirectord.Planning;

/// <summary>
/// What counts for announce: real servers with a weight that are not in maintenance, one each, or the weight that the file gives them. The
/// fallback does not count, nor does a failed server that is kept.
/// </summary>
/// <param name="Unknown">Of servers without a result.</param>
/// <param name="Present">Of all that count.</param>
internal readonly record struct AnnounceCount(long Up, long Unknown, long Present)
{
    public static AnnounceCount Of(AnnounceSettings settings, IEnumerable<(RealServer Server, ServerView View)> servers)
    {
        var (up, unknown, present) = (0L, 0L, 0L);
        foreach (var (server, view) in servers)
        {
            var value = settings.CountsWeight ? server.Destination.Weight : server.HasWeight ? 1 : 0;
            present += view.State is null ? 0 : value;
            up += view.IsUp ? value : 0;
            unknown += view.State == ServerState.Unknown ? value : 0;
        }

        return new AnnounceCount(up, unknown, present);
    }
}
