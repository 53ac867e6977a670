using System.Net;
using Ldirectord.Checks;
using Ldirectord.Ipvs;
using Ldirectord.Networking;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>Builds a real server's check from the section's directives, the server's own line and the file's defaults.</summary>
internal sealed class CheckBinder(BoundSection bound, CheckTimeouts timeouts, SocketPath? path = null)
{
    private readonly ServiceId _id = bound.Id;
    private readonly SectionDirectives _section = bound.Directives;
    private readonly NegotiateService _service = bound.Service;

    public Check Bind(BoundRealServer server)
    {
        var check = Create(server);
        check = path is null ? check : check.At(null, path);
        return ViaOf(server, check) is { } via && VirtualAddressToCheck is { } address
            ? check.At(new IPEndPoint(address, check.Target.Port), check.Path) with { Via = via }
            : check;
    }

    private Check Create(BoundRealServer server)
    {
        // The port of check=, checkport, the real server's own port, or the standard port of the service.
        int port = server.CheckedAt?.Port ?? _section.Check.CheckPort ?? (server.EndPoint.Port != 0 ? server.EndPoint.Port : _service.Port);
        var target = new IPEndPoint(server.CheckedAt?.Address ?? bound.CheckAddress ?? server.EndPoint.Address, port);
        return _section.Check.CheckType.Kind switch
        {
            CheckKind.Connect => Connect(target),
            CheckKind.Ping => Ping(target),
            CheckKind.External => External(server, perl: false),
            CheckKind.ExternalPerl => External(server, perl: true),
            CheckKind.On or CheckKind.Off => new AlwaysUpCheck(target),
            CheckKind.ConnectAndNegotiate => new ConnectThenNegotiateCheck(Connect(target), Negotiate(server, target)),
            CheckKind.Combined => new AlternatingCheck(Connect(target), Negotiate(server, target), _section.Check.CheckType.Connects),
            _ => Negotiate(server, target),
        };
    }

    private IPAddress? VirtualAddressToCheck => _id.EndPoint?.Address ?? _section.Way.VirtualAddress;

    /// <summary>Null if the real server itself is checked: masq is forwarded by address, and a request may name another server.</summary>
    private CheckVia? ViaOf(BoundRealServer server, Check check) =>
        _section.Way.Via is null || server.Destination.Method == ForwardingMethod.Masq || server.Override is not null
            || check is AlwaysUpCheck
            ? null
            : new CheckVia(
                server.Destination with
                {
                    EndPoint = new IPEndPoint(server.Destination.EndPoint.Address, 0),
                    Weight = 1,
                    UpperThreshold = 0,
                    LowerThreshold = 0,
                },
                check.Target);

    // UDP has no connect: the host is pinged instead.
    private Check Connect(IPEndPoint target) =>
        _section.Check.SctpLine is not null || (_section.Check.OverUdp is null && _id.Protocol == TransportProtocol.Sctp)
            ? new SctpConnectCheck(target, timeouts.Check)
            : _section.Check.OverUdp ?? _id.Protocol == TransportProtocol.Udp ? Ping(target) : new ConnectCheck(target, timeouts.Check);

    private PingCheck Ping(IPEndPoint target) => new(target.Address, timeouts.Check, timeouts.PingAttempts);

    private ExternalCheck External(BoundRealServer server, bool perl)
    {
        // Arguments of its own need not name the virtual service: services with the same share the check.
        var (address, port) = _section.Programs.Arguments is null ? (VirtualAddress(), _id.EndPoint?.Port ?? 0) : ("", 0);
        return new(server.EndPoint, timeouts.Check, _section.Check.CheckCommand, address, port, perl)
        {
            ExitCodes = _section.Programs.ExitCodes ?? ExitCodes.Ldirectord,
            WarningWeight = _section.Programs.WarningWeight ?? 100,
            Launch = ProgramValues.Launch(bound, server, server.EndPoint, timeouts.Check),
        };
    }

    /// <summary>The check of a service's program: as an external one, of what a negotiate check asks, in its time.</summary>
    private ExternalCheck ProgramOf(BoundRealServer server, IPEndPoint target) => External(server, perl: false) with
    {
        Target = target,
        Timeout = timeouts.Negotiate,
        Launch = ProgramValues.Launch(bound, server, target, timeouts.Negotiate),
    };

    private string VirtualAddress() => _id.EndPoint is { } endPoint ? BracketedAddress.Of(endPoint.Address) : _id.ToString();

    private Check Negotiate(BoundRealServer server, IPEndPoint target)
    {
        string address = BracketedAddress.Of(target.Address);
        if (server.Override is { } url)
            target = new IPEndPoint(url.Address, url.Port ?? _service.Port);
        var ownRequest = server.Override?.Path ?? server.Request;
        var settings = new NegotiateSettings(
            target,
            timeouts.Negotiate,
            address,
            ownRequest ?? _section.Check.RequestFile ?? _section.Check.Request ?? "",
            FromFile: ownRequest is null && _section.Check.RequestFile is not null,
            new ExpectedContent(server.Receive ?? _section.Check.Receive ?? "", _section.Check.ReceiveNot ?? ""),
            _section.Http.Settings,
            _section.Http.VirtualHost,
            _section.Check.Login ?? (_service.Name switch { "ftp" => "anonymous", "sip" => AnonymousUser(), _ => "" }),
            _section.Check.Password ?? (_service.Name == "ftp" ? AnonymousUser() : ""),
            _section.Check.Database ?? "",
            _section.Check.Secret ?? "",
            _section.Check.Helo ?? SmtpCheck.DefaultHelo,
            // A mark has no protocol: DNS is asked over UDP then.
            _section.Check.OverUdp ?? (_id.Protocol == TransportProtocol.Udp || (_id.IsFirewallMark && _service.Name == "dns")),
            _section.Tls)
        {
            Program = _service.IsProgram ? ProgramOf(server, target) : null,
        };
        var check = _service.Create(settings);
        foreach (var (number, also) in _service.HasContent ? _section.Check.Also.Index() : [])
            check = new AlsoCheck(check, _service.Create(settings.Also(also.Request, also.Receive)), number + 1);
        return check;
    }

    /// <summary>The user that a check logs in as if login is not set: ldirectord@HOST.</summary>
    public static string AnonymousUser() => $"ldirectord@{ThisHost.Name}";
}
