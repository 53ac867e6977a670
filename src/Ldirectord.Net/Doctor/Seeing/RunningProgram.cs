namespace Ldirectord.Doctor;

/// <summary>A process of this machine.</summary>
/// <param name="Name">The kernel's name for it, at most 15 characters (/proc/PID/comm).</param>
/// <param name="Arguments">Its command line.</param>
internal sealed record RunningProgram(int Pid, string Name, IReadOnlyList<string> Arguments);
