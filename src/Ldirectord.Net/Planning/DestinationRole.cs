namespace Ldirectord.Planning;

/// <summary>Why a destination is in the table; decides how a change of it is reported.</summary>
internal enum DestinationRole
{
    Real,
    Fallback,

    /// <summary>A failed real server that is kept with weight 0.</summary>
    Quiescent,

    /// <summary>A failed real server that is not kept.</summary>
    Failed,
}
