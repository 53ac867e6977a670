using System.Collections.Immutable;

namespace Ldirectord.Cli;

/// <summary>A command, and how many arguments stand behind it.</summary>
internal sealed record Command(string Word, Verb Verb)
{
    /// <summary>What messages call a server's argument.</summary>
    private const string Server = "HOST[:PORT]";

    /// <summary>Every command, one line each; its options are in <see cref="CommandOption.All"/>.</summary>
    public static ImmutableArray<Command> All { get; } =
    [
        new("start", Verb.Start) { IsOriginal = true },
        new("stop", Verb.Stop) { IsOriginal = true },
        new("restart", Verb.Restart) { IsOriginal = true },
        new("try-restart", Verb.TryRestart) { IsOriginal = true },
        new("reload", Verb.Reload) { IsOriginal = true },
        new("force-reload", Verb.Reload) { IsOriginal = true },
        new("status", Verb.Status) { IsOriginal = true },
        new("check", Verb.Check) { IsWithoutDaemon = true },
        new("plan", Verb.Plan) { IsWithoutDaemon = true },
        new("probe", Verb.Probe) { IsWithoutDaemon = true },
        new("show", Verb.Show) { AskAsync = ShowCommand.RunAsync },
        new("metrics", Verb.Metrics) { AskAsync = MetricsCommand.RunAsync },
        new("events", Verb.Events) { AskAsync = EventsCommand.RunAsync, IsQuiet = true },
        new("explain", Verb.Explain) { AskAsync = ExplainCommand.RunAsync, IsQuiet = true, Arguments = [Server] },
        new("drain", Verb.Drain) { AskAsync = SteerCommand.RunAsync, IsQuiet = true, Arguments = [Server] },
        new("enable", Verb.Enable) { AskAsync = SteerCommand.RunAsync, IsQuiet = true, Arguments = [Server] },
        new("maintenance", Verb.Maintenance) { AskAsync = SteerCommand.RunAsync, IsQuiet = true, Arguments = ["on or off", Server] },
        new("weight", Verb.Weight) { AskAsync = SteerCommand.RunAsync, IsQuiet = true, Arguments = [Server, "a weight (5, 50% or auto)"] },
        new("recheck", Verb.Recheck) { AskAsync = SteerCommand.RunAsync, IsQuiet = true, Arguments = [$"[{Server}]"] },
        new("withdraw", Verb.Withdraw) { AskAsync = SteerCommand.RunAsync, IsQuiet = true, Arguments = ["[ADDRESS]"] },
        new("announce", Verb.Announce) { AskAsync = SteerCommand.RunAsync, IsQuiet = true, Arguments = ["[ADDRESS]"] },
        new("console", Verb.Console) { IsWithoutDaemon = true },
        new("doctor", Verb.Doctor) { IsWithoutDaemon = true },
        new("import", Verb.Import) { IsWithoutDaemon = true, Arguments = ["keepalived, lvs.cf, ipvsadm or kernel", "[FILE]"] },
    ];

    /// <summary>Perl ldirectord has it: further words behind it are ignored.</summary>
    public bool IsOriginal { get; private init; }

    /// <summary>It needs no running daemon, so that --dry-run means nothing.</summary>
    public bool IsWithoutDaemon { get; private init; }

    /// <summary>
    /// Its arguments, as messages call them; the last may be missing if it is in brackets: "[HOST]". A command with arguments is the
    /// command if it is the first word, unless one of the original's commands follows.
    /// </summary>
    public ImmutableArray<string> Arguments { get; private init; } = [];

    /// <summary>
    /// Asks the running daemon, and so needs no host's address, and works when the file has errors or is missing; null if the command is
    /// of another kind.
    /// </summary>
    public Func<CommandContext, Task<int>>? AskAsync { get; private init; }

    /// <summary>Warnings of the file are not written: the command has nothing to do with it.</summary>
    public bool IsQuiet { get; private init; }

    /// <returns>Null if there is no such command.</returns>
    public static Command? Find(string word) => All.FirstOrDefault(command => command.Word == word);

    public static Command? Of(Verb verb) => All.FirstOrDefault(command => command.Verb == verb);

    /// <summary>The word for a command that there is.</summary>
    public static string WordOf(Verb verb) => All.First(command => command.Verb == verb).Word;
}
