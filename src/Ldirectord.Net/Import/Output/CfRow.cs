namespace Ldirectord.Import;

/// <summary>A line of the text of ldirectord.cf.</summary>
/// <param name="Line">The directive; null for a head, a comment or an empty line.</param>
internal readonly record struct CfRow(string Text, CfPart Part, CfLine? Line);
