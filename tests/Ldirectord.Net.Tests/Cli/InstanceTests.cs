using Ldirectord.Cli;

namespace Ldirectord.Tests.Cli;

public class InstanceTests
{
    [Theory]
    [InlineData(null, "/var/run/ldirectord.ldirectord.pid")]
    [InlineData("ldirectord.cf", "/var/run/ldirectord.ldirectord.cf.pid")]
    [InlineData("/etc/ha.d/web.cf", "/var/run/ldirectord.web.cf.pid")]
    [InlineData("conf/web", "/var/run/ldirectord.web.pid")]
    public void PidFile_IsNamedAfterTheLastPartOfTheName(string? config, string path) =>
        Assert.Equal(path, Instance.Of(new CommandLine(Verb.Start, config)).PidFile);

    [Fact]
    public void DryRun_HasFilesOfItsOwn()
    {
        var real = Instance.Of(new CommandLine(Verb.Start, "web.cf"));
        var rehearsal = Instance.Of(new CommandLine(Verb.Start, "web.cf", DryRun: true));
        Assert.Equal("/var/run/ldirectord.web.cf.dry-run.pid", rehearsal.PidFile);
        Assert.Equal("/var/run/ldirectord.web.cf.dry-run.sock", rehearsal.Socket);
        Assert.NotEqual(real.LockFile, rehearsal.LockFile);
        Assert.NotEqual(real.LockOf("/etc/passwd"), rehearsal.LockOf("/etc/passwd"));
    }

    [Fact]
    public void LinkToAConfiguration_IsTheSameConfiguration()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("web.cf", "");
        var link = folder.Path("other.cf");
        File.CreateSymbolicLink(link, file);
        var instance = new Instance("web.cf", DryRun: false);
        Assert.Equal(instance.LockOf(file), instance.LockOf(link));
    }
}
