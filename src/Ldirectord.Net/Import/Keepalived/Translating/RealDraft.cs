using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Text;

namespace Ldirectord.Import;

/// <summary>A real server of keepalived.</summary>
/// <param name="Port">0 without one.</param>
internal sealed record RealDraft(KeepalivedStatement Statement, IPAddress Address, int Port)
{
    public required Forwarding Forwarding { get; init; }

    public int Weight { get; init; } = 1;

    /// <summary>Connections; 0 for none.</summary>
    public int Upper { get; init; }

    public int Lower { get; init; }

    /// <summary>It stays in the table with weight 0 while it is down.</summary>
    public bool Inhibits { get; init; }

    /// <summary>smtp_alert; null if nothing is said.</summary>
    public bool? Mails { get; init; }

    /// <summary>Null without a checker that is translated.</summary>
    public CheckDraft? Check { get; init; }

    /// <summary>What has no home of its checkers, and why.</summary>
    public IReadOnlyList<CfLine> Notes { get; init; } = [];

    public bool IsIPv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <param name="common">The check of the service.</param>
    public string Line(CheckDraft? common)
    {
        var port = Port == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{Port}");
        var weight = Weight == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" {Weight}");
        var lower = Lower == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" l:{Lower}");
        var upper = Upper == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" u:{Upper}");
        var tunnel = Forwarding.Tunnel.Length == 0 ? "" : $" {Forwarding.Tunnel}";
        return $"{BracketedAddress.Of(Address)}{port} {Forwarding.Word}{weight}{Request(common)}{lower}{upper}{tunnel}{Target}";
    }

    /// <summary>Its own request and pattern, where the service has others.</summary>
    private string Request(CheckDraft? common)
    {
        if (Check is null || common is null || (Check.Request?.Text == common.Request?.Text && Check.Receive?.Text == common.Receive?.Text))
            return "";
        return $" \"{Check.Request?.Text}\"{(Check.Receive is { } receive ? $", \"{receive.Text}\"" : "")}";
    }

    private string Target => Check is not { } check || (check.Address is null && (check.Port is null || check.Port == Port)) ? ""
        : $" check={BracketedAddress.Of(check.Address ?? Address)}"
            + (check.Port is { } port ? string.Create(CultureInfo.InvariantCulture, $":{port}") : "");
}
