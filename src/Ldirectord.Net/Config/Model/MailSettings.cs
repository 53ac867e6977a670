using System.Collections.Immutable;

namespace Ldirectord.Config;

/// <summary>The settings of mail alerts, of one virtual service or of the whole file.</summary>
/// <param name="Recipients">emailalert: addresses; empty for no mail.</param>
/// <param name="Sender">emailalertfrom; null for user@host.</param>
/// <param name="Smtp">smtp: host of the SMTP server; null for the local mailer.</param>
/// <param name="RepeatInterval">emailalertfreq: time between repeats while a server is down; zero for no repeats.</param>
/// <param name="Phases">emailalertstatus.</param>
/// <param name="ServiceName">servicename; null for the whole file.</param>
/// <param name="Comment">comment; null for the whole file.</param>
/// <param name="Digest">emailalertdigest: events within a second share one mail.</param>
internal sealed record MailSettings(
    ImmutableArray<string> Recipients,
    string? Sender,
    string? Smtp,
    TimeSpan RepeatInterval,
    DaemonPhases Phases,
    string? ServiceName,
    string? Comment,
    bool Digest)
{
    /// <summary>No recipients.</summary>
    public static MailSettings None { get; } = new([], null, null, TimeSpan.Zero, DaemonPhases.All, null, null, Digest: true);
}
