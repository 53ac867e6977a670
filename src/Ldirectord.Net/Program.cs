using Ldirectord.Cli;
using Ldirectord.Daemon;

// First: the runtime leaves the signals ignored that it finds ignored.
IgnoredSignals.Restore();
StandardStreams.OpenClosed();

using var pipe = StartupPipe.FromEnvironment();
return await new CommandDispatcher(pipe).RunAsync(args).ConfigureAwait(false);
