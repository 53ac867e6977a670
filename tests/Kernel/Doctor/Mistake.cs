namespace Ldirectord.Kernel.Doctor;

/// <summary>A mistake in the set-up, as a test makes it.</summary>
/// <param name="Id">The examination that finds it.</param>
/// <param name="Make">Commands that make it.</param>
internal sealed record Mistake(string Id, string Make)
{
    /// <summary>The finding's level.</summary>
    public string Level { get; init; } = "FAIL";

    /// <summary>What mends it; null for the command that the finding names.</summary>
    public string? Mend { get; init; }

    /// <summary>What the finding's subject or sentence has.</summary>
    public string Says { get; init; } = "";

    /// <summary>What is left to put back after it is mended.</summary>
    public string After { get; init; } = "";

    /// <summary>The configuration instead of the right one.</summary>
    public string? Config { get; init; }

    /// <summary>The configuration that mends it; then no command is run.</summary>
    public string? MendedConfig { get; init; }

    /// <summary>Options of the command.</summary>
    public string Options { get; init; } = "";
}
