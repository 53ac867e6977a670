namespace Ldirectord.Ipvs;

/// <summary>The table cannot be read or changed; the message is for an operator.</summary>
internal sealed class IpvsException(string message, Exception? inner = null) : Exception(message, inner);
