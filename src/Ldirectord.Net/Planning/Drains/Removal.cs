namespace Ldirectord.Planning;

/// <summary>What is done now with a destination that should leave the table.</summary>
/// <param name="Left">What the log says of the end of its drain: "no connections left"; null if no drain ends.</param>
internal readonly record struct Removal(RemovalStep Step, string? Left = null)
{
    public static implicit operator Removal(RemovalStep step) => new(step);
}
