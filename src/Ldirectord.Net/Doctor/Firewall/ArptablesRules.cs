using System.Globalization;
using System.Text;

namespace Ldirectord.Doctor;

/// <summary>
/// Reads what "arptables-legacy -L -n" prints (arptables(8)); its arptables-save asks the other arptables, that of nftables, on Debian.
/// </summary>
internal static class ArptablesRules
{
    public static Ruleset Read(string text)
    {
        // As iptables-save would write it, with the target last.
        var saved = new StringBuilder("*filter\n");
        var chain = "";
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(' ') is ["Chain", var name, "(policy", var policy, ..])
                saved.Append(CultureInfo.InvariantCulture, $":{chain = name} {policy.TrimEnd(')')}\n");
            else if (line.Trim().Split(' ') is ["-j", var target, .. var conditions])
                saved.Append(CultureInfo.InvariantCulture, $"-A {chain} {string.Join(' ', conditions)} -j {target}\n");
        }

        return IptablesRules.Read(saved.ToString());
    }
}
