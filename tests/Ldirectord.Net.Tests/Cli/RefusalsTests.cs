using Ldirectord.Checks;
using Ldirectord.Cli;
using Ldirectord.Config;

namespace Ldirectord.Tests.Cli;

public class RefusalsTests
{
    private static readonly UncheckedService s_imap =
        new(Sample.EndPoint(2, 143), TimeSpan.FromSeconds(5), "imap", "", "", "", "", "", "", "", Udp: false);

    [Fact]
    public void ServiceThatCannotBeChecked_IsAnErrorAtItsLine()
    {
        var refused = Refusals.Apply(Read(Sample.Virtual(Sample.Real(2, new OnCheck(Sample.EndPoint(2)), 4), Sample.Real(3, s_imap, 5))));
        Assert.Null(refused.Config);
        var error = Assert.Single(refused.Errors);
        Assert.Equal(5, error.Line);
        Assert.StartsWith("service=imap is read but cannot be checked by this version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CombinedCheckOfIt_IsRefusedToo()
    {
        var combined = new CombinedCheck(new ConnectCheck(s_imap.Target, TimeSpan.FromSeconds(5)), s_imap, 3);
        Assert.Single(Refusals.Apply(Read(Sample.Virtual(Sample.Real(2, combined)))).Errors);
    }

    [Fact]
    public void ServersOfOneLine_AreOneError() =>
        Assert.Single(Refusals.Apply(Read(Sample.Virtual(Sample.Real(2, s_imap, 7), Sample.Real(3, s_imap, 7)))).Errors);

    [Fact]
    public void ServiceThatIsOff_IsNotRefused() =>
        Assert.NotNull(Refusals.Apply(Read(Sample.Virtual(Sample.Real(2, s_imap)) with { IsOff = true })).Config);

    [Fact]
    public void WhatStartRefuses_IsAWarningForCheck()
    {
        var config = Sample.Config(Sample.Virtual(Sample.Real(3, s_imap, 5))) with { LogFile = "local9" };
        using var output = new StringWriter();
        Assert.Equal(0, CheckCommand.Run(new ConfigResult(config, []), output));
        var lines = output.ToString().Split('\n');
        Assert.StartsWith("/etc/ha.d/web.cf: warning: start refuses this: logfile = \"local9\" is neither", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("/etc/ha.d/web.cf:5: warning: start refuses this: service=imap", lines[1], StringComparison.Ordinal);
    }

    private static ConfigResult Read(params VirtualService[] services) => new(Sample.Config(services), []);
}
