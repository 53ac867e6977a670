namespace Ldirectord.Status;

/// <summary>One line of the configuration file that is active.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Text">As it stands there; secrets are "***".</param>
internal sealed record ConfigLineReport(int Line, string Text);
