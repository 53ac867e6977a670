using Microsoft.Extensions.Logging;
using NLog.Config;
using NLog.Extensions.Logging;

namespace Ldirectord.Daemon;

/// <summary>Sets up NLog: all loggers of the daemon write to one target.</summary>
internal static class DaemonLoggers
{
    /// <param name="debug">Log debug messages too.</param>
    public static LoggerFactory Create(LogTarget target, bool debug)
    {
        var nlog = new NLog.LogFactory();
        var configuration = new LoggingConfiguration(nlog);
        configuration.AddRule(debug ? NLog.LogLevel.Debug : NLog.LogLevel.Info, NLog.LogLevel.Fatal, target);
        nlog.Configuration = configuration;
        var filter = new LoggerFilterOptions { MinLevel = LogLevel.Debug };
        filter.Rules.Add(new LoggerFilterRule(null, "Microsoft", LogLevel.Warning, null));
        // Not by the framework's logging builder: it makes a whole container of services, which takes a tenth of the time of a start.
        return new LoggerFactory([new NLogLoggerProvider(new NLogProviderOptions(), nlog)], filter);
    }
}
