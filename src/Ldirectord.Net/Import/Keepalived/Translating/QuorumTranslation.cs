using System.Globalization;
using System.Net;

namespace Ldirectord.Import;

/// <summary>quorum, hysteresis, and the commands that keepalived runs when the quorum comes and goes.</summary>
internal static class QuorumTranslation
{
    public static void Translate(CfPart part, VirtualEntry entry, Settings settings, IReadOnlyList<RealDraft> servers)
    {
        var (quorum, hysteresis) = (settings.Number(1, "quorum"), settings.Number(0, "hysteresis"));
        var sum = servers.Sum(server => (long)server.Weight);
        if (quorum.Number > sum && sum > 0)
        {
            part.Remark(
                quorum.From, string.Create(CultureInfo.InvariantCulture, $"quorum {quorum.Number}"),
                string.Create(CultureInfo.InvariantCulture, $"keepalived lowers it to {sum}, the weights of all real servers"));
            quorum.Number = (int)sum;
        }

        if (hysteresis.Number >= Math.Max(1, quorum.Number))
        {
            part.Remark(
                hysteresis.From, string.Create(CultureInfo.InvariantCulture, $"hysteresis {hysteresis.Number}"),
                "keepalived lowers it below the quorum");
            hysteresis.Number = Math.Max(0, quorum.Number - 1);
        }

        int[] weights = [.. servers.Select(server => server.Weight).Where(weight => weight > 0).Distinct()];
        if ((quorum.Number > 1 || hysteresis.Number > 0) && weights.Length > 0)
            Servers(part, quorum, hysteresis, weights);
        if (settings.Find("omega") is { } omega)
            part.Loss(omega.From, omega.Text, "a stop runs no commands");
        Commands(part, entry, settings, quorum.Number, hysteresis.Number);
    }

    private static void Servers(CfPart part, (int Number, Origin From) quorum, (int Number, Origin From) hysteresis, int[] weights)
    {
        if (weights.Length > 1)
            part.Loss(quorum.From, $"quorum {quorum.Number}",
                "it counts weights, which differ here; ldirectord counts servers: the numbers below are for the mean weight");
        var weight = weights.Average();
        var least = Number(Math.Max(1, Math.Ceiling((quorum.Number - hysteresis.Number) / weight)));
        var enough = Number(Math.Max(1, Math.Ceiling((quorum.Number + hysteresis.Number) / weight)));
        part.Directive("minservers", least, quorum.From, "quorum less hysteresis, divided by the weight of a server");
        if (enough != least)
            part.Directive("recoverservers", enough, hysteresis.From, "quorum and hysteresis, divided by the weight of a server");

        static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private static void Commands(CfPart part, VirtualEntry entry, Settings settings, int quorum, int hysteresis)
    {
        var (up, down) = (settings.Find("quorum_up"), settings.Find("quorum_down"));
        if ((up ?? down) is not { } first)
            return;
        foreach (var command in (KeepalivedStatement?[])[up, down])
        {
            if (command?.Word(2) is not null)
                part.Loss(command.From, command.Text, "commands run as the daemon's user");
        }

        if (up is not null && Interface(up, entry, "add", "replace") is { } device
            && (down is null || Interface(down, entry, "del", "delete") == device))
        {
            part.Directive(
                "announce",
                string.Create(CultureInfo.InvariantCulture, $"{device} quorum {Math.Max(1, quorum)} weight")
                    + (hysteresis > 0 ? string.Create(CultureInfo.InvariantCulture, $" hysteresis {hysteresis}") : ""),
                up.From, "quorum_up adds the virtual address to an interface, and quorum_down removes it");
            return;
        }

        var line = (up, down) switch
        {
            ({ } one, { } other) => $"f() {{ case $1 in stop) {one.Word(1)} ;; start) {other.Word(1)} ;; esac; }}; f",
            ({ } one, null) => $"f() {{ case $1 in stop) {one.Word(1)} ;; esac; }}; f",
            _ => $"f() {{ case $1 in start) {down!.Word(1)} ;; esac; }}; f",
        };
        part.Directive(
            "fallbackcommand", line, first.From,
            "a line for the shell: start and a word behind it when the service is lost (quorum_down), stop when it is whole (quorum_up)");
    }

    /// <summary>The interface of "ip addr add ADDRESS dev NAME"; null if the command is another.</summary>
    private static string? Interface(KeepalivedStatement command, VirtualEntry entry, params string[] verbs)
    {
        var words = LineGrammar.Command(command.Word(1) ?? "");
        if (words is not [var ip, .. var rest] || Path.GetFileName(ip) != "ip")
            return null;
        string[] plain = [.. rest.SkipWhile(word => word.StartsWith('-'))];
        if (plain is not ["a" or "addr" or "address", var verb, var place, "dev", var device] || !verbs.Contains(verb))
            return null;
        return IPAddress.TryParse(place.Split('/')[0], out var address) && address.Equals(entry.Address) ? device : null;
    }
}
