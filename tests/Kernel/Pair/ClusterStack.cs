using System.Security.Cryptography;

namespace Ldirectord.Kernel.Pair;

/// <summary>
/// corosync and Pacemaker, with docs/examples/pair/corosync.conf and a cib.xml beside it: ldirectord runs on both directors, or only where
/// the address is.
/// </summary>
/// <param name="cib">A file of docs/examples/pair.</param>
internal sealed class ClusterStack(string name, string cib, bool standbyHasTable) : PairStack(name)
{
    private static readonly string s_key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(256));

    public override bool KeepsConnections => standbyHasTable;

    public override async Task StartAsync(PairNode node)
    {
        await node.RunAsync(
            $"""
            mkdir -p /etc/corosync /var/lib/pacemaker/cib /var/log/pacemaker
            cp {PairNode.Example("pair/corosync.conf")} /etc/corosync/
            echo {s_key} | base64 -d >/etc/corosync/authkey
            rm -rf /var/lib/pacemaker/cib/*
            cp {PairNode.Example($"pair/{cib}")} /var/lib/pacemaker/cib/cib.xml
            chown -R hacluster:haclient /var/lib/pacemaker /var/log/pacemaker
            chmod 400 /etc/corosync/authkey; chmod 600 /var/lib/pacemaker/cib/cib.xml
            setsid corosync -f </dev/null >>/run/corosync.log 2>&1 &
            until_true 'corosync-cfgtool -s >/dev/null 2>&1'
            setsid pacemakerd </dev/null >>/run/pacemaker.log 2>&1 &
            """);
    }

    public override async Task StandbyAsync(PairNode node)
    {
        await SetStandbyAsync(node, "on");
        await node.RunAsync($"until_true '[ -z \"$(ip -o addr show to {PairLab.Address})\" ]'");
    }

    public override Task EndStandbyAsync(PairNode node) => SetStandbyAsync(node, "off");

    /// <summary>Pacemaker does, once its monitor has missed the daemon.</summary>
    public override Task RestartDaemonAsync(PairNode node) => Task.CompletedTask;

    protected override async Task<bool> TakesPartAsync(PairNode node)
    {
        // Online: [ d1 d2 ], and nothing of theirs stopped or failed.
        var shown = await DescribeAsync(node);
        return shown.Contains("Online: [ d1 d2 ]", StringComparison.Ordinal)
            && (standbyHasTable ? shown.Contains("Started: [ d1 d2 ]", StringComparison.Ordinal)
                : shown.Contains("Started d", StringComparison.Ordinal));
    }

    protected override Task<string> DescribeAsync(PairNode node) => node.RunAsync("crm_mon --one-shot --failcounts 2>&1 || true");

    private static async Task SetStandbyAsync(PairNode node, string value) =>
        await node.RunAsync($"crm_standby --node {node.Name} --update {value}");
}
