
using Ldirectord.Config;

namespace Ldirectord.Alerts;

/// <summary>One thing that somebody is to be told of by mail.</summary>
/// <param name="Message">The log line that says it.</param>
/// <param name="Phase">What the daemon was doing: one of the phases.</param>
internal sealed record MailAlert(MailSettings Settings, string Message, DaemonPhases Phase);
