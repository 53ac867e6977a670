namespace Ldirectord.Networking;

/// <summary>What a datagram of the kernel's said of the addresses.</summary>
[Flags]
internal enum AddressNews
{
    None = 0,

    /// <summary>An address came, went, or changed.</summary>
    Changed = 1,

    /// <summary>The dump is complete.</summary>
    DumpEnded = 2,

    /// <summary>Something was lost or not understood: only another dump tells.</summary>
    Lost = 4,
}
