
using Ldirectord.Config;

namespace Ldirectord.Tests.Config;

/// <summary>A file that is read by who needs no address of a host: status, stop, show.</summary>
public sealed class UnaskedNamesTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("virtual=nobody.invalid:80\n\treal=nowhere.invalid:80 masq\n\tfallback=sorry.invalid:80\n")]
    [InlineData("virtual6=nobody.invalid:80\n\treal6=nowhere.invalid:80 masq\n")]
    [InlineData(
        "virtual=10.0.0.1:80\n\treal=b.invalid->a.invalid:80 masq\n\treal=10.0.0.2->a.invalid masq\n\treal=c.invalid->10.0.0.2 masq\n")]
    [InlineData("fallback=sorry.invalid\nvirtual=10.0.0.1:80\n\treal=10.0.0.2 masq\n")]
    [InlineData("virtual=a.invalid:80\n\treal=10.0.0.2 masq\nvirtual=b.invalid:80\n\treal=10.0.0.2 masq\n")]
    [InlineData("virtual=10.0.0.1:80\n\treal=a.invalid masq\n\treal=b.invalid masq \"http://c.invalid/\", \"x\"\n")]
    [InlineData("virtual=localhost:80\n\treal=web_1 masq\n")]
    public void NamesOfHosts_AreBelieved(string text)
    {
        File.WriteAllText(_path, text);
        var read = ConfigReader.ReadFile(_path, asksForHosts: false);
        Assert.Empty(read.Errors);
        Assert.NotNull(read.Config);
    }

    [Theory]
    [InlineData("virtual=10.0.0.1.2:80\n\treal=10.0.0.2 masq\n")]
    [InlineData("virtual=10.0.0.1:80\n\treal=10.0.0.256 masq\n")]
    [InlineData("virtual=10.0.0.1:80\n\treal=10.0.0.9->10.0.0.2 masq\n")]
    [InlineData("virtual=a.invalid:80\n\treal=10.0.0.2 masq\nvirtual=a.invalid:80\n\treal=10.0.0.2 masq\n")]
    [InlineData("virtual=a.invalid:nothing\n\treal=10.0.0.2 masq\n")]
    public void WhatNoNameServerCouldMend_IsAnErrorHereToo(string text)
    {
        File.WriteAllText(_path, text);
        Assert.NotEmpty(ConfigReader.ReadFile(_path, asksForHosts: false).Errors);
    }
}
