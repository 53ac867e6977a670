using System.Collections.Immutable;
using System.Globalization;
using Ldirectord.Daemon;

namespace Ldirectord.Web;

/// <summary>The sockets that a service manager gives to a process which it starts for a first client (sd_listen_fds(3)).</summary>
internal static class InheritedSockets
{
    private const int First = 3, Most = 64;

    /// <summary>Takes the variables, so that no other program takes the sockets for its own.</summary>
    /// <returns>Descriptors; empty if there are none.</returns>
    public static ImmutableArray<int> Take()
    {
        var (process, count) = (OneShotEnvironment.Take("LISTEN_PID"), OneShotEnvironment.Take("LISTEN_FDS"));
        OneShotEnvironment.Take("LISTEN_FDNAMES");
        return Of(process, count, Environment.ProcessId);
    }

    /// <param name="process">LISTEN_PID: whom the sockets are for.</param>
    /// <param name="count">LISTEN_FDS.</param>
    /// <param name="pid">This process.</param>
    public static ImmutableArray<int> Of(string process, string count, int pid) =>
        process == pid.ToString(CultureInfo.InvariantCulture)
        && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= Most
            ? [.. Enumerable.Range(First, number)] : [];
}
