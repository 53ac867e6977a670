using Ldirectord.Ipvs;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Ipvs;

public class KernelSettingsFolderTests
{
    [Fact]
    public void WhatTheFilesHold_IsRead()
    {
        using var folder = new TemporaryFolder();
        folder.Write("expire_nodest_conn", "1\n");
        folder.Write("expire_quiescent_template", "0\n");
        folder.Write("conn_reuse_mode", "many\n");
        var settings = new KernelSettingsFolder(folder.FullName, new Version(5, 10)).Read();
        Assert.True(settings.ExpireNodestConn.IsOn);
        Assert.True(settings.ExpireQuiescentTemplate.IsOff);
        Assert.Equal(new KernelSetting("conn_reuse_mode", null, "not a number"), settings.ConnReuseMode);
        Assert.Equal(new Version(5, 10), settings.Kernel);
    }

    [Fact]
    public void WithoutTheFiles_NothingIsKnownAndEachSaysWhy()
    {
        using var folder = new TemporaryFolder();
        var missing = new KernelSettingsFolder(folder.Path("vs"));
        Assert.False(missing.Exists);
        Assert.Equal("this kernel does not have it, or hides it from this process", missing.Read().ExpireNodestConn.Problem);
        Assert.False(missing.Read().ExpireQuiescentTemplate.IsOn || missing.Read().ExpireQuiescentTemplate.IsOff);
        Assert.Equal("this kernel does not have it, or hides it from this process", missing.Write("expire_nodest_conn", 1));
    }

    [Fact]
    public void WhatIsWritten_IsReadBack()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("expire_nodest_conn", "0\n");
        Assert.Null(new KernelSettingsFolder(folder.FullName).Write("expire_nodest_conn", 1));
        Assert.Equal("1\n", File.ReadAllText(path));
    }
}
