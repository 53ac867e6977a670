using Ldirectord.Cli;
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Text;

// Before the runtime looks which signals are ignored, and leaves them so.
SignalSender.EndIgnoring();
StandardStreams.OpenClosed();

using var ready = StartupPipe.FromEnvironment();
var error = ready.IsBackground ? new StringWriter() : Console.Error;
var code = await RunAsync().ConfigureAwait(false);
ready.Answer(code, error.ToString() ?? "");
return code;

async Task<int> RunAsync()
{
    try
    {
        return await CommandAsync().ConfigureAwait(false);
    }
    catch (IOException e)
    {
        Complain(e.Message);
        return ExitCode.Failed;
    }
#pragma warning disable CA1031 // Whatever it is: whoever called is told so, and by no stack trace.
    catch (Exception e)
#pragma warning restore CA1031
    {
        Complain(UnhandledErrors.Sentence(e, string.Join(' ', args)));
        return ExitCode.Failed;
    }
}

void Complain(string message)
{
    try
    {
        error.WriteLine(Printable.Of(message));
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException) // the latter: not open for writing
    {
        // Standard error, too, is closed or full: the exit code says it all.
    }
}

async Task<int> CommandAsync()
{
    if (CommandLine.Parse(args, out var mistake) is not { } line)
    {
        error.Write($"ldirectord: {Printable.Of(mistake)}\n{Usage.Synopsis}");
        return ExitCode.Usage;
    }
    if (line.Verb is Verb.Help or Verb.Version)
    {
        Console.Out.Write(line.Verb == Verb.Help ? Usage.Help : Usage.Version);
        return ExitCode.Ok;
    }
    if (ConfigLocator.Find(line.Config) is not { } path)
    {
        // The runtime has put U+FFFD where an argument is not UTF-8.
        var hint = line.Config?.Contains('\uFFFD') == true ? ": its name is not UTF-8, expected UTF-8" : "";
        error.WriteLine($"Config file {Printable.Of(line.Config ?? ConfigLocator.DefaultFile)} not found{hint}");
        return UnreadableConfig.Run(line, null, ExitCode.Failed, error);
    }
    if (StartCommand.NeedNotRead(line, path, ready))
        return StartCommand.InBackground(line, error);
    // What only speaks to a running daemon needs no address of a host.
    var read = ConfigReader.ReadFile(path, asksForHosts: line.Verb is not (Verb.Status or Verb.Stop or Verb.Show));
    if (line.Verb == Verb.Check)
        return CheckCommand.Run(read, Console.Out);
    // A daemon in the background says its warnings itself, through whoever called it; what only moving back would meet, check says.
    var saysLater = read.Config is { } readable && StartCommand.IsForBackground(line, readable.Supervised, ready);
    foreach (var diagnostic in read.Diagnostics.Where(found => found.Severity == Severity.Error || !(saysLater || found.IsPortability)))
        error.WriteLine(diagnostic.Format(Environment.ProcessId));
    if (read.Config is not { } config)
        return UnreadableConfig.Run(line, path, ExitCode.BadConfig, error);

    var run = new CommandContext(line, CommandContext.InstanceOf(line), config, Console.Out, error);
    return line.Verb switch
    {
        Verb.Start => await StartCommand.RunAsync(run, ready).ConfigureAwait(false),
        Verb.Restart => await StartCommand.RestartAsync(run, ready).ConfigureAwait(false),
        Verb.TryRestart => await StartCommand.TryRestartAsync(run, ready).ConfigureAwait(false),
        Verb.Stop => StopCommand.Run(run),
        Verb.Reload => ReloadCommand.Run(run),
        Verb.Status => StatusCommand.Run(run),
        Verb.Plan => PlanCommand.Run(run),
        Verb.Probe => await ProbeCommand.RunAsync(run, TimeProvider.System).ConfigureAwait(false),
        _ => ShowCommand.Run(run),
    };
}
