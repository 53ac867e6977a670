
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers.Support;

/// <summary>Checks as a configuration file makes them.</summary>
internal static class Configured
{
    /// <param name="address">Of the real server, and of the virtual one.</param>
    /// <param name="directives">Of the virtual section, separated by "|".</param>
    public static Check Check(string address, int port, string directives)
    {
        var six = address.Contains(':', StringComparison.Ordinal) ? "6" : "";
        var host = six.Length > 0 ? $"[{address}]" : address;
        var lines = directives.Split('|', StringSplitOptions.RemoveEmptyEntries).Append($"real{six} = {host}:{port} masq")
            .Select(line => $"\t{line}\n");
        var read = ConfigReader.ReadText("test.cf", $"negotiatetimeout = 60\nvirtual{six} = {host}:81\n{string.Concat(lines)}");
        Assert.Empty(read.Errors.Select(error => error.Message));
        return Assert.Single(Assert.Single(read.Config!.VirtualServices).RealServers).Check;
    }

    public static Task<Outcome> ProbeAsync(string address, int port, string directives) => Probing.RunAsync(Check(
        address, port, directives));
}
