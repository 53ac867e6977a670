using System.Diagnostics;

namespace Ldirectord.Bench;

/// <summary>
/// What a cluster manager asks all the time: status, and check beside it, on a short and on a long file; Perl ldirectord has only the
/// first.
/// </summary>
internal static class CommandBench
{
    private const string Perl = "/usr/sbin/ldirectord";

    public static async Task RunAsync(Figures figures, string executable)
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            var (small, large) = (Path.Combine(folder.FullName, "small.cf"), Path.Combine(folder.FullName, "large.cf"));
            // Ten lines, as the usual file has them.
            await File.WriteAllTextAsync(
                small,
                "checktimeout=3\ncheckinterval=1\nautoreload=yes\nquiescent=no\nvirtual=10.9.0.1:80\n\treal=127.1.0.1:8080 masq\n"
                    + "\treal=127.1.0.2:8080 masq\n\tservice=http\n\tscheduler=wrr\n\tprotocol=tcp\n").ConfigureAwait(false);
            await File.WriteAllTextAsync(large, Peer.Perl.Configuration(new Work(10_000, CheckKind.Http))).ConfigureAwait(false);
            var (perlSmall, perlLarge) = (Cost(Perl, small, "status", 9), Cost(Perl, large, "status", 1));
            foreach (var verb in (string[])["status", "check"])
            {
                Show($"{verb}, 10 lines", Cost(executable, small, verb, 15), perlSmall, 1, "no more than Perl");
                Show($"{verb}, 10,000 real servers", Cost(executable, large, verb, 5), perlLarge, 0.1, "a tenth of Perl's");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Show(string work, double ours, double perl, double limit, string target) =>
            figures.Add($"{work}: CPU", "{0:0.000} s", ours, "Perl ldirectord, status", perl, target, ours <= limit * perl);
    }

    /// <summary>CPU seconds, user and system: the median of so many runs.</summary>
    private static double Cost(string program, string configuration, string verb, int runs)
    {
        var cost = Figures.Median(Enumerable.Range(0, runs).Select(_ => Cost(program, configuration, verb)));
        Figures.Say(Figures.Text("{0} {1} {2}: {3:0.000} s", program, Path.GetFileName(configuration), verb, cost));
        return cost;
    }

    private static double Cost(string program, string configuration, string verb)
    {
        var before = HostProcess.CpuOfEndedChildren();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh",
            ["-c", "exec \"$0\" \"$1\" \"$2\" >/dev/null 2>&1", program, configuration, verb]))!;
        process.WaitForExit();
        return HostProcess.CpuOfEndedChildren() - before;
    }
}
