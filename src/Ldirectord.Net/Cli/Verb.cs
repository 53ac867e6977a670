namespace Ldirectord.Cli;

/// <summary>What the command line asks for.</summary>
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
