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
    Metrics,
    Events,
    Explain,
    Console,
    Doctor,
    Import,
    Drain,
    Enable,
    Maintenance,
    Weight,
    Recheck,
    Withdraw,
    Announce,
    Help,
    Version,
}
