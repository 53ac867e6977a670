using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Tests.Support;

/// <summary>A log that a test reads.</summary>
internal sealed class RecordingLog(LogLevel least = LogLevel.Information) : ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Called with each line, on the thread that logs it.</summary>
    public Action<string> Heard { get; set; } = _ => { };

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception);
        _lines.Enqueue(line);
        Heard(line);
    }
}
