using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>Runs alone because it takes the descriptors of the whole process.</summary>
[CollectionDefinition(nameof(Shortage), DisableParallelization = true)]
public sealed class Shortage;

/// <summary>A process without descriptors must not count that against a server, at whatever point a library needs one.</summary>
[Collection(nameof(Shortage))]
public sealed class ShortageTests
{
    private static readonly IPEndPoint Nobody = new(IPAddress.Loopback, 9);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("mysql")]
    [InlineData("pgsql")]
    [InlineData("odbc")]
    [InlineData("dns")]
    public async Task NoDescriptorLeft_DoesNotCountAgainstTheServer(string service)
    {
        Check check = service switch
        {
            "mysql" => new MysqlCheck(Nobody, Timeout, TlsSettings.None, "a", "b", "", "SELECT 1", new ExpectedContent("")),
            "pgsql" => new PgsqlCheck(Nobody, Timeout, TlsSettings.None, "a", "b", "", "SELECT 1", new ExpectedContent("")),
            "odbc" => new OdbcCheck(Nobody, Timeout, "odbc", "Driver={MariaDB Unicode};Server={host};Port={port}", "a", "b", "SELECT 1",
                new ExpectedContent("")),
            _ => new DnsCheck(Nobody, Timeout, Udp: true, "a.example", new ExpectedContent("")),
        };
        var ran = await Probing.RunAsync(check); // what is loaded but once is loaded now
        Assert.NotEqual(CheckStatus.NotTried, ran.Status);
        using var none = new DescriptorShortage();
        for (var left = 0; left < 6; left++)
        {
            var result = await Probing.RunAsync(check);
            Assert.True(result.Status == CheckStatus.NotTried || (left > 0 && result == ran), $"with {left} left: {result}");
            none.LeaveOneMore();
        }
    }
}
