namespace Ldirectord.Alerts;

/// <summary>Where a mail comes from, goes to, and by whom.</summary>
/// <param name="Recipients">Between commas.</param>
/// <param name="Smtp">Host of the SMTP server, which is asked at port 25; null: the local sendmail(8).</param>
internal sealed record MailRoute(string Sender, string Recipients, string? Smtp);
