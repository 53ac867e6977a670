
using Ldirectord.Config;

namespace Ldirectord.Tests.Config;

public sealed class ConfigLocatorTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("locator").FullName + "/";

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Name_IsLookedForInTheTwoDirectories_ThenAsGiven()
    {
        string name = Path.Combine(_root, "given.cf");
        Assert.Null(ConfigLocator.Find(name, _root));
        File.WriteAllText(name, "");
        Assert.Equal(name, ConfigLocator.Find(name, _root));

        string conf = Create("etc/ha.d/conf/x.cf");
        Assert.Equal(conf, ConfigLocator.Find("x.cf", _root));
        string first = Create("etc/ha.d/x.cf");
        Assert.Equal(first, ConfigLocator.Find("x.cf", _root));
    }

    [Fact]
    public void WithoutAName_ItIsLdirectordCf()
    {
        string file = Create("etc/ha.d/ldirectord.cf");
        Assert.Equal(file, ConfigLocator.Find(null, _root));
    }

    [Fact]
    public void Directory_IsNoConfiguration()
    {
        Directory.CreateDirectory(Path.Combine(_root, "etc/ha.d/x.cf"));
        Assert.Null(ConfigLocator.Find("x.cf", _root));
    }

    [Theory]
    [InlineData(null, "ldirectord")]
    [InlineData("ldirectord.cf", "ldirectord.cf")]
    [InlineData("/etc/ha.d/web.cf", "web.cf")]
    [InlineData("conf/web.cf", "web.cf")]
    public void Instance_IsCalledAsTheLastComponent(string? name, string instance) => Assert.Equal(
        instance, ConfigLocator.InstanceName(name));

    private string Create(string path)
    {
        string full = _root + path;
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, "");
        return full;
    }
}
