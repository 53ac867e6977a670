using System.Net;
using Ldirectord.Ipvs;
using Ldirectord.Planning;

namespace Ldirectord.Tests.Planning;

public class SyncRulesTests
{
    private static readonly Dictionary<SyncRole, string> s_none = [];

    /// <summary>Daemons are written as "master eth1 1", with a length where they have one.</summary>
    [Theory]
    [InlineData("", "", "", "")]
    [InlineData("master eth1 1", "", "", "Start master eth1 1")]
    [InlineData("master eth1 1", "master eth1 1 1472", "", "")]
    [InlineData("master eth1 1", "master eth1 2 1472", "", "Restart master eth1 1")]
    [InlineData("master eth1 1", "master eth2 1 1472", "", "Restart master eth1 1")]
    [InlineData("master eth1 1, backup eth1 1", "", "", "Start master eth1 1, Start backup eth1 1")]
    [InlineData("backup eth1 1, master eth1 1", "backup eth1 1 1472", "", "Start master eth1 1")]
    [InlineData("", "master eth1 1 1472", "", "")] // an operator's
    [InlineData("", "master eth1 1 1472", "master", "Stop master eth1 1 1472")]
    [InlineData("", "master eth1 1 1472", "backup", "")]
    [InlineData("", "", "master", "")] // somebody stopped it before us
    [InlineData("master eth1 1", "master eth1 1 1472, backup eth9 9 1472", "", "")]
    [InlineData("master eth1 1", "master eth1 1 1472, backup eth9 9 1472", "backup", "Stop backup eth9 9 1472")]
    public void Steps_MakeTheKernelAsTheFileSays(string wanted, string found, string ours, string expected) => Assert.Equal(
        expected,
        string.Join(", ", SyncRules.Steps(
            [.. Daemons(wanted)], [.. Daemons(found)], Roles(ours), Roles("")).Select(step => $"{step.Kind} {Short(step)}")));

    [Fact]
    public void InterfaceThatWasMadeAnew_IsARestart()
    {
        var (wanted, found) = (Daemons("master eth1 1, backup eth1 1"), Daemons("master eth1 1 1472, backup eth1 1 1472"));
        var step = Assert.Single(SyncRules.Steps([.. wanted], [.. found], Roles(""), Roles("backup")));
        Assert.Equal(
            ["ipvsadm --stop-daemon backup", "ipvsadm --start-daemon backup --mcast-interface eth1 --syncid 1"], step.Commands);
    }

    [Theory]
    [InlineData("master eth1 1", "master eth1 1 1472", true)]
    [InlineData("master eth1 1", "master eth1 1 9000", false)]
    [InlineData("master eth1 1", "master eth1 1", true)] // a kernel before 4.3 does not say
    [InlineData("master eth1 1 1400", "master eth1 1 1400", true)]
    [InlineData("master eth1 1 1400", "master eth1 1 1472", false)]
    [InlineData("backup eth1 1", "backup eth1 1 8972", true)] // of an interface with jumbo frames
    [InlineData("backup eth1 1", "backup eth1 1 1024", false)]
    [InlineData("backup eth1 1 1400", "backup eth1 1 8972", false)]
    public void Length_IsTheKernelsUnlessTheFileSaysIt(string wanted, string found, bool matches) =>
        Assert.Equal(matches, SyncRules.Matches(Daemons(wanted).Single(), Daemons(found).Single()));

    [Fact]
    public void GroupPortAndTtl_AreCompared()
    {
        var daemon = Daemons("master eth1 1").Single();
        var six = IPAddress.Parse("ff02::81");
        Assert.True(SyncRules.Matches(daemon with { Group = six }, daemon with { Group = IPAddress.Parse("ff02::81"), MaxLength = 1452 }));
        Assert.False(SyncRules.Matches(daemon with { Group = six }, daemon with { Group = six, MaxLength = 1472 }));
        Assert.False(SyncRules.Matches(daemon with { Group = six }, daemon with { MaxLength = 1472 }));
        Assert.False(SyncRules.Matches(daemon with { Port = 1 }, daemon with { MaxLength = 1472 }));
        Assert.False(SyncRules.Matches(daemon with { Ttl = 2 }, daemon with { MaxLength = 1472 }));
    }

    [Theory]
    [InlineData("master eth1 1", "master eth1 1 1472", null, "Running")]
    [InlineData("master eth1 1", "master eth1 1 1472", "gone", "Differs")]
    [InlineData("master eth1 1", "master eth1 3 1472", null, "Differs")]
    [InlineData("master eth1 1", "", "gone", "Missing")]
    [InlineData("", "master eth1 1 1472", null, "Foreign")]
    public void View_SaysHowARoleIs(string wanted, string found, string? problem, string expected)
    {
        var problems = problem is null ? s_none : new Dictionary<SyncRole, string> { [SyncRole.Master] = problem };
        Assert.Equal(expected, $"{Assert.Single(SyncRules.Views([.. Daemons(wanted)], [.. Daemons(found)], problems)).State}");
    }

    private static IEnumerable<SyncDaemon> Daemons(string text) =>
        from one in text.Split(", ", StringSplitOptions.RemoveEmptyEntries)
        let words = one.Split(' ')
        select new SyncDaemon(words[0] == "master" ? SyncRole.Master : SyncRole.Backup, words[1], int.Parse(words[2]))
        {
            MaxLength = words.Length > 3 ? int.Parse(words[3]) : null,
        };

    private static HashSet<SyncRole> Roles(string text) => text switch
    {
        "master" => [SyncRole.Master],
        "backup" => [SyncRole.Backup],
        _ => [],
    };

    private static string Short(SyncStep step)
    {
        var daemon = (step.Wanted ?? step.Found)!;
        return $"{daemon.RoleName} {daemon.Interface} {daemon.SyncId} {daemon.MaxLength}".TrimEnd();
    }
}
