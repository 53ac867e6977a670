namespace Ldirectord.Health;

/// <summary>How far the slow start of a server is: <paramref name="Step"/> steps of <paramref name="Steps"/> are done.</summary>
/// <param name="Step">0..Steps - 1.</param>
/// <param name="Steps">1..20.</param>
internal readonly record struct Ramp(int Step, int Steps);
