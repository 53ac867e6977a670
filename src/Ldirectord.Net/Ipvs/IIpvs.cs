namespace Ldirectord.Ipvs;

/// <summary>An IPVS table that can be read and changed: the kernel's, a dry run's, a test's.</summary>
internal interface IIpvs
{
    /// <summary>Reads the whole table.</summary>
    /// <exception cref="IpvsException">The kernel refused, or has no IPVS.</exception>
    IpvsTable Read();

    /// <summary>Reads these services with their destinations, those of them that there are.</summary>
    /// <exception cref="IpvsException">The kernel refused, or has no IPVS.</exception>
    IReadOnlyList<ServiceEntry> Read(IReadOnlyCollection<ServiceId> ids);

    /// <summary>
    /// Carries out the operations in order, all of them, whatever becomes of each.
    /// </summary>
    /// <returns>One element for each operation, in order: null when done, else why not, in words.</returns>
    /// <exception cref="IpvsException">The conversation with the kernel itself failed.</exception>
    IReadOnlyList<string?> Apply(IReadOnlyList<IpvsOperation> operations);
}
