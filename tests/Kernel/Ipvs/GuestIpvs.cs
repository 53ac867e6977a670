
using Ldirectord.Ipvs;
using Ldirectord.Kernel.Uml;
using Ldirectord.KernelGuest;

namespace Ldirectord.Kernel.Ipvs;

/// <summary>The product's netlink client, running in the guest, as if it were here.</summary>
internal sealed class GuestIpvs(UmlMachine machine, GuestPipe pipe) : IIpvs
{
    public static async Task<GuestIpvs> StartAsync(UmlMachine machine) =>
        new(machine, await GuestTool.StartAsync(machine, "ipvs serve", $"/run/ipvs-{Guid.NewGuid():N}"));

    public IpvsTable Read() => new(Ask(new IpvsRequestFile(null, null)).Services!.Select(entry => entry.ToEntry()));

    public IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids) =>
        [.. Ask(new IpvsRequestFile(null, [.. ids])).Services!.Select(entry => entry.ToEntry())];

    public IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations) =>
        Ask(new IpvsRequestFile([.. operations], null)).Reasons!;

    private IpvsAnswerFile Ask(IpvsRequestFile request)
    {
        var path = Path.Combine(machine.Scratch, $"ipvs-{Guid.NewGuid():N}");
        IpvsWire.Write(path, request);
        // The interface is synchronous; a test's thread may wait.
        var said = Task.Run(() => pipe.AskAsync(path)).GetAwaiter().GetResult();
        var answer = said == "ok" ? IpvsWire.Read<IpvsAnswerFile>(path + ".answer")
            : throw new InvalidOperationException($"the guest's client said: {said}");
        return answer.Failure is null ? answer : throw new IpvsException(answer.Failure);
    }
}
