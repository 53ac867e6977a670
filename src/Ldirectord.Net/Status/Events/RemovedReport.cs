namespace Ldirectord.Status;

/// <summary>What a report no longer has.</summary>
/// <param name="Services">Names of virtual services.</param>
/// <param name="Servers">Addresses of servers by virtual service.</param>
internal sealed record RemovedReport(IReadOnlyList<string> Services, IReadOnlyDictionary<string, IReadOnlyList<string>> Servers);
