namespace Ldirectord.Config;

/// <summary>standby: what a director does for a virtual service while another one is active.</summary>
internal enum StandbyMode
{
    /// <summary>It checks, and keeps its table as if it were active.</summary>
    Ready,

    /// <summary>It does not check: its table stays as last known.</summary>
    Suspend,
}
