namespace Ldirectord.Alerts;

/// <summary>Sender, recipients and mail server of a mail.</summary>
/// <param name="Recipients">Addresses, separated by commas.</param>
/// <param name="Smtp">Host of the SMTP server, port 25; null for the local sendmail(8).</param>
internal sealed record MailRoute(string Sender, string Recipients, string? Smtp);
