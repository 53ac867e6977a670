using System.Diagnostics;
using System.Net;
using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.RealServers.Support;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;
using RealServer = Ldirectord.Config.RealServer;

namespace Ldirectord.RealServers;

/// <summary>checktype=external with check_http of monitoring-plugins, against nginx.</summary>
public sealed class NagiosPluginTests(Nginx nginx) : IClassFixture<Nginx>, IDisposable
{
    private const string Plugin = "/usr/lib/nagios/plugins/check_http";

    // Of the director's clock, which runs ahead of the programs'.
    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(3000);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ldirectord-plugin-");

    private string Script => Path.Combine(_folder.FullName, "check");

    private IPEndPoint Target => new(IPAddress.Loopback, nginx.HttpPort);

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("", "nagios", "program_ok", "HTTP OK: ")]
    [InlineData("-w 0.0000001", "nagios", "program_ok", "HTTP WARNING: ")]
    [InlineData("-s nowhere-on-the-page", "nagios", "program_failed", "HTTP CRITICAL: ")]
    [InlineData("--no-such-option", "nagios", "program_unknown", "")]
    [InlineData("-s nowhere-on-the-page", "ldirectord", "program_failed", "exit status 2")]
    public async Task EndOfThePlugin_IsTheVerdict(string options, string codes, string code, string text)
    {
        Require();
        Write($"exec {Plugin} -I \"$3\" -p \"$4\" {options}");

        var result = await Probing.ResultAsync(Check(Probing.Ample) with { ExitCodes = Enum.Parse<ExitCodes>(codes, ignoreCase: true) });

        Assert.Equal(code, result.Code.Name());
        Assert.Contains(text, result.Detail, StringComparison.Ordinal);
        Assert.Equal(options.Length > 0 && options[1] == 'w' ? new WeightAnswer(30, IsPercent: true) : null, result.Weight);
    }

    [Theory]
    [InlineData("keepalived", "program_failed")]
    [InlineData("nagios", "program_unknown")]
    public async Task ShellThatDoesNotFindThePlugin_IsDownOrUnknown(string codes, string code)
    {
        Require();
        Write($"{Plugin}-that-was-removed -I \"$3\" -p \"$4\"");

        var result = await Probing.ResultAsync(Check(Probing.Ample) with { ExitCodes = Enum.Parse<ExitCodes>(codes, ignoreCase: true) });

        Assert.Equal((code, $"{Script}: exit status 127"), (result.Code.Name(), result.Detail));
    }

    [Fact]
    public async Task WrongArgument_LeavesTheServerUp_AndIsMailedOnce()
    {
        Require();
        Write($"exec {Plugin} -I \"$3\" -p \"$4\"");
        var server = new RealServer(Target, Destination($"{Target}", 100), Check(s_ample));
        var service = Virtual("10.0.0.1:80", server) with
        {
            CheckInterval = TimeSpan.FromSeconds(1),
            FailureCount = 2,
            Mail = MailSettings.None with { Recipients = ["root@localhost"] },
        };
        await using var director = new RunningDirector(Of(service));
        await director.AdvanceUntilAsync(() => director.In(service) == $"{Target} 100", s_ample);

        Write($"echo >>\"{Script}.runs\"; exec {Plugin} -I \"$3\" -p \"$4\" --no-such-option");
        await director.AdvanceUntilAsync(() => File.Exists($"{Script}.runs") && File.ReadAllLines($"{Script}.runs").Length > 5, s_ample);

        Assert.Equal($"{Target} 100", director.In(service));
        Assert.Single(director.Log.Lines, line => line.StartsWith("emailalert: Unknown health of real server:", StringComparison.Ordinal));
        Write($"exec {Plugin} -I \"$3\" -p \"$4\" -s nowhere-on-the-page");
        await director.AdvanceUntilAsync(() => director.In(service) == "-", s_ample);
    }

    private ExternalCheck Check(TimeSpan timeout) => new(Target, timeout, Script, "10.0.0.1", 80, Perl: false)
    {
        ExitCodes = ExitCodes.Nagios,
        WarningWeight = 30,
    };

    private void Require()
    {
        nginx.Require();
        if (!File.Exists(Plugin))
            Assert.Skip($"{Plugin} is not installed: apt-get install monitoring-plugins-basic");
    }

    // Another program writes the file: one that this process holds open for writing cannot be executed. It takes the old one's place.
    private void Write(string body)
    {
        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "cat > \"$0.new\"; chmod 755 \"$0.new\"; mv \"$0.new\" \"$0\"", Script])
            {
                RedirectStandardInput = true,
            })!;
        shell.StandardInput.Write($"#!/bin/sh\n{body}\n");
        shell.StandardInput.Close();
        shell.WaitForExit();
    }
}
