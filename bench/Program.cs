using System.Globalization;
using Ldirectord.Bench;

// Every part, and the files in bench/; or one part alone, to standard output:
//     bench [deadline | kernel [PEER…] | cost | via | large | repair | watch | host | memory | viewers | commands | doctor | weights
//         | programs | soak [MILLIONS]]
var ours = Path.GetFullPath(Environment.GetEnvironmentVariable("LDIRECTORD") ?? "artifacts/ldirectord");
var figures = new Figures();
switch (args)
{
    // These three it starts itself, in the guest and beside itself.
    case ["watch", var service, var server]:
        WeightWatch.Run(service, server);
        return;
    case ["answer"]:
        WeightsBench.Answer();
        return;
    case ["order", var program]:
        await OrderLists.WriteAsync(program).ConfigureAwait(false);
        return;
    case ["engine"]:
        await SoakEngine.RunAsync().ConfigureAwait(false);
        return;

    case []:
        await CommandBench.RunAsync(figures, ours).ConfigureAwait(false);
        await KernelAsync([]).ConfigureAwait(false);
        await CostBench.RunAsync(figures, ours).ConfigureAwait(false);
        await ViaBench.RunAsync(figures, ours).ConfigureAwait(false);
        await LargeTableBench.RunAsync(figures, Peer.Ours(ours)).ConfigureAwait(false);
        await RepairBench.RunAsync(figures, Peer.Ours(ours)).ConfigureAwait(false);
        await WatchBench.RunAsync(figures, Peer.Ours(ours)).ConfigureAwait(false);
        await HostBench.RunAsync(figures, ours).ConfigureAwait(false);
        await MemoryBench.RunAsync(ours).ConfigureAwait(false);
        await ViewersBench.RunAsync(figures, ours).ConfigureAwait(false);
        await DoctorBench.RunAsync(figures, ours).ConfigureAwait(false);
        await WeightsBench.RunAsync(figures).ConfigureAwait(false);
        await ProgramsBench.RunAsync(figures).ConfigureAwait(false);
        await SoakBench.RunAsync(figures, SoakBench.Millions).ConfigureAwait(false);
        await DeadlineBench.RunAsync(figures).ConfigureAwait(false);
        await File.WriteAllTextAsync("bench/FIGURES.md", figures.Page()).ConfigureAwait(false);
        await File.WriteAllTextAsync("bench/scaling.svg", Scaling.Svg(figures.Points)).ConfigureAwait(false);
        break;
    case ["deadline"]:
        await DeadlineBench.RunAsync(figures).ConfigureAwait(false);
        break;
    case ["weights"]:
        await WeightsBench.RunAsync(figures).ConfigureAwait(false);
        break;
    case ["programs"]:
        await ProgramsBench.RunAsync(figures).ConfigureAwait(false);
        break;
    case ["kernel", .. var peers]:
        await KernelAsync(peers).ConfigureAwait(false);
        break;
    case ["cost"]:
        await CostBench.RunAsync(figures, ours).ConfigureAwait(false);
        break;
    case ["via"]:
        await ViaBench.RunAsync(figures, ours).ConfigureAwait(false);
        break;
    case ["large"]:
        await LargeTableBench.RunAsync(figures, Peer.Ours(ours)).ConfigureAwait(false);
        break;
    case ["repair"]:
        await RepairBench.RunAsync(figures, Peer.Ours(ours)).ConfigureAwait(false);
        break;
    case ["watch"]:
        await WatchBench.RunAsync(figures, Peer.Ours(ours)).ConfigureAwait(false);
        break;
    case ["host"]:
        await HostBench.RunAsync(figures, ours).ConfigureAwait(false);
        break;
    case ["memory"]:
        await MemoryBench.RunAsync(ours).ConfigureAwait(false);
        return;
    case ["viewers"]:
        await ViewersBench.RunAsync(figures, ours).ConfigureAwait(false);
        break;
    case ["commands"]:
        await CommandBench.RunAsync(figures, ours).ConfigureAwait(false);
        break;
    case ["doctor"]:
        await DoctorBench.RunAsync(figures, ours).ConfigureAwait(false);
        break;
    case ["soak"]:
        await SoakBench.RunAsync(figures, SoakBench.Millions).ConfigureAwait(false);
        break;
    case ["soak", var millions]:
        await SoakBench.RunAsync(figures, double.Parse(millions, CultureInfo.InvariantCulture), draws: true).ConfigureAwait(false);
        break;
    default:
        Console.Error.WriteLine($"no such part: {string.Join(' ', args)}");
        Environment.ExitCode = 2;
        return;
}

Console.WriteLine(figures.Table());

Task KernelAsync(string[] names) => KernelBench.RunAsync(
    figures, [.. new[] { Peer.Ours(ours), Peer.Keepalived, Peer.Perl }.Where(peer => names is [] || names.Contains(peer.Name))]);
