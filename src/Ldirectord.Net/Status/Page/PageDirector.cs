namespace Ldirectord.Status;

/// <summary>A director as the page shows it.</summary>
/// <param name="Name">Host or instance name.</param>
/// <param name="Api">What stands before the paths of its API: "" or "/directors/NAME".</param>
/// <param name="Report">Null if it cannot be asked.</param>
/// <param name="Error">Why not; otherwise null.</param>
internal sealed record PageDirector(string Name, string Api, StatusReport? Report, string? Error)
{
    /// <summary>The page of one of its servers.</summary>
    /// <param name="only">The only director of the page: then its name is left out.</param>
    public string ServerAddress(string real, string service, bool only) =>
        $"/servers/{Uri.EscapeDataString(real)}?virtual={Uri.EscapeDataString(service)}"
        + (only ? "" : $"&director={Uri.EscapeDataString(Name)}");
}
