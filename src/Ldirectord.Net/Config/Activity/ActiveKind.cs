namespace Ldirectord.Config;

/// <summary>First word of active: what makes this director the active one.</summary>
internal enum ActiveKind
{
    /// <summary>Nothing: it is always active.</summary>
    Always,

    /// <summary>An address is one of this machine's.</summary>
    Vip,

    /// <summary>A file exists.</summary>
    File,
}
