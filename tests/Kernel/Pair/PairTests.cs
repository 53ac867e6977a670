using Ldirectord.Kernel.Daemon;

namespace Ldirectord.Kernel.Pair;

/// <summary>
/// What may happen to a pair of directors, under each stack that moves the address: connections that are open go on, and new ones are
/// served again. Environment: PAIR names the stack. "make pair" runs each; tests/run leaves them out, for they take
/// minutes and two idle processors.
/// </summary>
[Trait("Run", "pair")]
public sealed class PairTests(PairLab lab) : IClassFixture<PairLab>
{
    private static readonly PairStack s_stack = (Environment.GetEnvironmentVariable("PAIR") ?? "keepalived") switch
    {
        "keepalived" => new KeepalivedStack(),
        "clone" => new ClusterStack("Pacemaker, clone", "cib-clone.xml", standbyHasTable: true),
        "group" => new ClusterStack("Pacemaker, group", "cib-group.xml", standbyHasTable: false),
        var other => throw new InvalidOperationException($"PAIR={other}: expected keepalived, clone or group"),
    };

    [Fact]
    public async Task DaemonThatIsKilled_IsMissedByNobody()
    {
        var (active, other) = await PairAsync();
        await DuringAsync("the daemon is killed, and started again", async _ =>
        {
            await active.RunAsync($"kill -9 $(cat {PairNode.PidFile})");
            await s_stack.RestartDaemonAsync(active);
        });
        await s_stack.SettleAsync([active, other]);
    }

    [Fact]
    public async Task NodeThatDies_LeavesItsConnectionsToTheOther()
    {
        var (active, other) = await PairAsync();
        await DuringAsync("the active director loses its power", async _ =>
        {
            await active.KillAsync();
            Assert.Same(other, await s_stack.ActiveAsync([other]));
            await other.RunAsync($"until_true 'grep \"VIP {PairLab.Address} arrived: active\" /var/log/ldirectord.log'");
        });
    }

    [Fact]
    public async Task NodeThatComesBack_LearnsTheConnectionsAndTakesNothing()
    {
        var (active, other) = await PairAsync();
        await other.KillAsync();
        await DuringAsync("the other director boots, and takes over by hand", async traffic =>
        {
            await other.BootAsync();
            await s_stack.StartAsync(other);
            await s_stack.SettleAsync([active, other]);
            Assert.True(await active.HasAddressAsync(), $"{other.Name} took the address when it came back");
            await traffic.IsServedAsync();
            await s_stack.StandbyAsync(active);
            Assert.Same(other, await s_stack.ActiveAsync([active, other]));
        });
        await s_stack.EndStandbyAsync(active);
    }

    [Fact]
    public async Task LinkThatIsCut_IsBridgedByTheOther()
    {
        var (active, other) = await PairAsync();
        await DuringAsync("the active director's link is cut, and comes back", async traffic =>
        {
            lab.Cut(active);
            Assert.Same(other, await s_stack.ActiveAsync([other]));
            await traffic.IsServedAsync();
            lab.Heal(active);
            await s_stack.SettleAsync([active, other]);
        });
    }

    [Fact]
    public async Task StandbyByHand_GivesTheConnectionsToTheOther()
    {
        var (active, other) = await PairAsync();
        await DuringAsync("standby by hand", async _ =>
        {
            await s_stack.StandbyAsync(active);
            Assert.Same(other, await s_stack.ActiveAsync([active, other]));
        });
        await s_stack.EndStandbyAsync(active);
        await s_stack.SettleAsync([active, other]);
        Assert.True(await other.HasAddressAsync(), $"{active.Name} took the address back");
    }

    [Fact]
    public async Task BadEditOnBoth_ChangesNothing()
    {
        var (active, other) = await PairAsync();
        await DuringAsync("a bad edit on both directors", async traffic =>
        {
            foreach (var node in (PairNode[])[active, other])
            {
                await node.RunAsync(
                    $"""
                    : >/var/log/ldirectord.log; echo nonsense >>{PairNode.Configuration}
                    if {PairNode.Runs}; then
                        kill -HUP $(cat {PairNode.PidFile})
                        until_true 'grep -q nonsense /var/log/ldirectord.log'
                        ldirectord {PairNode.Configuration} status
                    fi
                    """);
            }
            await traffic.IsServedAsync();
            await s_stack.SettleAsync([active, other]);
            Assert.True(await active.HasAddressAsync(), "the address has moved");
        });
        foreach (var node in (PairNode[])[active, other])
        {
            await node.RunAsync($"cp {PairNode.Example("pair.cf")} {PairNode.Configuration}; "
                + $"if {PairNode.Runs}; then kill -HUP $(cat {PairNode.PidFile}); fi");
        }
    }

    [Fact]
    public async Task RollingUpgrade_InterruptsNobody()
    {
        var (active, other) = await PairAsync();
        await DuringAsync("the package is upgraded on one, then on the other", async traffic =>
        {
            foreach (var node in (PairNode[])[other, active])
            {
                await node.RunAsync(
                    $"""
                    cp {Executable.Path} /run/newer; mount --bind /run/newer /usr/sbin/ldirectord
                    . {Path.Combine(Executable.Root, "packaging", "directors.sh")}
                    if {PairNode.Runs}; then
                        before=$(cat {PairNode.PidFile})
                        replace_director $before
                        [ $before != $(cat {PairNode.PidFile}) ]
                    fi
                    """);
                await traffic.IsServedAsync();
            }
            await s_stack.SettleAsync([active, other]);
            Assert.True(await active.HasAddressAsync(), "the address has moved");
        });
    }

    private async Task<(PairNode Active, PairNode Other)> PairAsync()
    {
        await lab.RunAsync(s_stack);
        var active = await s_stack.ActiveAsync(lab.Nodes);
        return (active, lab.Nodes.Single(node => node != active));
    }

    /// <summary>Clients that are served before are served after it, those with an open connection by the same server.</summary>
    private async Task DuringAsync(string happening, Func<PairTraffic, Task> happen)
    {
        var traffic = await lab.StartTrafficAsync(mayLoseConnections: !s_stack.KeepsConnections);
        if (s_stack.KeepsConnections)
            await lab.IsSynchronisedAsync();
        var records = await lab.DuringAsync(s_stack.Name, happening, traffic, happen);
        if (!s_stack.KeepsConnections)
            return;
        Assert.All(records, record =>
        {
            var isOpen = record.Client.EndsWith(".open", StringComparison.Ordinal);
            Assert.True(!isOpen || record.Failures == 0, $"{record.Client} was lost");
            // Who has an open connection, or is to stay with a server, stays.
            if (isOpen || record.Client.StartsWith("persistent", StringComparison.Ordinal))
                Assert.Single(record.Servers);
        });
    }
}
