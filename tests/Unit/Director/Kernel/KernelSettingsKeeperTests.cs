using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

public sealed class KernelSettingsKeeperTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    public KernelSettingsKeeperTests()
    {
        foreach (var name in new[] { "expire_nodest_conn", "expire_quiescent_template", "conn_reuse_mode" })
            _folder.Write(name, name == "conn_reuse_mode" ? "1\n" : "0\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(KernelSettingsMode.Warn, "0", "net.ipv4.vs.expire_nodest_conn is 0: after a server is removed")]
    [InlineData(KernelSettingsMode.Set, "1", "net.ipv4.vs.expire_nodest_conn was 0 and is set to 1 (kernelsettings = set)")]
    [InlineData(KernelSettingsMode.Leave, "0", null)]
    internal void UdpService_IsWarnedAboutOrConfiguredOrIgnored(KernelSettingsMode mode, string after, string? said)
    {
        Apply(mode);
        Assert.Equal(after, File.ReadAllText(_folder.Path("expire_nodest_conn")).Trim());
        Assert.Equal("0", File.ReadAllText(_folder.Path("expire_quiescent_template")).Trim());
        if (said is null)
            Assert.Empty(_log.Lines);
        else
            Assert.StartsWith(said, Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsSetAlready_IsNotSaidAgain()
    {
        Apply(KernelSettingsMode.Set);
        Apply(KernelSettingsMode.Set);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public void WhatCannotBeRead_IsOneLine()
    {
        File.Delete(_folder.Path("expire_nodest_conn"));
        Directory.CreateDirectory(_folder.Path("expire_nodest_conn"));
        Apply(KernelSettingsMode.Set);
        Assert.StartsWith("net.ipv4.vs.expire_nodest_conn cannot be read: ", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    private void Apply(KernelSettingsMode mode)
    {
        var udp = Virtual("10.0.0.1:80", Real("10.0.1.1:80"));
        udp = udp with { Service = udp.Service with { Id = ServiceId.Udp(EndPoint("10.0.0.1:53")) } };
        new KernelSettingsKeeper(new KernelSettingsFolder(_folder.FullName, new Version(6, 1)), _log)
            .Apply(Of(udp) with { KernelSettings = mode });
    }
}
