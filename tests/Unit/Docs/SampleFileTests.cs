
using Ldirectord.Config;
using Ldirectord.Tests.Config;

namespace Ldirectord.Tests.Docs;

/// <summary>The sample in etc/ha.d: read as it is, and with every directive in force.</summary>
public class SampleFileTests
{
    [Fact]
    public void Sample_DoesNothing()
    {
        var read = ConfigReader.ReadFile(SampleFile.Path);
        Assert.Empty(read.Diagnostics);
        Assert.Empty(read.Config!.VirtualServices);
    }

    [Fact]
    public void Sample_WithEveryDirectiveInForce_IsAConfiguration()
    {
        var read = Reading.Read(SampleFile.Uncommented());
        Assert.All(read.Diagnostics, diagnostic => Assert.Equal(Severity.Warning, diagnostic.Severity));
        Assert.Equal(["192.0.2.80:80", "192.0.2.80:443", "192.0.2.80:143", "192.0.2.80:25", "192.0.2.80:5000", "192.0.2.80:1433",
            "192.0.2.80:3306", "192.0.2.80:1812", "192.0.2.80:53", "192.0.2.80:8080", "192.0.2.80:2905", "192.0.2.80:5060",
            "192.0.2.80:2222", "192.0.2.80:445", "1", "[2001:db8::80]:80"],
            read.Config!.VirtualServices.Select(service => service.Id.ToString()));
        Assert.Equal(6, read.Config.VirtualServices[0].RealServers.Length);
    }

    [Fact]
    public void EveryDirective_IsInTheSample()
    {
        string text = SampleFile.Uncommented();
        Assert.All(Directives.Names, name => Assert.Matches($@"(?m)^\t?{name} = ", text));
    }
}
