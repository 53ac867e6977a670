using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using Ldirectord.Networking;

namespace Ldirectord.Doctor;

/// <summary>Who answers for the virtual addresses on their segments.</summary>
/// <param name="Answers">Of other machines.</param>
/// <param name="Names">Addresses of real servers by their hardware address.</param>
/// <param name="Problem">Why nobody could be asked; null if all were.</param>
internal sealed record ArpReport(
    ImmutableArray<ArpAnswer> Answers, ImmutableDictionary<PhysicalAddress, IPAddress> Names, string? Problem);
