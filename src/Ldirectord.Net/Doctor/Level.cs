namespace Ldirectord.Doctor;

/// <summary>How bad a finding is, from the least.</summary>
internal enum Level
{
    /// <summary>Nothing is wrong.</summary>
    Ok,

    /// <summary>Worth knowing, or not to be seen from here.</summary>
    Note,

    /// <summary>It works now, or for most clients.</summary>
    Warning,

    /// <summary>Clients get no answer.</summary>
    Failure,
}
