namespace Ldirectord.Bench;

/// <summary>A line of the table.</summary>
/// <param name="Ratio">Ours to the peer's.</param>
/// <param name="IsMet">Null: nothing is to be reached.</param>
internal sealed record Row(string Work, string Ours, string Peer, string Ratio, string Target, bool? IsMet);

/// <summary>So many real servers on the host alone: what a check costs, and how soon a failed answer has changed the table.</summary>
internal sealed record Point(int Servers, double MicrosecondsPerCheck, double MillisecondsToNotice, double PrivateMegabytes);
