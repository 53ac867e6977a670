using System.Collections.Immutable;
using System.Net;
using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>One change of the table and the log line that reports it, in the words operators' alarms match.</summary>
/// <param name="IsAlert">Operators who want mail are told.</param>
internal sealed record TableChange(IpvsOperation Operation, string Message, bool IsAlert = false);

/// <summary>What brings one virtual service to what it should be.</summary>
/// <param name="Draining">Destinations that go once they are empty: plan again in <see cref="Planning.Draining.MinimumDrain"/>.</param>
internal sealed record TablePlan(ImmutableArray<TableChange> Changes, ImmutableArray<IPEndPoint> Draining);
