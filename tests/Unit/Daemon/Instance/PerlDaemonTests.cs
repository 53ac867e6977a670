
using Ldirectord.Daemon;

namespace Ldirectord.Tests.Daemon;

public class PerlDaemonTests
{
    [Theory]
    [InlineData("/usr/bin/perl -w /usr/sbin/ldirectord web.cf start", "web.cf")]
    [InlineData("/usr/bin/perl -w /usr/sbin/ldirectord /etc/ha.d/web.cf start", "web.cf")]
    [InlineData("/usr/bin/perl -w /usr/sbin/ldirectord -- conf/web.cf restart", "web.cf")]
    [InlineData("/usr/bin/perl -w /usr/sbin/ldirectord start", "ldirectord")]
    [InlineData("perl5.36 /root/ldirectord.pl web.cf try-restart", "web.cf")]
    public void Original_IsKnownByItsCommandLine(string words, string config) => Assert.True(PerlDaemon.Is(CommandLine(words), config));

    [Theory]
    [InlineData("")]
    [InlineData("/usr/bin/perl")]
    [InlineData("/usr/bin/perl -w /usr/sbin/ldirectord other.cf start")]
    [InlineData("/usr/bin/perl -w /usr/sbin/ldirectord web.cf status")]
    [InlineData("/usr/bin/perl -w /usr/sbin/ldirectord web.cf")]
    [InlineData("/usr/bin/perl /root/watch.pl /usr/sbin/ldirectord web.cf start")]
    [InlineData("/usr/sbin/ldirectord web.cf start")]
    [InlineData("vi /etc/ha.d/ldirectord.cf")]
    [InlineData("tail -f /var/log/ldirectord.log")]
    [InlineData("ldirectord tcp:10.0.0.1:80 checking 10.0.0.2")]
    public void AnyOtherProcess_IsNot(string words) => Assert.False(PerlDaemon.Is(CommandLine(words), "web.cf"));

    private static string CommandLine(string words) => words.Replace(' ', '\0') + "\0";
}
