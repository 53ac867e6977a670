using Ldirectord.Config;
using Ldirectord.Health;

namespace Ldirectord.Director;

/// <summary>The words for a director that became active or a standby.</summary>
internal static class ActivityWords
{
    /// <summary>"VIP 192.0.2.10 arrived: active (5 of 6 servers up)", "VIP 192.0.2.10 left: standby".</summary>
    /// <param name="isChange">It was otherwise before; false when a configuration begins.</param>
    public static string Sentence(ActiveCondition condition, bool holds, bool isChange, IReadOnlyList<TrackedService> services)
    {
        var what = (condition.Kind, holds, isChange) switch
        {
            (ActiveKind.Vip, true, true) => "arrived",
            (ActiveKind.Vip, false, true) => "left",
            (ActiveKind.Vip, true, false) => "is here",
            (ActiveKind.Vip, false, false) => "is not here",
            (_, true, true) => "appeared",
            (_, false, true) => "is gone",
            (_, true, false) => "exists",
            _ => "does not exist",
        };
        var role = holds
            ? isChange ? $"active ({Up(services)} servers up)" : "active"
            : services.All(service => service.Role == ServiceRole.Suspended) ? "standby, its checks are suspended"
            : services.Any(service => service.Role == ServiceRole.Suspended) ? "standby, some checks are suspended"
            : "standby";
        return $"{condition} {what}: {role}";
    }

    /// <summary>The real servers that are up; a server of several services counts in each. Of checktype=off none counts.</summary>
    public static UpCount Up(IEnumerable<TrackedService> services) => services.Where(service => !service.Service.IsOff)
        .Aggregate(new UpCount(0, 0), (sum, service) =>
            sum + new UpCount(service.Servers.Count(server => server.View.IsUp), service.Servers.Length));
}
