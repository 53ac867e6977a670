namespace Ldirectord.Ipvs;

/// <summary>The table of a kernel without IPVS: every use fails with the reason.</summary>
internal sealed class UnavailableIpvs(string reason) : IIpvs
{
    public IpvsTable Read() => throw new IpvsException(reason);

    public IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids) => throw new IpvsException(reason);

    public IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations) => throw new IpvsException(reason);
}
