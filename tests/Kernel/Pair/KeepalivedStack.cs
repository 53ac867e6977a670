namespace Ldirectord.Kernel.Pair;

/// <summary>keepalived's VRRP, with docs/examples/pair/keepalived.conf.</summary>
internal sealed class KeepalivedStack() : PairStack("keepalived")
{
    private const string Start = """
        setsid keepalived --dont-fork --vrrp --log-console --log-detail </dev/null >>/run/keepalived.log 2>&1 &
        until_true 'grep -q "Entering BACKUP STATE" /run/keepalived.log'
        """;

    public override async Task StartAsync(PairNode node)
    {
        await node.RunAsync(
            $"""
            mkdir -p /etc/keepalived; cp {PairNode.Example("pair/keepalived.conf")} /etc/keepalived/
            """);
        await node.StartDaemonAsync();
        await node.RunAsync(Start);
    }

    public override async Task StandbyAsync(PairNode node) => await node.RunAsync(
        "kill $(cat /run/keepalived.pid); until_true '[ ! -e /run/keepalived.pid ]'; rm /run/keepalived.log");

    public override Task EndStandbyAsync(PairNode node) => node.RunAsync(Start);

    /// <summary>As systemd does.</summary>
    public override Task RestartDaemonAsync(PairNode node) => node.StartDaemonAsync();

    protected override async Task<bool> TakesPartAsync(PairNode node) =>
        (await node.RunAsync("cat /run/keepalived.log")).Contains("Entering BACKUP STATE", StringComparison.Ordinal);

    protected override Task<string> DescribeAsync(PairNode node) => node.RunAsync("ip -br addr; tail -n 20 /run/keepalived.log");
}
