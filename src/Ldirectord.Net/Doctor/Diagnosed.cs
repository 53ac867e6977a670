namespace Ldirectord.Doctor;

/// <summary>A finding under the name of its examination.</summary>
/// <param name="Id">"D8": never given to anything else.</param>
internal sealed record Diagnosed(string Id, Finding Finding);
