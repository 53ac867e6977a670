using Ldirectord.Config;
using Ldirectord.Daemon;

namespace Ldirectord.Cli;

/// <summary>What a command gets: the command line, the instance, its configuration, and the streams for the result.</summary>
internal sealed record CommandContext(CommandLine Line, InstanceFiles Instance, DirectorConfig Config, TextWriter Out, TextWriter Error)
{
    /// <exception cref="IOException">The folder of an ordinary user's dry run is not fit.</exception>
    public static InstanceFiles InstanceOf(CommandLine line) =>
        InstanceFiles.Of(line.Config, line.DryRun, makeFolder: line.Verb is Verb.Start or Verb.Restart or Verb.TryRestart);

    public PidFile PidFile { get; } = new(Instance.PidFile);
}
