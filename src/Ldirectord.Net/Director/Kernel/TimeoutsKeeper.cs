using Ldirectord.Config;
using Ldirectord.Ipvs;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// ipvstimeouts: sets the kernel's timeouts of connections when a configuration becomes active, if they differ. They are never set back:
/// others may rely on them by then.
/// </summary>
/// <param name="read">Null in a dry run: the timeouts are neither read nor set.</param>
internal sealed class TimeoutsKeeper(Func<ConnectionTimeouts>? read, Action<ConnectionTimeouts> set, ILogger log)
{
    public void Apply(DirectorConfig config)
    {
        if (read is null || config.IpvsTimeouts is not { } wanted)
            return;
        try
        {
            var found = read();
            if (wanted.Over(found) == found)
                return;
            set(wanted);
            DirectorLogMessages.TimeoutsSet(log, found, wanted.Over(found));
        }
        catch (IpvsException e)
        {
            DirectorLogMessages.TimeoutsNotSet(log, wanted, e.Message);
        }
    }

    /// <summary>The kernel's timeouts for show; null if the configuration sets none, or they cannot be read.</summary>
    public ConnectionTimeouts? Of(DirectorConfig config)
    {
        if (read is null || config.IpvsTimeouts is null)
            return null;
        try
        {
            return read();
        }
        catch (IpvsException)
        {
            return null;
        }
    }
}
