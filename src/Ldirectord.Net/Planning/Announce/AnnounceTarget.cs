using System.Net;

namespace Ldirectord.Planning;

/// <summary>An address, and the interface that it stands on while it is announced.</summary>
/// <param name="Interface">Its name.</param>
internal readonly record struct AnnounceTarget(string Interface, IPAddress Address)
{
    /// <summary>"10.1.0.100 on dummy0".</summary>
    public override string ToString() => $"{Address} on {Interface}";
}
