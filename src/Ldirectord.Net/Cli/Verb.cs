namespace Ldirectord.Cli;

/// <summary>The command of a command line.</summary>
internal enum Verb
{
    Start,
    Stop,
    Restart,
    TryRestart,
    Reload,
    Status,
    Check,
    Plan,
    Probe,
    Show,
    Help,
    Version,
}
