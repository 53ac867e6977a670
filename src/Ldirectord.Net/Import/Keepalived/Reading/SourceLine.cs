namespace Ldirectord.Import;

/// <summary>A line after comments, conditions and definitions.</summary>
internal readonly record struct SourceLine(string Text, Origin From);

/// <summary>Something of the file that keepalived passes over, too.</summary>
/// <param name="Text">The line.</param>
internal sealed record ReadingProblem(Origin From, string Text, string Why);
