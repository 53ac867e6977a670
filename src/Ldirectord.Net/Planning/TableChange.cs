using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>One change of the table and the log line that reports it, in the words operators' alarms match.</summary>
/// <param name="IsAlert">Operators who want mail are told.</param>
internal sealed record TableChange(IpvsOperation Operation, string Message, bool IsAlert = false);
