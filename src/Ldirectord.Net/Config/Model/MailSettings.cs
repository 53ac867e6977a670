using System.Collections.Immutable;

namespace Ldirectord.Config;

/// <summary>emailalert and its relatives, of one virtual service or of the whole file.</summary>
/// <param name="Recipients">Addresses; empty: no mail.</param>
/// <param name="Sender">emailalertfrom; null: user@host.</param>
/// <param name="Smtp">Host of the SMTP server; null: the local mailer.</param>
/// <param name="RepeatInterval">emailalertfreq: time between repeats while a server is down; zero: none.</param>
/// <param name="Digest">emailalertdigest: what happens within a second is one mail.</param>
internal sealed record MailSettings(
    ImmutableArray<string> Recipients,
    string? Sender,
    string? Smtp,
    TimeSpan RepeatInterval,
    DaemonPhases Phases,
    string? ServiceName,
    string? Comment,
    bool Digest = true)
{
    public static MailSettings None { get; } = new([], null, null, TimeSpan.Zero, DaemonPhases.All, null, null);
}
