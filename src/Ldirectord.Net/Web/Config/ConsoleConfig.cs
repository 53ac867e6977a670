using System.Collections.Immutable;
using System.Net;

namespace Ldirectord.Web;

/// <summary>What console.cf says.</summary>
internal sealed record ConsoleConfig
{
    /// <summary>The file's place unless the command line gives another one; it need not exist.</summary>
    public const string DefaultPath = "/etc/ha.d/console.cf";

    public const int DefaultPort = 9780;

    /// <summary>consolelisten.</summary>
    public ImmutableArray<IPEndPoint> Listen { get; init; } = [new(IPAddress.Loopback, DefaultPort)];

    /// <summary>director; empty for every director of this machine.</summary>
    public ImmutableArray<DirectorAddress> Directors { get; init; } = [];

    /// <summary>consolehost: names, in lower case, that a request's Host may have beside literal addresses and localhost.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>consolecertificate and consolekey; null for HTTP without TLS.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>otlp; null if metrics are sent nowhere.</summary>
    public OtlpSettings? Otlp { get; init; }
}
