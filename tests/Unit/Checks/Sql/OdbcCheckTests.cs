using System.Net;
using Ldirectord.Checks;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>service=odbc without a driver; with one it is among the real servers.</summary>
public class OdbcCheckTests
{
    [Theory]
    [InlineData("", "select 1")]
    [InlineData("DSN=x", "")]
    public async Task WhatIsNotSet_IsSaid(string database, string query) =>
        Assert.Equal(
            new(CheckStatus.Error, "service=odbc needs database and request: a query, as \"SELECT 1\""),
            await Probing.RunAsync(Check() with { Database = database, Query = query }));

    [Theory]
    [InlineData("Driver=/geheim.so;UID=u", "geheim")]
    [InlineData("Driver=/geheim.so;PWD=geheim", "")]
    [InlineData("Driver=/geheim.so;Password={geheim}", "")]
    [InlineData("Driver=/GeHeim.so", "geheim")]
    public async Task Passwords_AreNotShown(string database, string password)
    {
        var result = await Probing.RunAsync(Check() with { Database = database, Password = password });

        Assert.Equal(CheckStatus.Error, result.Status);
        Assert.Contains("'/***.so'", result.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ConnectionString_IsNotShown() => Assert.Equal("odbc 127.0.0.1:1", Check().ToString());

    private static OdbcCheck Check() =>
        new(new(IPAddress.Loopback, 1), TimeSpan.FromSeconds(30), "odbc", "DSN=x;PWD=geheim", "u", "geheim", "select 1", new(""));
}
