using Ldirectord.Daemon;

namespace Ldirectord.Tests.Daemon;

public class ProgramPagesTests
{
    [Fact]
    public void PartsOfFiles_AreReleasedOnlyIfNothingWasWrittenAndNothingCanBe()
    {
        const string smaps =
            """
            00400000-00405000 r--p 00000000 fe:00 11657310                           /usr/sbin/ldirectord
            Rss:                  20 kB
            Anonymous:             0 kB
            VmFlags: rd mr mw me
            00405000-01109000 r-xp 00005000 fe:00 11657310                           /usr/sbin/ldirectord
            Anonymous:             0 kB
            0195c000-0195e000 r--p 0155c000 fe:00 11657310                           /usr/sbin/ldirectord
            Anonymous:             8 kB
            0195e000-02239000 rw-p 0155e000 fe:00 11657310                           /usr/sbin/ldirectord
            Anonymous:             0 kB
            02239000-022a0000 rw-p 00000000 00:00 0
            Anonymous:             0 kB
            7f6753947000-7f6753a9d000 r-xp 00026000 fe:00 332096                     /usr/lib/x86_64-linux-gnu/libc.so.6
            Anonymous:             0 kB
            7f6753a9d000-7f6753aa0000 r--p 00000000 00:00 0                          [vvar]
            Anonymous:             0 kB
            """;

        Assert.Equal(
            [(0x400000UL, 0x405000UL), (0x405000UL, 0x1109000UL), (0x7f6753947000UL, 0x7f6753a9d000UL)],
            ProgramPages.Unwritten(smaps.Split('\n')));
    }

    [Fact]
    public void ThisProcess_RunsOnAfterItsPagesAreReleased()
    {
        ProgramPages.Release();
        Assert.Equal("8", $"{Environment.GetEnvironmentVariable("NO_SUCH_VARIABLE")}{3 + 5}");
    }
}
