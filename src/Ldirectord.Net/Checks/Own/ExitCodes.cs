namespace Ldirectord.Checks;

/// <summary>exitcodes: whose rules say what the exit status of a check's program means.</summary>
internal enum ExitCodes
{
    /// <summary>0 is up, everything else is down. The program's output is not read.</summary>
    Ldirectord,

    /// <summary>0 OK and 1 WARNING are up, 2 CRITICAL is down, 3 UNKNOWN and the rest say nothing of the server.</summary>
    Nagios,

    /// <summary>0 is up, 1 is down, 2 to 125 are up with a weight of the status less 2, the rest is down.</summary>
    Keepalived,
}
