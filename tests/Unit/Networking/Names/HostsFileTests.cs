
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Networking;

/// <summary>What of hosts(5) is read by ourselves.</summary>
public sealed class HostsFileTests : IDisposable
{
    private const string Hosts = "127.0.0.1 localhost\n::1 localhost ip6-localhost # the same\n\n10.0.0.7\tWWW.example.com www\n"
        + "nonsense www\n10.0.0.8 www 10.0.0.9\n#10.0.0.1 off\n";

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("localhost", "127.0.0.1 ::1")]
    [InlineData("www.EXAMPLE.com", "10.0.0.7")]
    [InlineData("www", "10.0.0.7 10.0.0.8")]
    [InlineData("off", null)]
    [InlineData("the", null)]
    public void NameOfTheFile_HasItsAddresses(string name, string? addresses) =>
        Assert.Equal(addresses, Found(Open("hosts: files dns\n"), name));

    [Theory]
    [InlineData("hosts: dns files\n")]
    [InlineData("#hosts: files\n")]
    [InlineData("")]
    [InlineData(null)]
    public void WhereTheFileIsNotAskedFirst_ItIsNotAskedHere(string? order) => Assert.Null(Found(Open(order), "localhost"));

    [Fact]
    public void Edit_CountsWithinASecond()
    {
        var hosts = Open("passwd: files\nhosts:\tfiles mdns dns\n");
        Assert.Equal("10.0.0.7", Found(hosts, "www.example.com"));
        File.WriteAllText(_folder.Path("hosts"), "10.0.0.77 www.example.com\n");
        File.SetLastWriteTimeUtc(_folder.Path("hosts"), DateTime.UtcNow.AddSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("10.0.0.77", Found(hosts, "www.example.com"));
        File.Delete(_folder.Path("hosts"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Found(hosts, "www.example.com"));
    }

    private HostsFile Open(string? order)
    {
        _folder.Write("hosts", Hosts);
        if (order is not null)
            _folder.Write("order", order);
        return new HostsFile(_folder.Path("hosts"), _folder.Path("order"), _time);
    }

    private static string? Found(HostsFile hosts, string name) => hosts.Find(name) is { } found
        ? string.Join(' ', found.Select(address => $"{address}")) : null;
}
