using System.Net;
using System.Net.Sockets;
using Ldirectord.Config;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>Names of the file, and a resolver that takes its time.</summary>
public sealed class NameResolverTests
{
    private static readonly TimeSpan InGoodTime = TimeSpan.FromSeconds(30);

    private const string File = """
        fallback = sorry.example:80
        virtual = site.example:80
            real = one.example:80 gate
            real = two.example->three.example:80 gate
            real = one.example:81 masq
            real = 127.0.0.9:80 masq "http://other.example/", "ok"
            fallback = spare.example

        """;

    [Fact]
    public async Task NamesOfAFile_AreLookedUpSideBySide_EachOnce()
    {
        string[] expected = ["one", "other", "site", "sorry", "spare", "three", "two"];
        using var allAtOnce = new Barrier(expected.Length);
        var asked = new List<string>();
        var names = new NameResolver((name, family) =>
        {
            lock (asked)
                asked.Add(name.Split('.')[0]);
            // Nobody is answered before everybody has asked.
            Assert.True(allAtOnce.SignalAndWait(InGoodTime));
            return Address(name);
        });
        var read = await Task.Run(() => ConfigReader.ReadText(FileName, File, null, names)).WaitAsync(2 * InGoodTime);
        Assert.Empty(read.Diagnostics);
        Assert.Equal(expected, asked.Order());
        Assert.Equal(
            ["127.0.0.1:80", "127.0.0.2:80", "127.0.0.3:80", "127.0.0.1:81", "127.0.0.9:80"],
            read.Config!.VirtualServices[0].RealServers.Select(server => $"{server.EndPoint}"));
    }

    [Fact]
    public void ManyNames_AreLookedUpByFewThreads()
    {
        int now = 0, most = 0;
        var names = new NameResolver((name, family) =>
        {
            int count = Interlocked.Increment(ref now);
            lock (this)
                most = Math.Max(most, count);
            Thread.Yield();
            Interlocked.Decrement(ref now);
            return IPAddress.Loopback;
        });
        string text = "virtual=10.0.0.1:80\n" + string.Concat(Enumerable.Range(1, 2000).Select(i => $"\treal=host{i}.example:{i} masq\n"));
        Assert.Equal(2000, ConfigReader.ReadText(FileName, text, null, names).Config!.VirtualServices[0].RealServers.Length);
        Assert.InRange(most, 1, 32);
    }

    [Fact]
    public void NamesThatAreUnknown_AreErrorsInTheOrderOfTheFile()
    {
        var names = new NameResolver((name, family) => name.StartsWith('o') ? Address(name) : null);
        var read = ConfigReader.ReadText(FileName, File, null, names);
        Assert.Equal([1, 2, 4, 7], read.Errors.Select(error => error.Line));
    }

    [Fact]
    public void AddressOfTheOtherFamily_IsAskedForAfterwards()
    {
        var asked = new List<AddressFamily>();
        var names = new NameResolver((name, family) =>
        {
            asked.Add(family);
            return family == AddressFamily.InterNetworkV6 ? IPAddress.Parse("2001:db8::9") : null;
        });
        var read = ConfigReader.ReadText(
            FileName, "virtual=10.0.0.1:80\n\treal=10.0.0.2:80 gate \"http://six.example/\", \"ok\"\n", null, names);
        Assert.Empty(read.Diagnostics);
        Assert.Equal([AddressFamily.InterNetwork, AddressFamily.InterNetworkV6], asked);
    }

    private static IPAddress Address(string name) => IPAddress.Parse(name.Split('.')[0] switch
    {
        "one" => "127.0.0.1",
        "two" => "127.0.0.2",
        "three" => "127.0.0.3",
        _ => "127.0.0.8",
    });
}
