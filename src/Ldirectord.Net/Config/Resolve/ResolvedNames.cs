using System.Collections.Immutable;
using System.Net;
using Ldirectord.Networking;

namespace Ldirectord.Config;

/// <summary>The names of a virtual service whose every address is a real server (resolve).</summary>
/// <param name="addresses">Of each name, as the service has them.</param>
/// <param name="rebuild">Builds the same virtual service with other addresses; neither blocks nor looks at the file.</param>
internal sealed class ResolvedNames(
    ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>> addresses,
    Func<ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>>, VirtualService> rebuild)
{
    public ImmutableDictionary<HostQuestion, ImmutableArray<IPAddress>> Addresses => addresses;

    /// <param name="answers">May be of names that the service does not have.</param>
    /// <returns>Null if none of the answers is another one.</returns>
    public VirtualService? With(IReadOnlyDictionary<HostQuestion, ImmutableArray<IPAddress>> answers)
    {
        var others = answers.Where(answer => addresses.TryGetValue(answer.Key, out var had) && !had.SequenceEqual(answer.Value)).ToList();
        return others.Count == 0 ? null : rebuild(addresses.SetItems(others));
    }
}
