namespace Ldirectord.Ipvs;

/// <summary>An IPVS table: the kernel's, or one in memory for a dry run and for tests.</summary>
internal interface IIpvs
{
    /// <summary>Reads the whole table.</summary>
    /// <exception cref="IpvsException">The kernel refused, or has no IPVS.</exception>
    IpvsTable Read();

    /// <summary>Reads these services with their destinations. A service that is not in the table is left out.</summary>
    /// <exception cref="IpvsException">The kernel refused, or has no IPVS.</exception>
    IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids);

    /// <summary>Tries all operations in order, also after one was refused.</summary>
    /// <returns>For each operation, in order: null if it was done, otherwise why not.</returns>
    /// <exception cref="IpvsException">The exchange with the kernel failed.</exception>
    IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations);
}
