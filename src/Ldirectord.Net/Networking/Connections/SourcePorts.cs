namespace Ldirectord.Networking;

/// <summary>
/// Two source ports that belong to one check alone. Connections use them in turn, so that the kernel's entry of the last connection is
/// never in the way of the next; datagrams always use the first, because an entry of UDP lives for minutes.
/// </summary>
/// <param name="first">The lower of two neighbouring ports.</param>
internal sealed class SourcePorts(int first)
{
    private int _used;

    public int First => first;

    /// <summary>The port of the next connection.</summary>
    public int Next() => first + (Interlocked.Increment(ref _used) & 1);

    /// <summary>The other port of the two.</summary>
    public int Other(int port) => first + first + 1 - port;
}
