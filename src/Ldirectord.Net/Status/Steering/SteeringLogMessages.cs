using Microsoft.Extensions.Logging;

namespace Ldirectord.Status;

/// <summary>The log lines about those who steer.</summary>
internal static partial class SteeringLogMessages
{
    [LoggerMessage(LogLevel.Information, "By command of {Who}: {What}")]
    public static partial void Steered(ILogger log, string who, string what);

    [LoggerMessage(LogLevel.Warning, "Refused a command of {Who}: {Reason}")]
    public static partial void Refused(ILogger log, string who, string reason);
}
