using System.Globalization;
using System.Text;
using Ldirectord.Config;
using Ldirectord.Text;

namespace Ldirectord.Alerts;

/// <summary>
/// Subject and text of a mail. The mail of a single alert has the words of Perl ldirectord: mail filters match them.
/// </summary>
internal sealed record MailText(string Subject, string Body)
{
    /// <summary>Most alerts that a digest lists: a person reads it.</summary>
    public const int MaxLines = 200;

    public static MailText Of(MailAlert alert, string host)
    {
        var message = Line(alert);
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

    /// <summary>A digest, in the order of events; a single alert is mailed as such.</summary>
    public static MailText Of(IReadOnlyList<MailAlert> alerts, string host)
    {
        if (alerts is [var only])
            return Of(only, host);
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $"ldirectord host: {host}\n");
        foreach (var alert in alerts.Take(MaxLines))
            body.Append(CultureInfo.InvariantCulture, $"Log-Message: {Line(alert)}\n");
        if (alerts.Count > MaxLines)
            body.Append(CultureInfo.InvariantCulture, $"and {alerts.Count - MaxLines} more, see the log\n");
        body.Append(CultureInfo.InvariantCulture, $"Daemon-Status: {Word(alerts[^1].Phase)}\n");
        return new MailText($"ldirectord on {host}: {alerts.Count} changes, the first: {Line(alerts[0])}", body.ToString());
    }

    /// <summary>The log line with the service's name. It must be a single line, because it becomes the subject.</summary>
    private static string Line(MailAlert alert) =>
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
