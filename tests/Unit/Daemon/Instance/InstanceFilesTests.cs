using System.Net.Sockets;
using System.Text;
using Ldirectord.Daemon;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Daemon;

public class InstanceFilesTests
{
    [Theory]
    [InlineData(null, "/var/run/ldirectord.ldirectord.pid")]
    [InlineData("ldirectord.cf", "/var/run/ldirectord.ldirectord.cf.pid")]
    [InlineData("/etc/ha.d/web.cf", "/var/run/ldirectord.web.cf.pid")]
    [InlineData("conf/web", "/var/run/ldirectord.web.pid")]
    public void PidFile_IsNamedAfterTheLastPartOfTheName(string? config, string path) =>
        Assert.Equal(path, InstanceFiles.Of(config, dryRun: false, makeFolder: true).PidFile);

    [Fact]
    public void DryRun_HasFilesOfItsOwn()
    {
        var real = InstanceFiles.Of("web.cf", dryRun: false, makeFolder: true);
        var rehearsal = InstanceFiles.Of("web.cf", dryRun: true, makeFolder: true);
        Assert.Equal("/var/run/ldirectord.web.cf.dry-run.pid", rehearsal.PidFile);
        Assert.Equal("/var/run/ldirectord.web.cf.dry-run.sock", rehearsal.Socket);
        Assert.NotEqual(real.LockFile, rehearsal.LockFile);
        Assert.NotEqual(real.LockOf("/etc/passwd"), rehearsal.LockOf("/etc/passwd"));
    }

    [Theory]
    [InlineData("x", 255)]
    [InlineData("x", 90)]
    [InlineData("é", 127)]
    [InlineData("\U0001F600", 63)]
    public void LongName_HasFilesWhoseNamesTheKernelTakes(string letter, int times)
    {
        var name = string.Concat(Enumerable.Repeat(letter, times));
        using var folder = new TemporaryFolder();
        var file = folder.Write(name, "");
        Directory.CreateDirectory(folder.Path("other"));
        var other = folder.Write($"other/{name}", "");
        foreach (var dryRun in (bool[])[false, true])
        {
            var instance = new InstanceFiles(name, dryRun);
            foreach (var path in (string[])[instance.PidFile, instance.LockFile, instance.Socket, instance.LockOf(file)])
            {
                // A pid file is first written beside its place.
                Assert.InRange(Encoding.UTF8.GetByteCount(Path.GetFileName(path) + ".4194304"), 1, 255);
                Assert.DoesNotContain('\uFFFD', path);
            }

            Assert.Equal(instance.Socket, new UnixDomainSocketEndPoint(instance.Socket).ToString());
            Assert.Equal(instance, new InstanceFiles(name, dryRun));
            Assert.NotEqual(instance.Socket, new InstanceFiles(name + "y", dryRun).Socket);
            Assert.NotEqual(instance.LockOf(file), instance.LockOf(other));
        }
    }

    [Theory]
    [InlineData("two words.cf")]
    [InlineData("line\nbreak.cf")]
    [InlineData("\u001b[31m.cf")]
    public void OddName_IsTheNameOfItsFiles(string name) =>
        Assert.Equal($"/var/run/ldirectord.{name}.pid", new InstanceFiles(name, false).PidFile);

    [Fact]
    public void LinkToAConfiguration_IsTheSameConfiguration()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("web.cf", "");
        var link = folder.Path("other.cf");
        File.CreateSymbolicLink(link, file);
        var instance = new InstanceFiles("web.cf", DryRun: false);
        Assert.Equal(instance.LockOf(file), instance.LockOf(link));
    }
}
