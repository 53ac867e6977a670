using Ldirectord.Checks;

namespace Ldirectord.Config;

/// <summary>A service that a negotiate check can speak with.</summary>
/// <param name="Name">As in "service = name".</param>
/// <param name="Port">
/// Checked if neither checkport nor the real server has a port; a virtual service at this port has this service by default. 0: none.
/// </param>
/// <param name="Create">Makes the check.</param>
internal sealed record NegotiateService(string Name, int Port, Func<NegotiateSettings, Check> Create)
{
    /// <summary>The original does not have this service.</summary>
    public bool IsOurs { get; init; }

    /// <summary>The path of the program of checkdirectory that is the service; null if it is built in.</summary>
    public string? Program { get; init; }

    public bool IsProgram => Program is not null;

    /// <summary>Whether there is a request, and an answer to match; the check of any other service is its protocol alone.</summary>
    public bool HasContent => IsSql
        || Name is "http" or "https" or "http_proxy" or "simpletcp" or "simpleudp" or "dns" or "ftp" or "ldap" or "ldaps";

    /// <summary>Whether the check sends an SQL query, and cannot do without.</summary>
    public bool IsSql => Name is "mysql" or "pgsql" or "oracle" or "odbc";
}
