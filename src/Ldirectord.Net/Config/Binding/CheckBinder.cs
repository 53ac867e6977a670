using System.Net;
using Ldirectord.Checks;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>Which check a real server gets, from the section's directives, its own line and the file's defaults.</summary>
internal sealed class CheckBinder
{
    private readonly ServiceId _id;
    private readonly SectionDirectives _section;
    private readonly NegotiateServices _service;
    private readonly TimeSpan _checkTimeout;
    private readonly TimeSpan _negotiateTimeout;
    private readonly int _pingAttempts;

    public CheckBinder(ServiceId id, SectionDirectives section, SharedDirectives global)
    {
        var own = section.Shared;
        _id = id;
        _section = section;
        _service = ServiceOf(id, section);
        _checkTimeout = own.CheckTimeout ?? own.NegotiateTimeout ?? global.CheckTimeout ?? global.NegotiateTimeout ?? TimeSpan.FromSeconds(5);
        _negotiateTimeout = own.NegotiateTimeout ?? own.CheckTimeout ?? global.NegotiateTimeout ?? global.CheckTimeout ?? TimeSpan.FromSeconds(30);
        _pingAttempts = own.CheckCount ?? global.CheckCount ?? 1;
    }

    /// <summary>The service said, or the one that is usual at the virtual port.</summary>
    public static NegotiateServices ServiceOf(ServiceId id, SectionDirectives section) =>
        section.Check.Service ?? NegotiateServices.Default(id.EndPoint?.Port);

    public Check Bind(BoundRealServer server)
    {
        // checkport, else the real server's own port, else the standard port of the service.
        int port = _section.Check.CheckPort ?? (server.EndPoint.Port != 0 ? server.EndPoint.Port : _service.Port);
        var target = new IPEndPoint(server.EndPoint.Address, port);
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

    // A datagram service cannot be connected to: its host is pinged.
    private Check Connect(IPEndPoint target) =>
        _id.Protocol == TransportProtocol.Udp ? Ping(target) : new ConnectCheck(target, _checkTimeout);

    private PingCheck Ping(IPEndPoint target) => new(target.Address, _checkTimeout, _pingAttempts);

    private ExternalCheck External(BoundRealServer server, bool perl) =>
        new(server.EndPoint, _checkTimeout, _section.Check.CheckCommand, VirtualAddress(), _id.EndPoint?.Port ?? 0, perl);

    private string VirtualAddress() => _id.EndPoint is { } endPoint ? BracketedAddress.Of(endPoint.Address) : _id.ToString();

    private Check Negotiate(BoundRealServer server, IPEndPoint target)
    {
        if (server.Override is { } url)
            target = new IPEndPoint(url.Address, url.Port ?? _service.Port);
        var ownRequest = server.Override?.Path ?? server.Request;
        return _service.Create(new NegotiateSettings(
            target,
            _negotiateTimeout,
            BracketedAddress.Of(server.EndPoint.Address),
            ownRequest ?? _section.Check.RequestFile ?? _section.Check.Request ?? "",
            FromFile: ownRequest is null && _section.Check.RequestFile is not null,
            new ExpectedContent(server.Receive ?? _section.Check.Receive ?? "", _section.Check.ReceiveNot ?? ""),
            _section.Http.Settings,
            _section.Http.VirtualHost,
            _section.Check.Login ?? (_service.Name switch { "ftp" => "anonymous", "sip" => Nobody(), _ => "" }),
            _section.Check.Password ?? (_service.Name == "ftp" ? Nobody() : ""),
            _section.Check.Database ?? "",
            _section.Check.Secret ?? "",
            _id.Protocol == TransportProtocol.Udp || (_id.IsFirewallMark && _service.Name == "dns"), // behind a mark may be either: DNS is asked over UDP then
            _section.Tls));
    }

    /// <summary>Who asks where nobody is named: of this machine.</summary>
    public static string Nobody() => $"ldirectord@{ThisHost.Name}";
}
