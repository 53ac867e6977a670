using System.Text.RegularExpressions;
using Ldirectord.Config;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Config;
using Ldirectord.Tests.Docs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>A director that reloads damaged files one after the other: a refused file changes nothing.</summary>
public partial class DamagedReloadTests
{
    [Fact]
    public async Task RefusedFile_ChangesNothing()
    {
        const int seed = 20261121;
        var (up, down) = (new Backend(), new Backend());
        down.Die();
        var service = Virtual("10.0.0.1:80", Real("10.0.1.1:80", up, weight: 3), Real("10.0.1.2:80", down)) with { Quiescent = true };
        await using var director = new RunningDirector(Of(service));
        await director.FirstRoundAsync();
        await Eventually.EqualAsync("10.0.1.1:80 3", () => director.In(service));
        var before = (await StateAsync(director), director.Table.Applied.Count);
        int refused = 0;
        foreach (var read in Refused(seed).Take(300))
        {
            director.Reload(read);
            refused++;
            await Eventually.TrueAsync(() => director.Log.Lines.Count(line => line.StartsWith(
                "Configuration rejected", StringComparison.Ordinal)) == refused);
        }

        Assert.Equal(before, (await StateAsync(director), director.Table.Applied.Count));
        up.Die();
        await director.AdvanceUntilAsync(() => director.In(service) == "10.0.1.1:80 0", Interval + TimeSpan.FromSeconds(1));
    }

    private static async Task<string> StateAsync(RunningDirector director)
    {
        var servers = (await director.SnapshotAsync()).Services.SelectMany(
            service => service.Servers, (service, server) => $"{service.Name} {server.EndPoint} {server.Health} {server.Since:O}");
        return $"{IpvsadmFormat.Save(director.Table.Read())}{string.Join('\n', servers)}";
    }

    private static IEnumerable<ConfigResult> Refused(int seed)
    {
        string folder = Directory.CreateTempSubdirectory("damaged").FullName;
        var mutator = new ConfigurationMutator(
            seed, folder, SampleFile.Uncommented(),
            SampleFile.Demo().Replace("/var/log/ldirectord.log", "/dev/null", StringComparison.Ordinal));
        try
        {
            while (true)
            {
                string text = mutator.Next();
                if (!AsksForNames(text) && Reading.Read(text) is { Config: null } read)
                    yield return read;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Tests must not query name servers.
    private static bool AsksForNames(string text) =>
        Place().Matches(text)
            .Any(place => Name().Matches(place.Value).Any(name => name.Value is not ("localhost" or "http" or "gate" or "masq" or "ipip")));

    [GeneratedRegex(@"(?<=(virtual|real|fallback)6?[^\S\n]*=)[^\n]*|http:[^\n]*")]
    private static partial Regex Place();

    [GeneratedRegex("[A-Za-z0-9_.+-]*[G-Zg-z_][A-Za-z0-9_.+-]*")]
    private static partial Regex Name();
}
