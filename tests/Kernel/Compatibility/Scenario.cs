using System.Text;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>A generated director: its configuration, and the backends it looks after. The same seed is the same director.</summary>
/// <param name="Backends">NAME=ADDRESS:PORT of each web server.</param>
/// <param name="IsChecked">The death of the servers will be seen in one of the services.</param>
internal sealed record Scenario(string Configuration, IReadOnlyList<string> Backends, bool IsChecked)
{
    public static Scenario Generate(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        var backends = new List<string>();
        var isChecked = false;
        bool Chance(int percent) => random.Next(100) < percent;
        T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
        void Line(string line) => text.Append(line).Append('\n');

        var quiescent = Pick("yes", "no");
        Line($"quiescent={quiescent}");
        if (Chance(40))
            Line($"readdquiescent={Pick("yes", "no")}");
        if (Chance(30))
            Line("cleanstop=no");
        if (Chance(40))
            Line($"fallback=127.0.9.1:{Pick(80, 8099)} masq");

        var services = random.Next(2, 5);
        for (var service = 1; service <= services; service++)
        {
            var mark = Chance(20);
            var virtualPort = Pick(80, 8080);
            Line(mark ? $"virtual={100 + service}" : $"virtual=127.0.1.{service}:{virtualPort}");
            var servers = random.Next(1, 4);
            // docs/differences.md: the original forgets the thresholds of a server that is quiescent.
            var haveThresholds = quiescent == "no" && Chance(40);
            for (var server = 1; server <= servers; server++)
            {
                // With gate and ipip the original loses track of a port that is not the service's own: docs/differences.md.
                var method = Pick("masq", "gate", "ipip");
                var (address, port) = ($"127.0.{10 + service}.{server}", method == "masq" || mark ? Pick(80, 8080, 8081) : virtualPort);
                backends.Add($"b{service}-{server}={address}:{port}");
                var thresholds = haveThresholds ? Pick("", " l:2 u:9", " u:7") : "";
                var weight = Chance(60) ? $" {random.Next(1, 10)}" : "";
                Line($"\treal={address}:{port} {method}{weight}{thresholds}");
            }

            var check = Pick("connect", "negotiate", "negotiate", "external", "2", "on", "off", "ping");
            isChecked |= check is not ("on" or "off" or "ping");
            Line($"\tchecktype={check}");
            if (check is "negotiate" or "2")
            {
                Line("\tservice=http");
                Line("\trequest=\"index.html\"");
                Line($"\treceive=\"^b{service}-[0-9]\"");
            }
            else
            {
                Line("\tservice=none");
            }

            if (check == "external")
                Line($"\tcheckcommand={StoryTools.Check}");
            Line($"\tscheduler={Pick("wrr", "rr", "wlc", "lc", "sh")}");
            if (!mark)
                Line("\tprotocol=tcp");
            if (Chance(30))
            {
                Line($"\tpersistent={Pick(60, 600)}");
                if (Chance(50))
                    Line("\tnetmask=255.255.255.0");
            }

            if (Chance(25))
                Line($"\tquiescent={(haveThresholds ? "no" : Pick("yes", "no"))}");
            if (Chance(25))
                Line($"\tcleanstop={Pick("yes", "no")}");
            // docs/differences.md: the original has no fallback of all for a firewall mark.
            if (mark || Chance(25))
                Line($"\tfallback=127.0.9.2:80 {(virtualPort == 80 ? Pick("masq", "gate") : "masq")}");
            if (Chance(25))
                Line("\tfailurecount=2");
            Line("");
        }

        return new Scenario(text.ToString(), backends, isChecked);
    }
}
