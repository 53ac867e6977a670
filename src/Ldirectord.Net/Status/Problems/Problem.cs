namespace Ldirectord.Status;

/// <summary>Why a service or server is not fine; <see cref="ProblemRules.Words"/> has the words.</summary>
internal enum Problem
{
    /// <summary>It fails its checks, and gets no clients.</summary>
    Down,

    /// <summary>No check has ended yet, or none could be made.</summary>
    Unknown,

    /// <summary>It fails its checks, and gets clients nevertheless (keepservers).</summary>
    Kept,

    Maintenance,

    /// <summary>It keeps its connections and gets no new ones, though it is not down; or a file drained it, and it has left.</summary>
    Draining,

    /// <summary>It is up, and gets no clients, since its weight is 0.</summary>
    WeightZero,

    /// <summary>The kernel's table does not have the service, or a server that is up.</summary>
    NotInTable,

    /// <summary>The fallback has a weight in the table.</summary>
    FallbackServes,

    /// <summary>The certificate that was last seen expires within <see cref="ProblemRules.CertificateSoon"/>, or has expired.</summary>
    CertificateSoon,

    /// <summary>The agent no longer answers, and the checks alone decide.</summary>
    AgentLost,

    /// <summary>Fewer servers are up than minservers.</summary>
    Lost,

    /// <summary>The kernel's table is not as it should be.</summary>
    Drift,
}
