namespace Ldirectord.Ipvs;

/// <summary>The table could not be read or changed at all; the message is a sentence for an operator.</summary>
internal sealed class IpvsException(string message, Exception? inner = null) : Exception(message, inner);
