using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Platform;

namespace Ldirectord.Bench;

/// <summary>
/// How long after its deadline a probe of a server that accepts and never answers has its result: for each service, the median and the
/// worst of many.
/// </summary>
internal static class DeadlineBench
{
    private const int Rounds = 10;
    private const string Login = "|login=\"u\"|passwd=\"p\"|database=\"d\"|request=\"SELECT 1\"";

    private static readonly TimeSpan s_deadline = TimeSpan.FromMilliseconds(200);

    private static readonly string[] s_streams =
    [
        "service=http", "service=https", "service=http_proxy|request=\"http://www.example.test/\"",
        "service=simpletcp|request=\"PING\"|receive=\"PONG\"",
        "service=dns|request=\"www.example.test\"", "service=ftp", "service=imap" + Login, "service=imaps" + Login,
        "service=ldap|request=\"dc=test\"", "service=ldaps|request=\"dc=test\"",
        "service=mysql" + Login, "service=nntp", "service=pgsql" + Login, "service=pop" + Login, "service=pops" + Login, "service=sip",
        "service=smtp", "service=submission" + Login,
        "service=odbc|login=\"u\"|passwd=\"p\"|request=\"SELECT 1\"|database=\"Driver={PostgreSQL "
            + "Unicode};Server={host};Port={port};Database=u\"",
    ];

    private static readonly string[] s_datagrams =
    [
        "service=dns|protocol=udp|request=\"www.example.test\"", "service=sip|protocol=udp",
        "service=radius|protocol=udp|login=\"u\"|passwd=\"p\"|secret=\"s\"",
        "service=simpleudp|protocol=udp|request=\"PING\"|receive=\"PONG\"",
    ];

    public static async Task RunAsync(Figures figures)
    {
        // The kernel accepts for a listener that never does: no side of ours takes part.
        using var stream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        stream.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        stream.Listen(4096);
        using var datagram = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        datagram.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        Figures.Say($"result after a deadline of {s_deadline.TotalMilliseconds} ms, {Rounds} probes of each service one after the other, "
            + "ms late:");
        var late = new List<double>();
        foreach (var section in s_streams)
            late.AddRange(await LateAsync(section, stream).ConfigureAwait(false));
        foreach (var section in s_datagrams)
            late.AddRange(await LateAsync(section, datagram).ConfigureAwait(false));
        figures.Add(
            $"a server that accepts and never answers: result after the deadline, {s_streams.Length + s_datagrams.Length} services",
            Figures.Text("median {0:0.0} ms, worst {1:0.0} ms", Figures.Median(late), late.Max()),
            "",
            null);
    }

    private static async Task<List<double>> LateAsync(string section, Socket server)
    {
        var port = ((IPEndPoint)server.LocalEndPoint!).Port;
        var text = $"virtual=10.0.0.1:9\n\treal=127.0.0.1:{port} masq\n\t{section.Replace("|", "\n\t", StringComparison.Ordinal)}\n";
        var check = ConfigReader.ReadText("bench.cf", text).Config!.VirtualServices[0].RealServers[0].Check with { Timeout = s_deadline };
        var late = new List<double>();
        // code that was never run is slow
        await CheckRunner.RunAsync(check, ReactorTimeProvider.Shared, CancellationToken.None).ConfigureAwait(false);
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            var (result, _) = await CheckRunner.RunAsync(check, ReactorTimeProvider.Shared, CancellationToken.None).ConfigureAwait(false);
            var took = Stopwatch.GetElapsedTime(start);

            // A driver of ODBC in which earlier probes still hang is not asked at all.
            if (took > s_deadline / 2)
                late.Add((took - s_deadline).TotalMilliseconds);
            if (result.Status != CheckStatus.TimedOut)
                throw new InvalidOperationException($"{section}: {result}");
        }

        late.Sort();
        var name = section.Split('|')[0]["service=".Length..]
            + (section.Contains("protocol=udp", StringComparison.Ordinal) ? " (udp)" : "");
        Figures.Say(Figures.Text("{0,-18} median {1,6:0.0}  worst {2,6:0.0}", name, late[late.Count / 2], late[^1]));
        return late;
    }
}
