using System.Globalization;
using Ldirectord.Bench;

// bench [deadline | kernel [PEER…]]: all of it, or a part.
var executable = Path.GetFullPath(Environment.GetEnvironmentVariable("LDIRECTORD") ?? "artifacts/ldirectord");
if (args is [] or ["deadline"])
    await DeadlineBench.RunAsync(Console.Out).ConfigureAwait(false);
if (args is not ([] or ["kernel", ..]))
    return;
foreach (var (peer, servers, isSlow) in new[] { (Peer.Ours(executable), 1000, false), (Peer.Keepalived, 1000, false), (Peer.Ours(executable), 100, true), (Peer.Perl, 100, true) })
{
    if (args.Length > 1 && !args.Skip(1).Contains(peer.Name))
        continue;
    var figures = await KernelBench.MeasureAsync(peer, servers, isSlow).ConfigureAwait(false);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figures}"));
}
