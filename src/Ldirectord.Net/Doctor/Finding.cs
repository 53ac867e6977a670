using System.Net;

namespace Ldirectord.Doctor;

/// <summary>What one examination found.</summary>
/// <param name="Subject">What it is about: an address, an interface, a setting.</param>
/// <param name="Sentence">What is wrong, and what comes of it.</param>
/// <param name="Remedy">The command that mends it; null if no single command does.</param>
internal sealed record Finding(Level Level, string Subject, string Sentence, string? Remedy = null)
{
    /// <summary>The machine on which the command is to be run; null for this one.</summary>
    public IPAddress? RemedyAt { get; init; }
}
