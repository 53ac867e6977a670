using Ldirectord.Checks;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>The next step of one server's health. Pure: <see cref="HealthUpdater"/> puts it into effect.</summary>
internal static class HealthTracker
{
    /// <summary>Health follows every result, in maintenance too.</summary>
    public static ServerTransition OnResult(TrackedServer server, ProbeResult probe, DateTimeOffset now)
    {
        var after = server.View with { Health = server.View.Health.Next(probe.Result, server.Service.FailureCount) };
        return new ServerTransition(server, server.View, after, probe, now);
    }

    /// <summary>Null if the operator wants nothing new.</summary>
    public static ServerTransition? OnAdmin(TrackedServer server, AdminState admin, DateTimeOffset now) =>
        server.View.Admin == admin ? null : new ServerTransition(server, server.View, server.View.With(admin), Result: null, now);
}
