using System.Text;
using System.Text.Json;
using Ldirectord.Platform;

namespace Ldirectord.Doctor;

/// <summary>
/// Reads the rules of this machine's firewall by its own programs. A module that is not loaded has no rules, and is not loaded.
/// </summary>
internal static class FirewallReader
{
    private const string Modules = "/sys/module";

    /// <summary>Bytes of the longest rules that are read.</summary>
    private const int MostOutput = 16 * 1024 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private static readonly string[] s_folders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    public static async Task<Firewall> ReadAsync()
    {
        var problems = new List<string>();
        var (iptables, ip6tables, arptables, nft) = (
            IptablesAsync("iptables", "ip", problems), IptablesAsync("ip6tables", "ip6", problems),
            ArptablesAsync(problems), NftablesAsync(problems));
        var found = await nft.ConfigureAwait(false);
        return found with
        {
            IPv4 = new Ruleset([.. (await iptables.ConfigureAwait(false)).Chains, .. found.IPv4.Chains]),
            IPv6 = new Ruleset([.. (await ip6tables.ConfigureAwait(false)).Chains, .. found.IPv6.Chains]),
            Arp = new Ruleset([.. (await arptables.ConfigureAwait(false)).Chains, .. found.Arp.Chains]),
            Problem = problems.Count == 0 ? null : string.Join("; ", problems.Distinct().Order(StringComparer.Ordinal)),
        };
    }

    /// <summary>The rules of the kernel's ip_tables and its kin, and those that iptables gave to nftables.</summary>
    /// <param name="family">As the kernel names its files: "ip" or "ip6".</param>
    private static async Task<Ruleset> IptablesAsync(string name, string family, List<string> problems)
    {
        var (isLegacy, isNft) = (HasTables(family), IsLoaded("nf_tables"));
        if (!isLegacy && !isNft)
            return Ruleset.Empty;
        var chains = new List<Chain>();
        foreach (var (isWanted, program) in new[] { (isLegacy, $"{name}-legacy-save"), (isNft, $"{name}-nft-save") })
        {
            if (!isWanted)
                continue;
            var path = Find(program) ?? Find($"{name}-save");
            if (await OutputAsync(path, [], problems, program).ConfigureAwait(false) is { } text)
                chains.AddRange(IptablesRules.Read(text).Chains);
        }

        return new Ruleset([.. chains]);
    }

    /// <summary>The rules of the kernel's arp_tables. Those of nftables for ARP are read from there.</summary>
    private static async Task<Ruleset> ArptablesAsync(List<string> problems) =>
        HasTables("arp")
        && await OutputAsync(Find("arptables-legacy"), ["-L", "-n"], problems, "arptables-legacy").ConfigureAwait(false) is { } text
            ? ArptablesRules.Read(text) : Ruleset.Empty;

    private static async Task<Firewall> NftablesAsync(List<string> problems)
    {
        var path = Find("nft");
        // Without nft, iptables-nft-save shows what iptables wrote; whether there is more nobody can say.
        if (!IsLoaded("nf_tables") || (path is null && Find("iptables-nft-save") is not null)
            || await OutputAsync(path, ["--json", "list", "ruleset"], problems, "nft").ConfigureAwait(false) is not { } text)
            return Firewall.None;
        try
        {
            return new Firewall(NftablesRules.Read(text, "ip"), NftablesRules.Read(text, "ip6"), null)
            {
                Arp = NftablesRules.Read(text, "arp"),
            };
        }
        catch (JsonException)
        {
            Add(problems, "nft printed no JSON");
            return Firewall.None;
        }
    }

    private static bool IsLoaded(string module) => Directory.Exists(Path.Combine(Modules, module));

    /// <summary>Whether ip_tables, ip6_tables or arp_tables has a table in this network namespace.</summary>
    private static bool HasTables(string family)
    {
        try
        {
            return File.ReadAllText($"/proc/net/{family}_tables_names").Length > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only root may read the file.
            return e is UnauthorizedAccessException;
        }
    }

    private static string? Find(string program) =>
        s_folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static async Task<string?> OutputAsync(string? path, IReadOnlyList<string> arguments, List<string> problems, string name)
    {
        if (path is null)
        {
            Add(problems, $"{name} is not installed");
            return null;
        }

        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            var (end, output) = await ChildProcess.ReadAsync(path, arguments, patience.Token, mostOutput: MostOutput).ConfigureAwait(false);
            if (end.Succeeded)
                return Encoding.UTF8.GetString(output);
            Add(problems, Environment.IsPrivilegedProcess ? $"{name} failed: {end}" : $"{name} needs root");
        }
        catch (IoFailureException e)
        {
            Add(problems, e.Message);
        }
        catch (WaitCanceledException)
        {
            Add(problems, $"{name} did not end within {s_patience.TotalSeconds:0} s");
        }

        return null;
    }

    private static void Add(List<string> problems, string problem)
    {
        lock (problems)
            problems.Add(problem);
    }
}
