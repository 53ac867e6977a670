using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Ipvs;

namespace Ldirectord.Config;

/// <summary>
/// syncdaemon = master,backup interface NAME [syncid N] [maxlen N] [group ADDRESS] [port N] [ttl N]. Both roles may have a line of their
/// own, with other values.
/// </summary>
internal sealed class SyncDirective
{
    private const string Example = "as in master,backup interface eth1 syncid 1";
    private const string Words = "interface, syncid, maxlen, group, port or ttl";

    private readonly List<SyncDaemon> _daemons = [];

    public ImmutableArray<SyncDaemon> Daemons => [.. _daemons];

    public void Bind(DirectiveReader line)
    {
        line.IsOurs();
        var words = SettingWords.Of(line.Text);
        if (words.Count == 0)
        {
            line.Error($"empty syncdaemon: expected master, backup or both, {Example}");
            return;
        }

        var next = 0;
        var roles = Roles(line, words, ref next);
        if (roles is null || Settings(line, words, next) is not { } settings)
            return;
        foreach (var role in roles)
            _daemons.Add(settings with { Role = role });
        if (roles.Contains(SyncRole.Backup) && settings.SyncId == 0)
            line.Warning($"a backup of syncid 0 takes the messages of every master on {settings.Interface}: expected syncid 1..255, "
                + "the same on both directors");
    }

    /// <summary>master, backup, or both with a comma.</summary>
    private List<SyncRole>? Roles(DirectiveReader line, List<(string Text, int At)> words, ref int next)
    {
        var roles = new List<SyncRole>();
        while (true)
        {
            var (text, at) = next < words.Count ? words[next] : ("", line.Text.Length);
            SyncRole? role = text switch { "master" => SyncRole.Master, "backup" => SyncRole.Backup, _ => null };
            if (role is not { } known)
            {
                line.ErrorAt(at, $"unknown role \"{DirectiveReader.Shorten(text)}\": expected "
                    + (DirectiveReader.InLowerCase(text, "master", "backup") ?? $"master, backup or both, {Example}"));
                return null;
            }

            if (roles.Contains(known) || _daemons.Exists(daemon => daemon.Role == known))
            {
                line.ErrorAt(at, $"the role {text} is named twice: expected one {text}");
                return null;
            }

            roles.Add(known);
            next++;
            if (next >= words.Count || words[next].Text != ",")
                return roles;
            next++;
        }
    }

    private static SyncDaemon? Settings(DirectiveReader line, List<(string Text, int At)> words, int next)
    {
        var daemon = new SyncDaemon(0, "", 0);
        (string Text, int At)? length = null;
        if (!SettingWords.Read(line, words, next, Words, Expected, (word, value, at) =>
            {
                if (Set(daemon, word, value) is not { } set)
                    return false;
                daemon = set;
                length = word == "maxlen" ? (value, at) : length;
                return true;
            }))
            return null;
        if (daemon.Interface.Length == 0)
            line.Error($"no interface: expected interface NAME, {Example}");
        else if (length is { } given && daemon.MaxLength > Longest(daemon.Group))
            line.ErrorAt(given.At, $"invalid maxlen \"{given.Text}\": expected 1024..{Longest(daemon.Group)} bytes with an IPv6 group");
        else
            return daemon;
        return null;
    }

    /// <summary>The headers and the message are one packet.</summary>
    private static int Longest(IPAddress group) => ushort.MaxValue - SyncDaemon.HeaderLength(group);

    /// <returns>Null if the value is not one.</returns>
    private static SyncDaemon? Set(SyncDaemon daemon, string word, string value) => word switch
    {
        "interface" => SettingWords.IsInterface(value) ? daemon with { Interface = value } : null,
        "syncid" => SettingWords.Number(value, 0, 255) is { } id ? daemon with { SyncId = id } : null,
        "maxlen" => SettingWords.Number(value, 1024, Longest(SyncDaemon.DefaultGroup)) is { } length
            ? daemon with { MaxLength = length } : null,
        "group" => Multicast(value) is { } group ? daemon with { Group = group } : null,
        "port" => SettingWords.Number(value, 1, IPEndPoint.MaxPort) is { } port ? daemon with { Port = port } : null,
        _ => SettingWords.Number(value, 1, 255) is { } ttl ? daemon with { Ttl = ttl } : null,
    };

    private static string? Expected(string word) => word switch
    {
        "interface" => SettingWords.ExpectedInterface,
        "syncid" => "0..255",
        "maxlen" => $"1024..{Longest(SyncDaemon.DefaultGroup)} bytes",
        "group" => "a multicast address, as in 224.0.0.81 or ff02::81",
        "port" => "1..65535",
        "ttl" => "1..255",
        _ => null,
    };

    private static IPAddress? Multicast(string text)
    {
        if (!IPAddress.TryParse(text, out var address) || text.Contains('%'))
            return null;
        var isMulticast = address.AddressFamily == AddressFamily.InterNetworkV6
            ? address.IsIPv6Multicast
            : address.GetAddressBytes()[0] is >= 224 and <= 239 && text.Count(character => character == '.') == 3;
        return isMulticast ? address : null;
    }
}
