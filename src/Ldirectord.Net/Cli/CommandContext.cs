
using Ldirectord.Config;
using Ldirectord.Daemon;

namespace Ldirectord.Cli;

/// <summary>One run of a command: what was asked, on which configuration, and where the answer goes.</summary>
internal sealed record CommandContext(CommandLine Line, InstanceFiles Instance, DirectorConfig Config, TextWriter Out, TextWriter Error)
{
    public PidFile PidFile { get; } = new(Instance.PidFile);
}
