
using Ldirectord.Config;
using Ldirectord.Daemon;

namespace Ldirectord.Cli;

/// <summary>One run of a command: what was asked, on which configuration, and where the answer goes.</summary>
internal sealed record CommandContext(CommandLine Line, InstanceFiles Instance, DirectorConfig Config, TextWriter Out, TextWriter Error)
{
    /// <exception cref="IOException">The folder of an ordinary user's dry run is not fit; the message is a sentence for the operator.</exception>
    public static InstanceFiles InstanceOf(CommandLine line) =>
        InstanceFiles.Of(line.Config, line.DryRun, makeFolder: line.Verb is Verb.Start or Verb.Restart or Verb.TryRestart);

    public PidFile PidFile { get; } = new(Instance.PidFile);
}
