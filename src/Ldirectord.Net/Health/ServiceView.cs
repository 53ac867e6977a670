using Ldirectord.Config;

namespace Ldirectord.Health;

/// <summary>All that decides which real servers of one virtual service belong in the table.</summary>
/// <param name="ServerOf">What is known of each real server of the service.</param>
internal sealed record ServiceView(Func<RealServer, ServerView> ServerOf);
