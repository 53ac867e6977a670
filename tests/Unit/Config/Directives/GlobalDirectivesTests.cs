using Ldirectord.Config;
using Ldirectord.Ipvs;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>What each directive at the top of the file means.</summary>
public class GlobalDirectivesTests
{
    [Fact]
    public void EmptyFile_HasEveryDefault()
    {
        var config = ReadConfig("");
        Assert.Empty(config.VirtualServices);
        Assert.Equal(FileName, config.Path);
        Assert.False(config.AutoReload);
        Assert.Null(config.Callback);
        Assert.Equal("/var/log/ldirectord.log", config.LogFile);
        Assert.Empty(config.Execute);
        Assert.False(config.Supervised);
        Assert.False(config.ReaddQuiescent);
        Assert.Null(config.MaintenanceDirectory);
        Assert.Equal(KernelSettingsMode.Warn, config.KernelSettings);
        Assert.Equal(MailSettings.None, config.Mail);
    }

    [Fact]
    public void EveryDirective_IsRead()
    {
        var config = ReadConfig("""
            autoreload = yes
            callback = "/usr/local/bin/changed"
            logfile = "local0"
            execute = first.cf
            execute = "second.cf"
            supervised = yes
            fork = yes
            readdquiescent = yes
            maintenancedir = /tmp
            emailalert = "a@example.net, b@example.net"
            emailalertfrom = "Director" <d@example.net>
            emailalertfreq = 60
            emailalertstatus = starting, stopping
            smtp = mail.example.net
            """);
        Assert.True(config.AutoReload);
        Assert.Equal("/usr/local/bin/changed", config.Callback);
        Assert.Equal("local0", config.LogFile);
        Assert.Equal(["first.cf", "second.cf"], config.Execute);
        Assert.True(config.Supervised);
        Assert.True(config.ReaddQuiescent);
        Assert.Equal("/tmp", config.MaintenanceDirectory);
        Assert.Equal(["a@example.net", "b@example.net"], config.Mail.Recipients);
        Assert.Equal("\"Director\" <d@example.net>", config.Mail.Sender);
        Assert.Equal(TimeSpan.FromMinutes(1), config.Mail.RepeatInterval);
        Assert.Equal(DaemonPhases.Starting | DaemonPhases.Stopping, config.Mail.Phases);
        Assert.Equal("mail.example.net", config.Mail.Smtp);
    }

    [Theory]
    [InlineData("warn", KernelSettingsMode.Warn)]
    [InlineData("set", KernelSettingsMode.Set)]
    [InlineData("leave  ", KernelSettingsMode.Leave)]
    internal void Kernelsettings_IsOneOfThreeWords(string word, KernelSettingsMode mode)
    {
        Assert.Equal(mode, ReadConfig($"kernelsettings = {word}\n").KernelSettings);
        Assert.True(Assert.Single(Read($"kernelsettings = {word}\n").Diagnostics).IsPortability);
    }

    [Theory]
    [InlineData("cluster", null)]
    [InlineData("no ", 0.0)]
    [InlineData("15", 15.0)]
    public void Startwait_IsAWordOrSeconds(string value, double? seconds)
    {
        Assert.Equal(seconds, ReadConfig($"startwait = {value}\n").StartWait?.TotalSeconds);
        Assert.True(Assert.Single(Read($"startwait = {value}\n").Diagnostics).IsPortability);
    }

    [Theory]
    [InlineData("yes", "expected cluster, no, or seconds")]
    [InlineData("No", "expected no, in lower case")]
    [InlineData("", "expected cluster, no, or seconds")]
    [InlineData("0", "expected")]
    public void StartwaitOfAnotherKind_IsAnErrorThatSaysWhatIsExpected(string value, string expected)
    {
        var error = Assert.Single(Read($"startwait = {value}\n").Errors);
        Assert.Equal((1, 13), (error.Line, error.Column));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kernelsettings = yes")]
    [InlineData("kernelsettings = ")]
    public void KernelsettingsOfAnotherWord_IsAnErrorThatSaysWhatIsExpected(string line)
    {
        var error = Assert.Single(Read($"{line}\n").Errors);
        Assert.Equal((1, 18), (error.Line, error.Column));
        Assert.EndsWith("expected warn, set or leave", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quiescent = yes", true, true, 1, 10)]
    [InlineData("cleanstop = no", false, false, 1, 10)]
    [InlineData("failurecount = 3", false, true, 3, 10)]
    [InlineData("checkinterval = 7", false, true, 1, 7)]
    public void GlobalDefault_AppliesToAllServices_AboveOrBelow(
        string directive, bool quiescent, bool cleanStop, int failures, int interval)
    {
        foreach (string text in new[] { $"{directive}\nvirtual=127.0.0.1:80\n\n", $"virtual=127.0.0.1:80\n\n{directive}\n" })
        {
            var service = Assert.Single(ReadConfig(text).VirtualServices);
            Assert.Equal(quiescent, service.Quiescent);
            Assert.Equal(cleanStop, service.CleanStop);
            Assert.Equal(failures, service.FailureCount);
            Assert.Equal(TimeSpan.FromSeconds(interval), service.CheckInterval);
        }
    }

    [Theory]
    [InlineData("quiescent = no", "quiescent = yes")]
    [InlineData("cleanstop = yes", "cleanstop = no")]
    public void SectionValue_OverridesTheGlobalValue(string section, string global)
    {
        var service = Service(section, global);
        Assert.False(service.Quiescent);
        Assert.True(service.CleanStop);
    }

    [Theory]
    [InlineData("emailalertstatus = all", DaemonPhases.All)]
    [InlineData("emailalertstatus = none", DaemonPhases.None)]
    [InlineData("emailalertstatus =", DaemonPhases.None)]
    [InlineData("emailalertstatus = running,", DaemonPhases.Running)]
    [InlineData("emailalertstatus = reloading , running", DaemonPhases.Running | DaemonPhases.Reloading)]
    internal void EmailAlertStatus_IsASetOfPhases(string line, DaemonPhases phases) => Assert.Equal(phases, ReadConfig(line).Mail.Phases);

    [Theory]
    [InlineData("a@b", 1)]
    [InlineData("\"a@b\"", 1)]
    [InlineData("a@b,c@d e@f", 3)]
    public void EmailAlert_IsAListOfAddresses(string value, int count) => Assert.Equal(
        count, ReadConfig($"emailalert={value}").Mail.Recipients.Length);

    [Fact]
    public void SectionMail_OverridesTheGlobalMail_DirectiveByDirective()
    {
        var mail = Service(
            "emailalert = s@x|servicename = web|comment = \"the shop\"",
            "emailalert = g@x|smtp = relay|emailalertfreq = 5|emailalertfrom = f@x").Mail;
        Assert.Equal(["s@x"], mail.Recipients);
        Assert.Equal("relay", mail.Smtp);
        Assert.Equal("f@x", mail.Sender);
        Assert.Equal(TimeSpan.FromSeconds(5), mail.RepeatInterval);
        Assert.Equal("web", mail.ServiceName);
        Assert.Equal("the shop", mail.Comment);
    }

    [Theory]
    [InlineData("checktimeout=3s", 3)]
    [InlineData("checktimeout = x12y34", 12)]
    [InlineData("checktimeout = -3", 3)]
    [InlineData("checktimeout = 3 # seconds", 3)]
    [InlineData("checktimeout = 99999999999999999999", 2147483)]
    public void Number_IsTheFirstRunOfDigits(string line, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Server("checktype=connect|real=127.0.0.2:80 gate", line).Check.Timeout);

    [Fact]
    public void SupervisedWithoutValue_MeansYes_WithAWarning()
    {
        var read = Read("supervised\n");
        Assert.True(read.Config!.Supervised);
        Assert.Equal(
            "Warning [7] reading file test.cf at line 1: supervised without a value: expected supervised = yes (column 1)",
            Assert.Single(read.Diagnostics).Format(7));
    }

    [Fact]
    public void UnderASupervisor_TheLogFileIsNotOpened() =>
        Assert.True(Reading.ReadConfig("supervised=yes\nlogfile=\"/nonexistent/log\"\n").Supervised);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"\"/bin/true")]
    public void EmptyQuotedFallbackCommand_IsIgnored_WithAWarning(string value)
    {
        var read = Reading.Read($"fallbackcommand={value}\n");
        Assert.Equal("fallbackcommand without a command is ignored: expected a path", Assert.Single(read.Diagnostics).Message);
        Assert.NotNull(read.Config);
    }

    [Fact]
    public void PathThatIsTooLong_IsNotShownWhole()
    {
        string path = "/tmp/" + new string('x', 20_000);
        foreach (string line in (string[])[
            $"logfile=\"{path}\"", $"virtual=127.0.0.1:80\n\tmonitorfile={path}", $"virtual=127.0.0.1:80\n\trequestfile={path}",
            $"virtual=127.0.0.1:80\n\ttlscafile={path}"])
            Assert.All(Reading.Read(line + "\n\n").Diagnostics, diagnostic => Assert.InRange(diagnostic.Message.Length, 1, 1000));
    }

    [Theory]
    [InlineData("/bin/a b", "/bin/a b")]
    [InlineData("\"/bin/a b\" ", "/bin/a b")]
    [InlineData("\"/bin/a b\" c", "\"/bin/a b\" c")]
    [InlineData("\"/bin/a b\" \"c\"", "\"/bin/a b\" \"c\"")]
    [InlineData("\"/bin/a", "\"/bin/a")]
    public void FallbackCommand_MayHaveWordsBehindItsQuotes(string value, string expected) =>
        Assert.Equal(expected, Service("real=10.0.1.1:80 masq", $"fallbackcommand={value}").FallbackCommand);

    [Theory]
    [InlineData("900,120,300", 900, 120, 300)]
    [InlineData("0, 0 ,1", 0, 0, 1)]
    [InlineData("2147483,1,1", 2147483, 1, 1)]
    public void Ipvstimeouts_AreThreeTimes(string value, int tcp, int tcpFin, int udp) =>
        Assert.Equal(new ConnectionTimeouts(tcp, tcpFin, udp), ReadConfig($"ipvstimeouts = {value}\n").IpvsTimeouts);

    [Theory]
    [InlineData("900")]
    [InlineData("900,120,300,1")]
    [InlineData("900,,300")]
    [InlineData("-1,1,1")]
    [InlineData("2147484,1,1")]
    [InlineData("")]
    public void OtherIpvstimeouts_AreAnError(string value)
    {
        var error = Assert.Single(Read($"ipvstimeouts = {value}\n").Diagnostics, diagnostic => diagnostic.Severity == Severity.Error);
        Assert.StartsWith($"invalid ipvstimeouts \"{value}\": expected tcp,tcpfin,udp in seconds, 0..2147483", error.Message,
            StringComparison.Ordinal);
    }
}
