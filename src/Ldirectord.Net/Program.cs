using Ldirectord.Cli;
using Ldirectord.Config;

// Completions of the probes' sockets run where epoll woke, without a hop to another thread.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

if (CommandLine.Parse(args, out var mistake) is not { } line)
{
    Console.Error.Write($"ldirectord: {mistake}\n{Usage.Synopsis}");
    return ExitCode.Usage;
}
if (line.Verb is Verb.Help or Verb.Version)
{
    Console.Out.Write(line.Verb == Verb.Help ? Usage.Help : Usage.Version);
    return ExitCode.Ok;
}
if (ConfigLocator.Find(line.Config) is not { } path)
{
    Console.Error.WriteLine($"Config file {line.Config} not found");
    return ExitCode.Failed;
}
var read = ConfigReader.ReadFile(path);
if (line.Verb == Verb.Check)
    return CheckCommand.Run(read, Console.Out);
foreach (var diagnostic in read.Diagnostics)
    Console.Error.WriteLine(diagnostic.Format(Environment.ProcessId));
if (read.Config is not { } config)
    return ExitCode.BadConfig;

var run = new Invocation(line, Instance.Of(line), config, Console.Out, Console.Error);
try
{
    return line.Verb switch
    {
        Verb.Status => StatusCommand.Run(run),
        Verb.Stop => StopCommand.Run(run),
        Verb.Reload => ReloadCommand.Run(run),
        _ => throw new NotSupportedException(),
    };
}
catch (IOException e)
{
    Console.Error.WriteLine(e.Message);
    return ExitCode.Failed;
}
