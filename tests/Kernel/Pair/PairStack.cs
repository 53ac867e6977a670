namespace Ldirectord.Kernel.Pair;

/// <summary>What moves the address from one director of a pair to the other.</summary>
internal abstract class PairStack(string name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public string Name => name;

    /// <summary>Whether the other director knows the connections when it becomes active.</summary>
    public virtual bool KeepsConnections => true;

    /// <summary>On a node that has booted, or was put on standby.</summary>
    public abstract Task StartAsync(PairNode node);

    /// <summary>By the operator's hand: the node gives the address away. <see cref="EndStandbyAsync"/> ends it.</summary>
    public abstract Task StandbyAsync(PairNode node);

    public abstract Task EndStandbyAsync(PairNode node);

    /// <summary>After the node's daemon was killed: what brings it back.</summary>
    public abstract Task RestartDaemonAsync(PairNode node);

    /// <summary>Whether the node takes part and could become active.</summary>
    protected abstract Task<bool> TakesPartAsync(PairNode node);

    /// <summary>Waits until one of the nodes has the address, and both take part, with a full table where connections are kept.</summary>
    public async Task SettleAsync(IReadOnlyList<PairNode> nodes)
    {
        var active = await ActiveAsync(nodes);
        foreach (var node in nodes)
        {
            var deadline = DateTime.UtcNow + Patience;
            while (!await TakesPartAsync(node))
                Assert.True(DateTime.UtcNow < deadline, $"{node.Name} does not take part: {await DescribeAsync(node)}");
            if (KeepsConnections || node == active)
                await node.RunAsync(PairNode.TableIsFull);
        }
    }

    /// <summary>Waits until exactly one of the nodes that are up has the address.</summary>
    public async Task<PairNode> ActiveAsync(IEnumerable<PairNode> nodes)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var active = new List<PairNode>();
            foreach (var node in nodes)
            {
                if (await node.HasAddressAsync())
                    active.Add(node);
            }
            if (active is [var one])
                return one;
            Assert.True(DateTime.UtcNow < deadline, $"{active.Count} directors have the address:\n"
                + string.Concat(await Task.WhenAll(nodes.Where(node => node.IsUp).Select(DescribeAsync))));
        }
    }

    protected abstract Task<string> DescribeAsync(PairNode node);
}
