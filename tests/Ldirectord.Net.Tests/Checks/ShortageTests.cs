using System.Net;
using System.Runtime.InteropServices;
using Ldirectord.Checks;
using Ldirectord.Net;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>Alone, since it takes the descriptors of the whole process.</summary>
[CollectionDefinition(nameof(Shortage), DisableParallelization = true)]
public sealed class Shortage;

/// <summary>A process without descriptors: that is no server's failure, however far a library came before it wanted one.</summary>
[Collection(nameof(Shortage))]
public sealed partial class ShortageTests
{
    private const int Descriptors = 7; // RLIMIT_NOFILE

    private static readonly IPEndPoint Nobody = new(IPAddress.Loopback, 9);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("mysql")]
    [InlineData("pgsql")]
    [InlineData("odbc")]
    [InlineData("dns")]
    public async Task NoDescriptorLeft_SaysNothingOfTheServer(string service)
    {
        Check check = service switch
        {
            "mysql" => new MysqlCheck(Nobody, Timeout, TlsSettings.None, "a", "b", "", "SELECT 1", new Expectation("")),
            "pgsql" => new PgsqlCheck(Nobody, Timeout, TlsSettings.None, "a", "b", "", "SELECT 1", new Expectation("")),
            "odbc" => new OdbcCheck(Nobody, Timeout, "odbc", "Driver={MariaDB Unicode};Server={host};Port={port}", "a", "b", "SELECT 1", new Expectation("")),
            _ => new DnsCheck(Nobody, Timeout, Udp: true, "a.example", new Expectation("")),
        };
        var ran = await Probing.RunAsync(check); // what is loaded but once is loaded now
        Assert.NotEqual(CheckStatus.NotTried, ran.Status);
        var taken = new List<int>();
        Assert.Equal(0, GetLimit(Descriptors, out var before));
        try
        {
            Assert.Equal(0, SetLimit(Descriptors, before with { Soft = Math.Min(before.Soft, 4096) }));
            while (Dup(2) is var fd and >= 0)
                taken.Add(fd);
            for (var left = 0; left < 6; left++)
            {
                var result = await Probing.RunAsync(check);
                Assert.True(result.Status == CheckStatus.NotTried || (left > 0 && result == ran), $"with {left} left: {result}");
                _ = Close(taken[^1]);
                taken.RemoveAt(taken.Count - 1);
            }
        }
        finally
        {
            foreach (var fd in taken)
                _ = Close(fd);
            _ = SetLimit(Descriptors, before);
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Dup(int fd);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
