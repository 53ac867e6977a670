namespace Ldirectord.Health;

/// <summary>What the operator wants of one real server. Kept beside its health, which goes on to be known.</summary>
internal enum AdminState
{
    /// <summary>It serves whenever its checks pass.</summary>
    Ready,

    /// <summary>A file in maintenancedir names it: it does not serve, whatever its checks find.</summary>
    Maintenance,
}
