namespace Ldirectord.Planning;

/// <summary>What a destination is in its virtual service; decides the log's words for a change.</summary>
internal enum DestinationRole
{
    Real,
    Fallback,

    /// <summary>A failed real server that stays in the table with weight 0.</summary>
    Quiescent,

    /// <summary>A failed real server that leaves the table.</summary>
    Failed,
}
