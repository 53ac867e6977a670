using Ldirectord.Ipvs;

namespace Ldirectord.Health;

/// <summary>One change of the table and the log line that reports it, in the words operators' alarms match.</summary>
internal sealed record TableChange(IpvsOperation Operation, string Message);
