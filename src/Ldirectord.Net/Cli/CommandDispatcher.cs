using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>
/// Runs the command that the command line names, on the configuration that it names, and writes every failure as one sentence. In a
/// background process the exit code and the text for standard error go to the launching process.
/// </summary>
internal sealed class CommandDispatcher(StartupPipe pipe)
{
    private readonly TextWriter _error = pipe.IsBackground ? new StringWriter() : Console.Error;

    public async Task<int> RunAsync(string[] arguments)
    {
        var code = await RunReportingErrorsAsync(arguments).ConfigureAwait(false);
        pipe.Answer(code, _error.ToString() ?? "");
        return code;
    }

    private async Task<int> RunReportingErrorsAsync(string[] arguments)
    {
        try
        {
            return await DispatchAsync(arguments).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            Report(e.Message);
        }
#pragma warning disable CA1031 // Any other error: the caller gets a sentence instead of a stack trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Report(UnhandledErrors.Sentence(e, string.Join(' ', arguments)));
        }

        return ExitCode.Failed;
    }

    private void Report(string message)
    {
        try
        {
            _error.WriteLine(Printable.Of(message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) // the latter: standard error is not open for writing
        {
            // Standard error is closed or full; the exit code alone reports the failure.
        }
    }

    private async Task<int> DispatchAsync(string[] arguments)
    {
        if (CommandLine.Parse(arguments, out var mistake) is not { } line)
        {
            _error.Write($"ldirectord: {Printable.Of(mistake)}\n{Usage.Synopsis}");
            return ExitCode.Usage;
        }

        if (line.Verb is Verb.Help or Verb.Version)
        {
            Console.Out.Write(line.Verb == Verb.Help ? Usage.Help : Usage.Version);
            return ExitCode.Ok;
        }

        if (line.Alive)
            return await AliveCommand.RunAsync(line, _error).ConfigureAwait(false);
        if (line.Verb == Verb.Console)
            return await ConsoleCommand.RunAsync(line, _error).ConfigureAwait(false);
        if (line.Verb == Verb.Import)
            return ImportCommand.Run(line, Console.Out, _error);
        if (line is { Verb: Verb.Doctor } and ({ Explain: not null } or { RealServer: not null }))
            return await DoctorCommand.RunWithoutConfigAsync(line, Console.Out, _error).ConfigureAwait(false);
        if (ConfigLocator.Find(line.Config) is not { } path)
        {
            // The runtime puts U+FFFD where an argument is not UTF-8.
            var hint = line.Config?.Contains('\uFFFD') == true ? ": its name is not UTF-8, expected UTF-8" : "";
            _error.WriteLine($"Config file {Printable.Of(line.Config ?? ConfigLocator.DefaultFile)} not found{hint}");
            return await UnreadableConfig.RunAsync(line, null, ExitCode.Failed, _error).ConfigureAwait(false);
        }

        return line.Verb == Verb.Start
            ? await StartCommand.RunAsync(line, path, pipe, _error).ConfigureAwait(false)
            : await ReadAndRunAsync(line, path).ConfigureAwait(false);
    }

    private async Task<int> ReadAndRunAsync(CommandLine line, string path)
    {
        // A command that only talks to a running daemon needs no address of a host.
        var command = Command.Of(line.Verb);
        var ask = command?.AskAsync;
        var read = ConfigReader.ReadFile(
            path, asksForHosts: ask is null && line.Verb is not (Verb.Status or Verb.Stop), isForDaemon: line.Verb == Verb.Reload);
        if (line.Verb == Verb.Check)
            return CheckCommand.Run(read, Console.Out);
        if (read.Config is not { } config)
        {
            ConfigMessages.Write(read, _error);
            return await UnreadableConfig.RunAsync(line, path, ExitCode.BadConfig, _error).ConfigureAwait(false);
        }

        // A restart reads the file again when it starts the daemon, and writes the warnings then.
        if (line.Verb is not (Verb.Restart or Verb.TryRestart) && command is not { IsQuiet: true })
            ConfigMessages.Write(read, _error);
        var run = new CommandContext(line, CommandContext.InstanceOf(line), config, Console.Out, _error);
        if (ask is not null)
            return await ask(run).ConfigureAwait(false);
        return line.Verb switch
        {
            Verb.Restart => await StartCommand.RestartAsync(run, pipe).ConfigureAwait(false),
            Verb.TryRestart => await StartCommand.TryRestartAsync(run, pipe).ConfigureAwait(false),
            Verb.Stop => StopCommand.Run(run),
            Verb.Reload => ReloadCommand.Run(run),
            Verb.Status => StatusCommand.Run(run),
            Verb.Plan => PlanCommand.Run(run),
            Verb.Doctor => await DoctorCommand.RunAsync(run).ConfigureAwait(false),
            _ => await ProbeCommand.RunAsync(run, TimeProvider.System).ConfigureAwait(false),
        };
    }
}
