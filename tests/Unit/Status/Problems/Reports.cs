using Ldirectord.Checks;
using Ldirectord.Director;
using Ldirectord.Status;

namespace Ldirectord.Tests.Status;

/// <summary>Reports as tests of tables need them.</summary>
internal static class Reports
{
    public static readonly DateTimeOffset Now = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);

    public static ServerReport Server(
        string real = "10.0.0.2:80", ReportedHealth health = ReportedHealth.Up, int? weight = 1, int configured = 1, bool fallback = false,
        DateTimeOffset? expires = null, string reason = "connected", uint active = 0) =>
        new(real, "Masq", weight, configured, active, 0, health, StatusCode.Connected, reason, 1.5, 0, Now - TimeSpan.FromSeconds(42),
            fallback, expires);

    public static ServiceReport Service(string name = "tcp:10.0.0.1:80", params ServerReport[] servers) =>
        new(name, $"TCP  {name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..]} wrr", "wrr", true, servers);

    public static StatusReport Of(params ServiceReport[] services) =>
        new("/etc/ha.d/web.cf", Now - new TimeSpan(2, 5, 0), false, services);

    public static DifferenceReport Difference(string command) => new("", command, null, "up: connected", null, null);
}
