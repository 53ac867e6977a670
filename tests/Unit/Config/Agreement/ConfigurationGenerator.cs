using System.Text;
using static Ldirectord.Tests.Config.ConfigurationVocabulary;

namespace Ldirectord.Tests.Config;

/// <summary>
/// Writes configuration files, the same ones for the same seed: half of them as a careful person would, half with mistakes. Hosts are
/// loopback addresses, localhost, and names under .invalid.
/// </summary>
internal sealed class ConfigurationGenerator(int seed)
{
    // No character that could turn one host name into another: tests must not query name servers.
    private const string Slips = " \t#\"=:.,[]->0159\r\n";

    private readonly Random _random = new(seed);

    // How likely each value is a bad one.
    private double _carelessness;

    public string Next()
    {
        _carelessness = _random.Next(4) switch { 0 or 1 => 0, 2 => 0.03, _ => 0.15 };
        var file = new StringBuilder();
        for (int parts = _random.Next(1, 7); parts > 0; parts--)
        {
            if (_random.Next(2) == 0)
                AppendGlobal(file);
            else
                AppendSection(file);
        }

        string text = file.ToString();
        if (_carelessness > 0 && _random.Next(2) == 0)
        {
            for (int slips = _random.Next(1, 4); slips > 0; slips--)
                text = Slip(text);
        }

        return text;
    }

    private void AppendGlobal(StringBuilder file)
    {
        for (int lines = _random.Next(1, 5); lines > 0; lines--)
        {
            if (Chance(0.05))
                file.Append(Pick(["\n", "# comment\n", "   # comment\n", "  \n", "supervised\n", "\f\n", "supervised \n"]));
            if (Chance(_carelessness))
                file.Append(Pick([
                    "garbage\n", "checktimeout\n", " autoreload = yes\n", "supervised # why\n", "supervisedx\n", "\tscheduler=rr\n", "\0\n",
                    "\u00a0\n", "virtual\n", "fork\n", "   real=127.0.0.1:80 gate\n"]));
            Append(file, "", PickDirective(Chance(0.5) ? Shared : Global));
        }
    }

    private void AppendSection(StringBuilder file)
    {
        bool isIPv6 = Chance(0.2);
        string address = isIPv6 ? PickValue(Virtuals6, BadVirtuals6) : PickValue(Virtuals, BadVirtuals);
        file.Append(isIPv6 ? "virtual6" : "virtual").Append(Equal()).Append(address).Append('\n');
        string indent = Pick(["\t", "    ", "        ", "\t  ", "  \t"]);
        for (int lines = _random.Next(0, 7); lines > 0; lines--)
        {
            if (Chance(0.05))
                file.Append(Pick(["# comment\n", "\t# comment\n", "  # comment\n"]));
            if (Chance(_carelessness / 2))
                file.Append(Pick(["\n", "   \n", "      \n", "\tgarbage\n", "   scheduler=rr\n", "\t\n", "\treal\n"]));
            if (Chance(0.4))
            {
                file.Append(indent).Append(isIPv6 != Chance(_carelessness / 3) ? "real6" : "real").Append(Equal());
                file.Append(RealServer(isIPv6)).Append(Tail()).Append('\n');
            }
            else
                Append(file, indent, InSection(isIPv6));
        }

        if (!Chance(0.1))
            file.Append(Pick(["\n", "\n", "#\n\n", "\r\n"]));
    }

    // A careful person writes no directive that only fits the other kind of section.
    private (string Name, string Value) InSection(bool isIPv6)
    {
        while (true)
        {
            var (name, value) = PickDirective(Chance(0.3) ? Shared : ConfigurationVocabulary.Section);
            bool fits = name switch
            {
                "fallback" => !isIPv6,
                "fallback6" => isIPv6,
                "protocol" => !value.StartsWith("fwm", StringComparison.Ordinal),
                "netmask" => value.Contains('.', StringComparison.Ordinal) != isIPv6,
                _ => true,
            };
            if (fits || Chance(_carelessness))
                return (name, value);
        }
    }

    private string RealServer(bool isIPv6) =>
        (isIPv6 ? PickValue(Hosts6, OddHosts6) : PickValue(Hosts, OddHosts)) + PickValue(Ports, OddPorts) + PickValue(Methods, OddMethods)
        + PickValue(Weights, OddWeights) + PickValue(Exchanges, OddExchanges) + PickValue(Thresholds, OddThresholds);

    private (string Name, string Value) PickDirective(Directive[] directives)
    {
        while (true)
        {
            var directive = Pick(directives);
            if (directive.Good.Length > 0 && !(directive.Bad.Length > 0 && Chance(_carelessness)))
                return (directive.Name, Pick(directive.Good));
            if (directive.Bad.Length > 0 && Chance(_carelessness))
                return (directive.Name, Pick(directive.Bad));
        }
    }

    private void Append(StringBuilder file, string indent, (string Name, string Value) directive) =>
        file.Append(indent).Append(directive.Name).Append(Equal()).Append(directive.Value).Append('\n');

    private string Equal() => Pick(["=", " = ", " =", "= ", "\t=\t"]);

    private string Tail() => Chance(0.1) ? Pick([" ", "\t", " # comment", "#comment", "\r"]) : "";

    private string Slip(string text)
    {
        if (text.Length == 0)
            return text;
        int at = _random.Next(text.Length);
        int start = text.LastIndexOf('\n', at) + 1;
        int end = text.IndexOf('\n', at) is >= 0 and var found ? found + 1 : text.Length;
        if (start > at)
            (start, end) = (at, at + 1);
        string line = text[start..end];
        // Avoids files and hosts by accident.
        bool delicate = line.Contains("file", StringComparison.Ordinal) || line.Contains("host", StringComparison.Ordinal) || line.Contains(
            "invalid", StringComparison.Ordinal);
        return _random.Next(6) switch
        {
            0 => text[..at],
            1 => text[..start] + line + text[start..],
            2 => text.Remove(start, end - start),
            3 when !delicate => text.Remove(at, 1),
            4 when !delicate => text.Insert(at, Slips[_random.Next(Slips.Length)].ToString()),
            _ => text.Insert(start, Pick([" ", "\t", "\n", "# ", "    ", "\r\n"])),
        };
    }

    private string PickValue(string[] good, string[] bad) => Pick(Chance(_carelessness) ? bad : good);

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];

    private bool Chance(double probability) => _random.NextDouble() < probability;
}
