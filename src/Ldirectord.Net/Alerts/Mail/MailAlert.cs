using Ldirectord.Config;

namespace Ldirectord.Alerts;

/// <summary>One event that is reported by mail.</summary>
/// <param name="Message">The log line of the event.</param>
/// <param name="Phase">The daemon's phase at the event: a single flag.</param>
internal sealed record MailAlert(MailSettings Settings, string Message, DaemonPhases Phase);
