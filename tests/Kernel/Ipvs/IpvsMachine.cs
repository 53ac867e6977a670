
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Ipvs;

/// <summary>One machine for the tests of the netlink client, which take turns: each begins with an empty table.</summary>
[CollectionDefinition(Name)]
public sealed class IpvsMachine : ICollectionFixture<IpvsMachine>, IAsyncLifetime
{
    public const string Name = "netlink client";

    private readonly SharedMachine _shared = new();
    private GuestIpvs? _ipvs;

    internal UmlMachine Machine => _shared.Machine;

    /// <summary>Empties the table.</summary>
    internal async Task<GuestIpvs> ClientAsync()
    {
        await Machine.RunAsync("ipvsadm -C");
        return _ipvs ??= await GuestIpvs.StartAsync(Machine);
    }

    /// <summary>What "ipvsadm" answers in the guest; throws where it fails.</summary>
    internal async Task<string> IpvsadmAsync(params string[] arguments) =>
        (await Machine.RunAsync(string.Join('\n', arguments.Select(argument => $"ipvsadm {argument}")))).Text;

    public ValueTask InitializeAsync() => _shared.InitializeAsync();

    public ValueTask DisposeAsync() => _shared.DisposeAsync();
}
