using System.Globalization;
using System.Text;
using Ldirectord.Config;
using Ldirectord.Text;

namespace Ldirectord.Alerts;

/// <summary>A mail's words. One alert has the original's, which mail filters know; several that come together are one mail.</summary>
internal sealed record MailText(string Subject, string Body)
{
    /// <summary>Lines a digest has at most: a mail is read by a person.</summary>
    public const int MostLines = 200;

    public static MailText Of(MailAlert alert, string host)
    {
        var message = Named(alert);
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $"ldirectord host: {host}\nLog-Message: {message}\nDaemon-Status: {Word(alert.Phase)}\n");
        var (serviceName, comment) = (Shown(alert.Settings.ServiceName), Shown(alert.Settings.Comment));
        if (serviceName is not null || comment is not null)
            body.Append('\n');
        if (serviceName is not null)
            body.Append(CultureInfo.InvariantCulture, $"Service name: {serviceName}\n");
        if (comment is not null)
            body.Append(CultureInfo.InvariantCulture, $"Comment: {comment}\n");
        return new MailText(message, body.ToString());
    }

    /// <summary>Several alerts in one mail, in the order in which they happened.</summary>
    public static MailText Of(IReadOnlyList<MailAlert> alerts, string host)
    {
        if (alerts is [var only])
            return Of(only, host);
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $"ldirectord host: {host}\n");
        foreach (var alert in alerts.Take(MostLines))
            body.Append(CultureInfo.InvariantCulture, $"Log-Message: {Named(alert)}\n");
        if (alerts.Count > MostLines)
            body.Append(CultureInfo.InvariantCulture, $"and {alerts.Count - MostLines} more, which the log has\n");
        body.Append(CultureInfo.InvariantCulture, $"Daemon-Status: {Word(alerts[^1].Phase)}\n");
        return new MailText($"ldirectord on {host}: {alerts.Count} changes, the first: {Named(alerts[0])}", body.ToString());
    }

    /// <summary>The log line, in one line: it becomes a header field.</summary>
    private static string Named(MailAlert alert) =>
        Printable.Of(Shown(alert.Settings.ServiceName) is { } name ? $"[{name}] {alert.Message}" : alert.Message);

    private static string? Shown(string? bytes) => bytes is null ? null : Printable.OfBytes(bytes);

    private static string Word(DaemonPhases phase) => phase switch
    {
        DaemonPhases.Starting => "starting",
        DaemonPhases.Stopping => "stopping",
        DaemonPhases.Reloading => "reloading",
        _ => "running",
    };
}
