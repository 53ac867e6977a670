namespace Ldirectord.Networking;

/// <summary>A protocol of connections; values are IPPROTO_* (netinet/in.h).</summary>
internal enum Transport
{
    Tcp = 6,
    Sctp = 132,
}
